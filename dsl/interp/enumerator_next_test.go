package interp_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// TestCursorsEnd leaves enumerators in the middle: what runs for them ends with
// the program, and none of the program's code runs after it.
func TestCursorsEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	src := `100.times do
  e = Enumerator.new { |y| begin; loop { y << 1 }; ensure; puts "late"; end }
  e.next
end
puts "end"`
	if got := run("x", []byte(src), interp.Options{}); got != "end\n" {
		t.Errorf("got %q", got)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

// TestCursorsAreCharged makes many enumerators that wait deep inside calls.
func TestCursorsAreCharged(t *testing.T) {
	src := `all = []
def deep(n, y) = n == 0 ? y << 1 : deep(n - 1, y)
loop do
  e = Enumerator.new { |y| deep(2000, y) }
  e.next
  all << e
end`
	got := run("x", []byte(src), interp.Options{Memory: 64 << 20})
	if !strings.Contains(got, "this takes too much memory") {
		t.Errorf("got %q", got)
	}
}

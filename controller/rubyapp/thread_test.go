package rubyapp_test

import (
	"strings"
	"testing"
	"time"
)

// TestThreads runs a controller whose threads hand packets to each other and
// wait, and one of which fails.
func TestThreads(t *testing.T) {
	l := newLab(t, `
class Threads < Trema::Controller
  def start(_args)
    @queue = Queue.new
    @mutex = Mutex.new
    @done = []
    2.times do |i|
      Thread.start(i) do |n|
        loop do
          item = @queue.pop
          @mutex.synchronize do
            sleep 0.001
            @done << [n, item]
          end
        end
      end
    end
    Thread.new { raise 'this one fails' }
    @sum = Thread.new { (1..10).sum }
    Thread.new { puts "the sum is #{@sum.value}, #{@sum.alive?}" }
    killed = Thread.new { sleep }
    killed.kill
    begin
      @queue.pop
    rescue ThreadError => e
      puts e.message
    end
    begin
      @queue.pop(true)
    rescue ThreadError => e
      puts e.message
    end
  end

  def add(*items)
    items.each { |item| @queue << item }
    @queue.size
  end

  def done = @done.map(&:last).sort
end`)
	if err := l.start(); err != nil {
		t.Fatal(err)
	}
	l.listener.Do(func() {})
	const want = "a handler would wait for a Queue to be filled for ever: nothing else runs until it returns\nqueue empty\n"
	if got := l.recorded(); !strings.HasPrefix(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got, err := l.listener.Call("add", []string{"1", "2", "3", "4"}); got != "4\n" || err != nil {
		t.Errorf("add: %q, %v", got, err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		got, err := l.listener.Call("done", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got == "[1, 2, 3, 4]\n" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("done: %s", got)
		}
	}
	for _, want := range []string{"the sum is 55, false\n", "a thread has ended: "} {
		if !strings.Contains(l.recorded(), want) {
			t.Errorf("%q is missing in:\n%s", want, l.recorded())
		}
	}
}

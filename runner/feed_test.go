package runner

import (
	"encoding/json"
	"testing"
	"time"
)

func TestRateOf(t *testing.T) {
	for _, test := range []struct {
		name        string
		before, now Count
		took        time.Duration
		want        Rate
	}{
		{"half a second", Count{10, 1000}, Count{20, 2000}, time.Second / 2, Rate{20, 2000}},
		{"nothing", Count{10, 1000}, Count{10, 1000}, time.Second, Rate{}},
		{"a device that was made anew", Count{10, 1000}, Count{1, 60}, time.Second, Rate{}},
		{"no time", Count{10, 1000}, Count{20, 2000}, 0, Rate{}},
	} {
		if got := rateOf(test.before, test.now, test.took); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// A watcher who does not read keeps nobody waiting, and misses what has no room.
func TestSlowWatchersMissEvents(t *testing.T) {
	f := newFeed(nil)
	slow, quick := make(chan Event, 1), make(chan Event, 10)
	f.watchers[slow], f.watchers[quick] = true, true
	for i := range 5 {
		f.tell("log", LogReport{[]string{string(rune('a' + i))}}, false)
	}
	if len(slow) != 1 || len(quick) != 5 {
		t.Errorf("the slow one has %d events, the quick one %d, want 1 and 5", len(slow), len(quick))
	}
	var report LogReport
	if e := <-quick; e.Kind != "log" || json.Unmarshal(e.Data, &report) != nil || report.Lines[0] != "a" {
		t.Errorf("the first event is %s %s", e.Kind, e.Data)
	}
}

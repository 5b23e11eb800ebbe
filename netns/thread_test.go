package netns

import (
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// So many at once need every thread that there is.
func TestNothingIsMovedOnTheFirstThread(t *testing.T) {
	const n = 64
	var started, finished sync.WaitGroup
	started.Add(n)
	finished.Add(n)
	threads := make([]int, n)
	for i := range n {
		onThread(func() {
			defer finished.Done()
			threads[i] = unix.Gettid()
			started.Done()
			started.Wait()
		})
	}
	finished.Wait()
	seen := map[int]bool{}
	for _, id := range threads {
		if id == unix.Getpid() {
			t.Error("on the first thread")
		}
		if seen[id] {
			t.Errorf("two on thread %d", id)
		}
		seen[id] = true
	}
}

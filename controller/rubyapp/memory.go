package rubyapp

import (
	"fmt"
	"runtime"
	"runtime/metrics"
)

// A call has its own budget of memory, which is what it makes, not what it
// keeps. What a controller keeps over many calls is looked at now and then.
const (
	betweenLooks = 256 << 20 // bytes that calls make from one look to the next
	maxHeap      = 1 << 30   // bytes that the process may have in use
)

// checkMemory is called after each call of the program.
func (a *App) checkMemory(method string) error {
	if a.made += a.in.Used(); a.made < betweenLooks {
		return nil
	}
	a.made = 0
	if heapInUse() < maxHeap {
		return nil
	}
	runtime.GC()
	if n := heapInUse(); n >= maxHeap {
		return &Error{
			Message: fmt.Sprintf("the controller keeps too much: %d MiB of memory are in use after `%s`", n>>20, method),
			Detail:  "does it forget what it no longer needs?",
		}
	}
	return nil
}

// heapInUse returns the bytes of objects, those that nobody needs any more among
// them.
func heapInUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

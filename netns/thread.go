package netns

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// onThread runs fn on a thread that ends with it, wherever fn has moved it to.
//
// It is never the process's first thread. That one does not end before the
// process; it would stay where fn has moved it, keep a namespace alive, and be
// what /proc/self/ns and /proc/net show of the whole process.
func onThread(fn func()) {
	go func() {
		runtime.LockOSThread() // never unlocked: the runtime throws the thread away
		if unix.Gettid() != unix.Getpid() {
			fn()
			return
		}
		// As long as this goroutine holds the first thread, no other gets it.
		finished := make(chan struct{})
		go func() {
			defer close(finished)
			runtime.LockOSThread()
			fn()
		}()
		<-finished
		runtime.UnlockOSThread()
	}()
}

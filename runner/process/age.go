package process

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// tick is the unit of start times: USER_HZ is 100 on all that Go runs on.
const tick = time.Second / 100

// Age returns how long ago the process has started, by a clock that nobody sets;
// 0 for one that is gone.
func (id ID) Age() time.Duration {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &now); err != nil || !id.Alive() {
		return 0
	}
	return time.Duration(now.Nano()) - bootOffset() - time.Duration(id.Start)*tick
}

// bootOffset is how far the clock that counts from boot is ahead in this
// process's time namespace (time_namespaces(7)). The start times that the kernel
// shows go by that clock, and those in an ID are to mean the same to all who
// read them.
var bootOffset = sync.OnceValue(func() time.Duration {
	// The table is that of the children's namespace, which may be another yet.
	own, err := os.Readlink("/proc/self/ns/time")
	if children, _ := os.Readlink("/proc/self/ns/time_for_children"); err != nil || children != own {
		return 0 // or the kernel has no time namespaces
	}
	table, err := os.ReadFile("/proc/self/timens_offsets")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(table)) {
		var clock string
		var seconds, nanoseconds int64
		if n, _ := fmt.Sscan(line, &clock, &seconds, &nanoseconds); n == 3 && clock == "boottime" {
			return time.Duration(seconds)*time.Second + time.Duration(nanoseconds)
		}
	}
	return 0
})

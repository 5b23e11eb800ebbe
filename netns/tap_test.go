package netns_test

import (
	"errors"
	"testing"

	"github.com/trema-ns/trema-ns/netns"
	"golang.org/x/sys/unix"
)

func TestTapIsDeletedUnlessSomebodyHasItOpen(t *testing.T) {
	_, root := newMaker(t)
	run(t, "ip", "tuntap", "add", "mode", "tap", "name", "tap7")
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ifr, err := unix.NewIfreq("tap7")
	if err != nil {
		t.Fatal(err)
	}
	ifr.SetUint16(unix.IFF_TAP | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, ifr); err != nil {
		t.Fatal(err)
	}
	if err := root.DeleteTap("tap7"); !errors.Is(err, netns.ErrHeld) {
		t.Errorf("deleting a tap that is open: %v, want %v", err, netns.ErrHeld)
	}
	if _, err := root.Link("tap7"); err != nil {
		t.Errorf("the tap that was open: %v", err)
	}
	unix.Close(fd)
	if err := root.DeleteTap("tap7"); err != nil {
		t.Error(err)
	}
	if _, err := root.Link("tap7"); !errors.Is(err, netns.ErrNoLink) {
		t.Errorf("the deleted tap: %v, want %v", err, netns.ErrNoLink)
	}
	if err := root.DeleteTap("tap7"); err != nil {
		t.Errorf("deleting it again: %v", err)
	}
	if err := root.DeleteTap("lo"); err == nil {
		t.Error("lo was taken for a tap")
	}
}

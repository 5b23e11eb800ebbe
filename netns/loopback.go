package netns

import "golang.org/x/sys/unix"

// LoopbackIsUp reports whether the loopback device of ns is up. In a network
// namespace that unshare(1) has just made it is not.
func (ns *Namespace) LoopbackIsUp() (bool, error) {
	lo, err := ns.handle.LinkByIndex(loopbackIndex)
	if err != nil {
		return false, err
	}
	return lo.Attrs().RawFlags&unix.IFF_UP != 0, nil
}

// SetLoopback brings the loopback device of ns up or down.
func (ns *Namespace) SetLoopback(up bool) error {
	if up {
		return ns.SetUp(loopbackIndex, "")
	}
	return ns.SetDown(loopbackIndex)
}

package netns

import (
	"fmt"
	"time"

	"github.com/vishvananda/netlink"
)

// Shape is what a device does to the frames that it sends; those that it
// receives pass as they are. A cable that is slow in both directions has it at
// both ends. A zero value leaves things as the kernel does them.
type Shape struct {
	Rate   uint64        `json:"rate,omitempty"`   // bits per second, at least [MinRate]
	Delay  time.Duration `json:"delay,omitempty"`  // with Jitter at most [MaxDelay]
	Jitter time.Duration `json:"jitter,omitempty"` // each frame's delay is off by up to this; they may overtake each other
	Loss   float64       `json:"loss,omitempty"`   // percent of the frames
}

// What the kernel's clock for traffic control can count: 2³² of its ticks are
// some 274 seconds, which have to be enough for a delay, and for sending one
// burst.
const (
	MinRate  = 8000 // bits per second
	MaxDelay = 4 * time.Minute
)

// Features returns what the kernel must have for s.
func (s Shape) Features() []Feature {
	var needs []Feature
	if s.Rate != 0 {
		needs = append(needs, TBF)
	}
	if s.needsNetem() {
		needs = append(needs, Netem)
	}
	return needs
}

func (s Shape) needsNetem() bool { return s.Delay != 0 || s.Jitter != 0 || s.Loss != 0 }

// Shape makes a device with the given MTU send as s says, in place of whatever
// queueing discipline it was given before. On a device that is up that takes
// the kernel an RCU grace period, some 18 ms.
func (ns *Namespace) Shape(index, mtu int, s Shape) error {
	old, err := ns.handle.QdiscList(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}})
	if err != nil {
		return fmt.Errorf("list queueing disciplines: %w", err)
	}
	for _, q := range old {
		if a := q.Attrs(); a.Parent == netlink.HANDLE_ROOT && a.Handle != 0 { // 0: the kernel's own choice
			if err := ns.handle.QdiscDel(q); err != nil {
				return fmt.Errorf("remove queueing discipline %s: %w", q.Type(), err)
			}
		}
	}
	for _, q := range s.qdiscs(index, mtu) {
		if err := ns.handle.QdiscAdd(q); err != nil {
			return fmt.Errorf("queueing discipline %s: %w", q.Type(), err)
		}
	}
	return nil
}

// TC returns s in words of tc(8), for a device with the given MTU: what follows
// "tc qdisc add dev DEVICE" in each of the commands that make it.
func (s Shape) TC(mtu int) []string {
	var commands []string
	for _, q := range s.qdiscs(0, mtu) {
		a := q.Attrs()
		words := "root"
		if a.Parent != netlink.HANDLE_ROOT {
			words = "parent " + netlink.HandleStr(a.Parent)
		}
		words += fmt.Sprintf(" handle %d: %s", a.Handle>>16, q.Type())
		switch q := q.(type) {
		case *netlink.Netem:
			words += fmt.Sprintf(" limit %d", q.Limit)
			if s.Delay != 0 {
				words += fmt.Sprintf(" delay %dus %dus", s.Delay.Microseconds(), s.Jitter.Microseconds())
			}
			if s.Loss != 0 {
				words += fmt.Sprintf(" loss %g%%", s.Loss)
			}
		case *netlink.Tbf:
			words += fmt.Sprintf(" rate %dbit burst %d limit %d", q.Rate*8, netlink.Xmitsize(q.Rate, q.Buffer), q.Limit)
		}
		commands = append(commands, words)
	}
	return commands
}

// qdiscs returns the queueing disciplines that make s, the root first.
//
// The delay is the root and the rate its child. A frame then waits in the queue
// of the rate after its delay and has to bear both, as on a long cable; the
// other way round the time in the queue would count as part of the delay.
func (s Shape) qdiscs(index, mtu int) []netlink.Qdisc {
	attrs := netlink.QdiscAttrs{LinkIndex: index, Handle: netlink.MakeHandle(1, 0), Parent: netlink.HANDLE_ROOT}
	var list []netlink.Qdisc
	if s.needsNetem() {
		list = append(list, netlink.NewNetem(attrs, netlink.NetemQdiscAttrs{
			Latency: uint32(s.Delay.Microseconds()),
			Jitter:  uint32(s.Jitter.Microseconds()),
			Loss:    float32(s.Loss),
			Limit:   s.inFlight(),
		}))
		attrs.Parent = netlink.MakeHandle(1, 1)
		attrs.Handle = netlink.MakeHandle(2, 0)
	}
	if s.Rate != 0 {
		list = append(list, s.bucket(attrs, mtu))
	}
	return list
}

// inFlight is how many frames can be on their way at once. The kernel's default
// of 1000 loses frames on a fast cable with a long delay; this is enough for
// some 10 Gbit/s of full frames over 100 ms.
func (s Shape) inFlight() uint32 {
	const perMillisecond = 1000
	return uint32(min(1000+perMillisecond*(s.Delay+s.Jitter).Milliseconds(), 100*perMillisecond))
}

// bucket returns the token bucket that keeps the rate.
func (s Shape) bucket(attrs netlink.QdiscAttrs, mtu int) *netlink.Tbf {
	const (
		burstTime = 5 * time.Millisecond   // sent at once after a pause
		queueTime = 100 * time.Millisecond // waiting at most, before frames are dropped
		minQueue  = 16                     // frames; less starves TCP on a slow cable
		header    = 18                     // of Ethernet with a VLAN tag
	)
	rate := s.Rate / 8 // from here on in bytes
	frame := uint64(mtu + header)
	// What is larger than the burst never gets through.
	burst := max(rate*uint64(burstTime)/uint64(time.Second), 2*frame)
	queue := max(rate*uint64(queueTime)/uint64(time.Second), minQueue*frame)
	return &netlink.Tbf{
		QdiscAttrs: attrs,
		Rate:       rate,
		Buffer:     netlink.Xmittime(rate, uint32(min(burst, 1<<31))),
		Limit:      uint32(min(burst+queue, 1<<31)),
	}
}

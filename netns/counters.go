package netns

import (
	"fmt"

	"github.com/vishvananda/netlink"
)

// Counters are what a device has passed since it was made.
type Counters struct {
	SentPackets, SentBytes         uint64
	ReceivedPackets, ReceivedBytes uint64
}

// Counters returns the counters of all devices of ns, by name.
func (ns *Namespace) Counters() (map[string]Counters, error) {
	list, err := ns.handle.LinkList()
	if err != nil {
		return nil, fmt.Errorf("list interfaces: %w", err)
	}
	all := make(map[string]Counters, len(list))
	for _, l := range list {
		if s := l.Attrs().Statistics; s != nil {
			all[l.Attrs().Name] = countersOf(s)
		}
	}
	return all, nil
}

func countersOf(s *netlink.LinkStatistics) Counters {
	return Counters{SentPackets: s.TxPackets, SentBytes: s.TxBytes, ReceivedPackets: s.RxPackets, ReceivedBytes: s.RxBytes}
}

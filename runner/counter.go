package runner

import (
	"slices"
	"time"

	"github.com/trema-ns/trema-ns/netns"
)

// counter reads what passes a lab's links from the counters of their devices.
type counter struct {
	links  []laidLink
	spaces map[string]*netns.Namespace // by host; "" is the machine's own
	before []LinkTraffic
	at     time.Time
}

func newCounter(r *Record) (*counter, error) {
	c := &counter{links: r.links(), spaces: map[string]*netns.Namespace{}}
	root, err := netns.Current()
	if err != nil {
		return nil, err
	}
	c.spaces[""] = root
	for _, l := range c.links {
		_, _, host := l.seen()
		if c.spaces[host] != nil {
			continue
		}
		i := slices.IndexFunc(r.Hosts, func(h PlannedHost) bool { return h.Name == host })
		ns, err := r.Hosts[i].Open()
		if err != nil {
			c.close()
			return nil, err
		}
		c.spaces[host] = ns
	}
	return c, nil
}

func (c *counter) close() {
	if c == nil {
		return
	}
	for _, ns := range c.spaces {
		ns.Close()
	}
}

// count returns what has passed the links, and how fast since the last count.
func (c *counter) count() []LinkTraffic {
	devices := map[string]map[string]netns.Counters{}
	for host, ns := range c.spaces {
		devices[host], _ = ns.Counters() // a namespace that is gone has none
	}
	now, all := time.Now(), make([]LinkTraffic, len(c.links))
	for i, l := range c.links {
		end, device, host := l.seen()
		has := devices[host][device]
		all[i].Counts[end] = Count{has.SentPackets, has.SentBytes}
		all[i].Counts[1-end] = Count{has.ReceivedPackets, has.ReceivedBytes}
		if c.before == nil {
			continue
		}
		for side := range all[i].Counts {
			all[i].Rates[side] = rateOf(c.before[i].Counts[side], all[i].Counts[side], now.Sub(c.at))
		}
	}
	c.before, c.at = all, now
	return all
}

// rateOf returns how fast a count has grown; one that was made anew begins at 0.
func rateOf(before, now Count, took time.Duration) Rate {
	if now.Packets < before.Packets || now.Bytes < before.Bytes || took <= 0 {
		return Rate{}
	}
	return Rate{float64(now.Packets-before.Packets) / took.Seconds(), float64(now.Bytes-before.Bytes) / took.Seconds()}
}

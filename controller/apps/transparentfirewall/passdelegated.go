package transparentfirewall

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	priorityBypass  = 65000
	priorityPrefix  = 64000
	priorityInspect = 1000
	priorityOther   = 900 // what is not IPv4

	countInterval = 30 * time.Second
)

// passDelegated lets pass what has an address outside that somebody was given,
// and has other IPv4 packets inspected. While the many flows are loaded,
// everything passes.
type passDelegated struct {
	log      *slog.Logger
	prefixes []netip.Prefix
	began    time.Time
}

func newPassDelegated(c *controller.Controller, files []string) (*passDelegated, error) {
	p := &passDelegated{log: c.Logger()}
	for _, name := range files {
		list, err := readPrefixes(name)
		if err != nil {
			return nil, err
		}
		p.prefixes = append(p.prefixes, list...)
		p.log.Info(fmt.Sprintf("%s: %d prefix(es)", filepath.Base(name), len(list)))
	}
	c.Every(countInterval, func() { c.Go(func(ctx context.Context) { p.count(ctx, c) }) })
	return p, nil
}

// readPrefixes reads a file with a prefix such as 14.0.0.0/8 on each line. Empty
// lines and what follows # do not count.
func readPrefixes(name string) (list []netip.Prefix, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("transparent-firewall: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for number := 1; lines.Scan(); number++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil || !p.Addr().Is4() {
			return nil, fmt.Errorf("%s:%d: %q is not an IPv4 prefix; it is written like 14.0.0.0/8", name, number, text)
		}
		list = append(list, p.Masked())
	}
	return list, lines.Err()
}

func (p *passDelegated) load(sw *controller.Switch) {
	p.began = time.Now()
	add(sw, priorityBypass, from(outside), inside)
	add(sw, priorityBypass, from(inside), outside)
	p.log.Info(sw.String() + ": bypass ON")
	p.log.Info(sw.String() + ": loading started")
	for _, prefix := range p.prefixes {
		address := openflow.IPv4Addr(prefix.Addr().As4())
		mask := openflow.IPv4Addr(net.CIDRMask(prefix.Bits(), 32))
		m := ipFrom(outside)
		m.SetNwSrcMasked(address, mask)
		add(sw, priorityPrefix, m, inside)
		m = ipFrom(inside)
		m.SetNwDstMasked(address, mask)
		add(sw, priorityPrefix, m, outside)
	}
	add(sw, priorityInspect, ipFrom(outside), inspector)
	add(sw, priorityInspect, ipFrom(inside), inspector)
	add(sw, priorityOther, from(outside), inside)
	add(sw, priorityOther, from(inside), outside)
}

func (p *passDelegated) loaded(sw *controller.Switch) {
	for _, port := range []uint32{outside, inside} {
		sw.SendFlowMod(&openflow.FlowMod{Command: openflow.FlowDeleteStrict, Match: from(port), Priority: priorityBypass})
	}
	p.log.Info(sw.String() + ": bypass OFF")
	p.log.Info(fmt.Sprintf("%s: loading finished in %.2f second(s)", sw, time.Since(p.began).Seconds()))
}

// count tells how many packets the inspector has got.
func (p *passDelegated) count(ctx context.Context, c *controller.Controller) {
	for _, info := range c.Connected() {
		sw := c.Switch(info.DatapathID)
		if sw == nil {
			continue
		}
		req := openflow.AllFlows()
		req.OutPort = inspector
		sum, err := sw.AggregateStats(ctx, req)
		if err == nil {
			p.log.Info(fmt.Sprintf("%s: %d packet(s) inspected (%d bytes)", sw, sum.PacketCount, sum.ByteCount))
		}
	}
}

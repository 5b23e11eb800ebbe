package netns

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// SetPortUnreachable says whether the kernel answers UDP datagrams to ports that
// nobody in ns listens on, as it does by itself: with the ICMP message "port
// unreachable". Everything else it answers as before, and all that comes from ns
// itself.
//
// An ICMP message gets a route before it is sent, and to policy routing its type
// and code look like a port of its destination. A rule finds a black hole for
// this one. A kernel without policy routing goes on to answer, which is no error.
func (ns *Namespace) SetPortUnreachable(answer bool) error {
	const (
		typeAndCode = 3<<8 | 3 // of RFC 792
		priority    = 32765    // next before the main table's
	)
	rule := netlink.NewRule()
	rule.Family, rule.Type, rule.Priority = unix.AF_INET, unix.RTN_BLACKHOLE, priority
	rule.IPProto, rule.Dport = unix.IPPROTO_ICMP, netlink.NewRulePortRange(typeAndCode, typeAndCode)
	rtnl.Lock()
	defer rtnl.Unlock()
	var err error
	if answer {
		err = ns.handle.RuleDel(rule)
	} else {
		err = ns.handle.RuleAdd(rule)
	}
	switch {
	case errors.Is(err, unix.EOPNOTSUPP), answer && errors.Is(err, unix.ENOENT), !answer && errors.Is(err, unix.EEXIST):
		return nil
	case err != nil:
		return fmt.Errorf("rule for port unreachable: %w", err)
	}
	return nil
}

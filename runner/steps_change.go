package runner

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// The steps that only a change of a running lab has.

// removal takes away what the lab does without.
func (s *stepper) removal(c *Change) {
	for i := range c.Remove.Programs {
		s.removeProgram(&c.Remove.Programs[i])
	}
	for _, p := range c.Unplug {
		s.add(Step{
			Action: "unplug", Kind: "port", Object: p.Port.Device, Reason: fmt.Sprintf("port %d of bridge %s", p.Port.Number, p.Bridge),
			Commands: []string{"ovs-vsctl --if-exists del-port " + quote(p.Bridge) + " " + quote(p.Port.Device)},
		})
	}
	for _, sw := range c.Remove.Switches {
		s.add(Step{
			Action: "delete", Kind: "bridge", Object: sw.Bridge.Name, Reason: "switch " + sw.Name + " is not in the file",
			Commands: []string{"ovs-vsctl --if-exists del-br " + quote(sw.Bridge.Name)},
		})
	}
	for i := range c.Remove.Cables {
		cable := &c.Remove.Cables[i]
		a, b := cable.Ends[0], cable.Ends[1]
		if a.Host != "" && b.Host == "" {
			a, b = b, a
		}
		s.add(Step{
			Action: "delete", Kind: "link", Object: s.place(a) + " – " + s.place(b),
			Reason:   "link " + cable.Names[0] + ", " + cable.Names[1] + " is not in the file, or elsewhere",
			Commands: []string{s.ip(a.Host) + " link delete " + quote(a.Device)},
		})
	}
	for _, h := range c.Remove.Hosts {
		step := Step{Action: "delete", Kind: "namespace", Object: h.Namespace, Reason: "host " + h.Name + " is not in the file", Commands: []string{}}
		if h.PID != 0 {
			step.Action, step.Object = "give back", "of process "+strconv.Itoa(h.PID)
		} else {
			step.Commands = append(step.Commands, "ip netns delete "+quote(h.Namespace))
		}
		s.add(step)
	}
	for _, a := range c.Remove.Attached {
		s.add(Step{
			Action: "give back", Kind: "interface", Object: a.Device,
			Reason: "it is not plugged into " + a.Switch + " any more", Commands: []string{},
		})
	}
}

// setHost makes another of a host.
func (s *stepper) setHost(c *HostChange) {
	h := &c.To
	step := Step{Action: "set up", Kind: "namespace", Object: h.Namespace, Commands: []string{}}
	var now []string
	if c.From.IPv6 != h.IPv6 {
		off, word := "1", "without"
		if h.IPv6 {
			off, word = "0", "with"
		}
		now = append(now, word+" IPv6 now")
		step.Commands = append(step.Commands, s.run(h.Name)+"sysctl -qw net.ipv6.conf.all.disable_ipv6="+off+" net.ipv6.conf.default.disable_ipv6="+off)
	}
	if c.From.Kind != h.Kind {
		now = append(now, "a "+string(h.Kind)+" now")
	}
	if c.From.answersUDP() != h.answersUDP() {
		verb := "add"
		if h.answersUDP() {
			verb = "delete"
		}
		step.Commands = append(step.Commands, portUnreachable(h, verb))
	}
	if c.From.Promisc != h.Promisc {
		word := "only its own frames"
		if h.Promisc {
			word = "others' frames, too,"
		}
		now = append(now, "counting "+word+" now")
	}
	step.Reason = "host " + h.Name + ", " + strings.Join(now, ", ")
	s.add(step)
}

// portUnreachable adds or deletes the rule that keeps a vhost from answering UDP.
func portUnreachable(h *PlannedHost, verb string) string {
	return "ip -n " + quote(h.Namespace) + " rule " + verb + " priority 32765 ipproto icmp dport 771 blackhole"
}

// setUpAnew changes a cable that stays.
func (s *stepper) setUpAnew(c *CableChange) {
	for i := range c.To.Ends {
		to := c.To.Ends[i]
		from := *c.From.end(&to)
		ip, device := s.ip(to.Host), quote(to.Device)
		step := Step{
			Action: "set up anew", Kind: "interface", Object: s.place(to),
			Reason: "link " + c.To.Names[0] + ", " + c.To.Names[1] + " has changed",
		}
		if from.MAC != to.MAC {
			step.Commands = append(step.Commands, ip+" link set "+device+" address "+to.MAC)
		}
		if c.From.MTU != c.To.MTU {
			step.Commands = append(step.Commands, ip+" link set "+device+" mtu "+strconv.Itoa(c.To.mtu()))
		}
		step.Commands = append(step.Commands, s.reshape(c, to)...)
		if !sameInterface(from.Setup, to.Setup) {
			step.Commands = append(step.Commands, s.withoutAddresses(from)...)
			step.Commands = append(step.Commands, s.addresses(to)...)
		}
		if len(step.Commands) > 0 {
			s.add(step)
		}
	}
}

// withoutAddresses takes back what addresses gave.
func (s *stepper) withoutAddresses(e CableEnd) []string {
	var commands []string
	ip, device := s.ip(e.Host), quote(e.Device)
	if e.Setup.VLAN != 0 {
		return []string{ip + " link delete " + quote(netns.VLANName(e.Device, e.Setup.VLAN))}
	}
	for _, r := range e.Setup.Routes {
		commands = append(commands, ip+" route delete "+route(e.Setup.Address, r, device))
	}
	if e.Setup.Address.IsValid() {
		commands = append(commands, ip+" address delete "+e.Setup.Address.String()+" dev "+device)
	}
	return commands
}

// setBridge changes a bridge that stays.
func (s *stepper) setBridge(b *ovs.Bridge) {
	name := quote(b.Name)
	s.add(Step{
		Action: "set up anew", Kind: "bridge", Object: b.Name,
		Reason: fmt.Sprintf("datapath %016x, %s to %s", b.DatapathID, b.Protocol, b.Controller),
		Commands: []string{fmt.Sprintf("ovs-vsctl set bridge %s protocols=%s other_config:datapath-id=%016x \\\n    -- set-controller %s %s",
			name, b.Protocol, b.DatapathID, name, b.Controller)},
	})
}

package runner

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Step is one thing that a run does, as a person would do it by hand. A run
// itself starts no programs; the commands come to the same.
type Step struct {
	Action   string   `json:"action"` // "create"
	Kind     string   `json:"kind"`   // "namespace"
	Object   string   `json:"object"` // "host1"
	Reason   string   `json:"reason"`
	Commands []string `json:"commands"`       // for a POSIX shell, as root
	Undo     []string `json:"undo,omitempty"` // takes it away again, the last first
}

// Steps lists what the change comes to, in an order in which it can be done. A
// private Open vSwitch has its files in dir.
func (p *Planned) Steps(dir Dir) []Step {
	c := p.Change
	s := stepper{hosts: map[string]*PlannedHost{}, lent: map[string]bool{}}
	for _, a := range c.To.Attached {
		s.lent[a.Device] = true
	}
	if p.Dead != nil {
		s.add(Step{
			Action: "take down", Kind: "lab", Object: p.Dead.Lab, Reason: "its process was killed, and what it had made is still there",
			Commands: []string{killCommand(p.Dead.Lab, dir)},
		})
	}
	// The controller of a lab that runs stays as it is.
	if f := p.options.Foreign; f != nil && len(f.Command) > 0 && p.Lab == nil {
		s.add(f.step(p.options.Port))
	}
	if len(c.To.Switches)+len(c.Remove.Switches) > 0 {
		s.openVSwitch(p.OVS, dir)
	}
	for _, hosts := range [][]PlannedHost{c.Remove.Hosts, c.To.Hosts} {
		for i := range hosts {
			s.hosts[hosts[i].Name] = &hosts[i]
		}
	}
	s.removal(c)
	for i := range c.Add.Hosts {
		s.host(&c.Add.Hosts[i])
	}
	for i := range c.Hosts {
		s.setHost(&c.Hosts[i])
	}
	for i := range c.Add.Cables {
		s.cable(&c.Add.Cables[i])
	}
	for i := range c.Cables {
		s.setUpAnew(&c.Cables[i])
	}
	for i, a := range c.Add.Attached {
		s.attach(a, &p.Found[i])
	}
	for i := range c.Bridges {
		s.setBridge(&c.Bridges[i])
	}
	for i := range c.Add.Switches {
		s.bridge(&c.Add.Switches[i])
	}
	for _, p := range c.Plug {
		s.add(Step{
			Action: "plug in", Kind: "port", Object: p.Port.Device, Reason: fmt.Sprintf("port %d of bridge %s", p.Port.Number, p.Bridge),
			Commands: []string{"ovs-vsctl " + strings.Join(append([]string{addPort(p.Bridge, p.Port)}, s.untouched(p.Bridge, p.Port)...), " \\\n    -- ")},
			Undo:     []string{"ovs-vsctl --if-exists del-port " + quote(p.Bridge) + " " + quote(p.Port.Device)},
		})
	}
	for i := range c.Add.Cables {
		s.shape(&c.Add.Cables[i])
	}
	for i := range c.Add.Programs {
		s.program(&c.Add.Programs[i])
	}
	return s.steps
}

type stepper struct {
	lent  map[string]bool // devices that are not the lab's
	hosts map[string]*PlannedHost
	steps []Step
}

func (s *stepper) add(step Step) { s.steps = append(s.steps, step) }

func (s *stepper) openVSwitch(instance *ovs.Instance, dir Dir) {
	if instance != nil {
		if instance.RunDir != defaultOVS {
			s.add(Step{
				Action: "use", Kind: "Open vSwitch", Object: instance.RunDir, Reason: "it runs there",
				Commands: []string{"export OVS_RUNDIR=" + quote(instance.RunDir)},
			})
		}
		return
	}
	const run = defaultOVS
	s.add(Step{
		Action: "start", Kind: "Open vSwitch", Object: dir.privateOVS(),
		Reason: "none runs on this machine (by hand: in " + run + ", where its tools look)",
		Commands: []string{
			// First of all: what is taken away after a failure must not be another's.
			"! ovs-appctl --target=ovsdb-server version >/dev/null 2>&1 || { echo 'Open vSwitch runs already: trema-ns plan --sh writes a script for that' >&2; exit 1; }",
			"mkdir -p " + run,
			"ovsdb-tool create " + run + "/conf.db",
			"ovsdb-server --remote=punix:" + run + "/db.sock --detach --pidfile -vconsole:off --log-file=" + run + "/ovsdb-server.log " + run + "/conf.db",
			"ovs-vsctl --no-wait init",
			"ovs-vswitchd --detach --pidfile -vconsole:off --log-file=" + run + "/ovs-vswitchd.log",
		},
		Undo: []string{
			"rmdir --ignore-fail-on-non-empty " + run + " 2>/dev/null",
			"rm -f " + run + "/conf.db " + run + "/.conf.db.~lock~ " + run + "/ovsdb-server.log " + run + "/ovs-vswitchd.log",
			"ip link delete ovs-netdev 2>/dev/null",
			"ovs-appctl --target=ovsdb-server exit 2>/dev/null",
			"ovs-appctl --target=ovs-vswitchd exit --cleanup 2>/dev/null",
		},
	})
}

// defaultOVS is where the tools of Open vSwitch look by themselves.
const defaultOVS = "/run/openvswitch"

func (s *stepper) host(h *PlannedHost) {
	if h.PID != 0 {
		s.add(Step{
			Action: "adopt", Kind: "namespace", Object: "of process " + strconv.Itoa(h.PID),
			Reason: "host " + h.Name + " has its pid; it is given back as it was", Commands: []string{},
		})
		return
	}
	name := quote(h.Namespace)
	step := Step{
		Action: "create", Kind: "namespace", Object: h.Namespace, Reason: string(h.Kind) + " " + h.Name + renamed(h.Name, h.Namespace),
		Commands: []string{"ip netns add " + name, "ip -n " + name + " link set lo up"},
		Undo:     []string{"ip netns delete " + name},
	}
	if !h.IPv6 {
		step.Commands = append(step.Commands, "ip netns exec "+name+" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1")
		step.Reason += "; without IPv6, which it has no address of"
	}
	if !h.answersUDP() {
		step.Commands = append(step.Commands, portUnreachable(h, "add"))
	}
	s.add(step)
}

// renamed says why something is not called as the file calls it.
func renamed(long, name string) string {
	if long == name {
		return ""
	}
	return ", a name that the kernel cannot hold"
}

func (s *stepper) cable(c *Cable) {
	a, b := c.Ends[0], c.Ends[1]
	if a.Host != "" && b.Host == "" {
		a, b = b, a
	}
	mtu := ""
	if c.MTU != 0 {
		mtu = " mtu " + strconv.Itoa(c.MTU)
	}
	peer := ""
	if b.Host != "" {
		peer = " netns " + s.inPeer(b.Host)
	}
	step := Step{
		Action: "create", Kind: "link", Object: a.Device + " – " + s.place(b),
		Reason: "link " + c.Names[0] + ", " + c.Names[1],
		Commands: []string{s.ip(a.Host) + " link add " + quote(a.Device) + " address " + a.MAC + mtu +
			" type veth peer name " + quote(b.Device) + " address " + b.MAC + mtu + peer},
		Undo: []string{s.ip(a.Host) + " link delete " + quote(a.Device)},
	}
	if a.Host != "" {
		step.Object = s.place(a) + " – " + s.place(b)
	}
	s.add(step)
	for _, e := range []CableEnd{a, b} {
		if e.Host == "" {
			s.outside(e)
		} else {
			s.inside(e)
		}
	}
}

// place names an end of a cable.
func (s *stepper) place(e CableEnd) string {
	if e.Host == "" {
		return e.Device
	}
	return e.Host + " " + e.Device
}

// outside sets up an end in the machine's own namespace.
func (s *stepper) outside(e CableEnd) {
	step := Step{
		Action: "set up", Kind: "interface", Object: e.Device,
		Reason:   "a port of a switch: IPv6 is off before it is up, so that it sends nothing of its own",
		Commands: []string{ipv6Off(e.Device)},
	}
	if e.AltName != "" {
		step.Commands = append(step.Commands, "ip link property add dev "+quote(e.Device)+" altname "+quote(e.AltName))
	}
	step.Commands = append(step.Commands, "ip link set "+quote(e.Device)+" up")
	s.add(step)
}

// inside sets up a host's end.
func (s *stepper) inside(e CableEnd) {
	h, device := s.hosts[e.Host], quote(e.Device)
	step := Step{Action: "set up", Kind: "interface", Object: s.place(e), Reason: "cable of host " + h.Name}
	if h.PID != 0 && !h.IPv6 {
		step.Commands = append(step.Commands, s.run(e.Host)+ipv6Off(e.Device))
	}
	if e.Setup.NoChecksumOffload {
		step.Commands = append(step.Commands, s.run(e.Host)+"ethtool --offload "+device+" tx off >/dev/null")
		step.Reason += "; checksum offload off, for the userspace datapath forwards what it gets and TCP would fail"
	}
	step.Commands = append(step.Commands, s.ip(e.Host)+" link set "+device+" up")
	step.Commands = append(step.Commands, s.addresses(e)...)
	s.add(step)
}

// addresses gives a host's end what it is to have besides being up.
func (s *stepper) addresses(e CableEnd) []string {
	var commands []string
	ip, device := s.ip(e.Host), quote(e.Device)
	if e.Setup.VLAN != 0 {
		tagged := quote(netns.VLANName(e.Device, e.Setup.VLAN))
		commands = append(commands,
			ip+" link add link "+device+" name "+tagged+" type vlan id "+strconv.Itoa(e.Setup.VLAN), ip+" link set "+tagged+" up")
		device = tagged
	}
	if a := e.Setup.Address; a.IsValid() {
		commands = append(commands, ip+" address add "+a.String()+addressFlags(a)+" dev "+device)
	}
	for _, r := range e.Setup.Routes {
		commands = append(commands, ip+" route add "+route(e.Setup.Address, r, device))
	}
	return commands
}

// addressFlags are what goes with an address: the broadcast address of IPv4,
// and for IPv6 that nobody is asked whether it is taken.
func addressFlags(a netip.Prefix) string {
	switch {
	case a.Addr().Is6():
		return " nodad"
	case a.Bits() < 31:
		return " broadcast +"
	}
	return ""
}

// route describes a route to ip-route(8), as [netns.Namespace.Configure] makes it.
func route(own netip.Prefix, r netns.Route, device string) string {
	words := r.Net.Masked().String() + " dev " + device
	switch {
	case !r.Gateway.IsValid():
		return words + " scope link"
	case !own.IsValid() || !own.Contains(r.Gateway):
		return words + " via " + r.Gateway.String() + " onlink"
	}
	return words + " via " + r.Gateway.String()
}

func (s *stepper) bridge(sw *PlannedSwitch) {
	b := &sw.Bridge
	name := quote(b.Name)
	words := []string{
		"ovs-vsctl add-br " + name,
		fmt.Sprintf("set bridge %s datapath_type=%s fail_mode=secure protocols=%s other_config:datapath-id=%016x other_config:disable-in-band=true",
			name, b.Datapath, b.Protocol, b.DatapathID),
	}
	if b.Controller != "" {
		words = append(words, "set-controller "+name+" "+b.Controller,
			"set controller "+name+" connection_mode=out-of-band max_backoff=1000 controller_queue_size=512")
	}
	for _, port := range b.Ports {
		words = append(words, addPort(b.Name, port))
	}
	undo := []string{"ovs-vsctl --if-exists del-br " + name}
	if untouched := s.untouched(b.Name, b.Ports...); len(untouched) > 0 {
		words = append(words, untouched...)
		undo = append([]string{"ovs-vsctl destroy qos $(ovs-vsctl --bare --columns=_uuid find qos external_ids:bridge=" + name + ")"}, undo...)
	}
	commands := []string{strings.Join(words, " \\\n    -- "), ipv6Off(b.Name)}
	if sw.AltName != "" {
		commands = append(commands, "ip link property add dev "+name+" altname "+quote(sw.AltName))
	}
	s.add(Step{
		Action: "create", Kind: "bridge", Object: b.Name,
		Reason: fmt.Sprintf("switch %s%s, datapath %s, %s to %s", sw.Name, renamed(sw.Name, b.Name),
			dsl.FormatDatapathID(b.DatapathID), b.Protocol, b.Controller),
		Commands: commands,
		Undo:     undo,
	})
}

func addPort(bridge string, p ovs.Port) string {
	device := quote(p.Device)
	return fmt.Sprintf("add-port %s %s -- set interface %s ofport_request=%d", quote(bridge), device, device, p.Number)
}

// ipv6Off turns IPv6 off on a device. With slashes, sysctl(8) leaves the dots
// in a device's name alone.
func ipv6Off(device string) string {
	return "sysctl -qw " + quote("net/ipv6/conf/"+device+"/disable_ipv6=1")
}

// ip begins an ip(8) command in a host, or in the machine's own namespace.
func (s *stepper) ip(host string) string {
	switch h := s.hosts[host]; {
	case host == "":
		return "ip"
	case h.PID != 0:
		return s.run(host) + "ip"
	default:
		return "ip -n " + quote(h.Namespace)
	}
}

// run begins any command in a host.
func (s *stepper) run(host string) string {
	h := s.hosts[host]
	if h.PID != 0 {
		return "nsenter --net=/proc/" + strconv.Itoa(h.PID) + "/ns/net "
	}
	return "ip netns exec " + quote(h.Namespace) + " "
}

// inPeer names a host's namespace where ip(8) asks for a peer's.
func (s *stepper) inPeer(host string) string {
	if h := s.hosts[host]; h.PID != 0 {
		return strconv.Itoa(h.PID)
	}
	return quote(s.hosts[host].Namespace)
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)

// quote makes one word of a POSIX shell of s.
func quote(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

package runner

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Options are what a run asks for besides its network.
type Options struct {
	Lab           string `json:"lab"`            // a name as [LabName] makes it
	Owner         string `json:"owner"`          // what the lab's things are marked with; empty: the lab's name
	Port          uint16 `json:"port"`           // TCP port of the controller
	OpenFlow13    bool   `json:"openflow13"`     // every switch speaks OpenFlow 1.3
	Datapath      string `json:"datapath"`       // "system", "netdev", or "auto" and "" for whatever is there
	CreateMissing bool   `json:"create_missing"` // a link to an interface that does not exist gets one, dangling
	TLS           bool   `json:"tls,omitempty"`  // the controller speaks TLS

	Foreign *Foreign `json:"foreign,omitempty"` // the controller; nil: it is an application of ours, or there is none

	// Compat is how the network file was read, for whoever reads it again.
	Compat dsl.Compat `json:"compat,omitempty"`

	// Base is what there is of the lab already. What the network still has of it
	// keeps its names and numbers, so that nothing has to be done to it.
	Base *Plan `json:"-"`
}

// Plan is what is to be made, every name and number decided. It is plain data:
// it is written down as part of the lab's [Record], and all that is done to the
// machine, now or after a crash, is done by what it says.
type Plan struct {
	Lab      string           `json:"lab"`
	Owner    string           `json:"owner"`           // what the lab's things are marked with, see [Dir.Owner]
	Group    uint32           `json:"group,omitempty"` // of the lab's devices; 0: it has none
	Switches []PlannedSwitch  `json:"switches"`
	Hosts    []PlannedHost    `json:"hosts"`
	Cables   []Cable          `json:"cables"`
	Attached []Attached       `json:"attached,omitempty"`
	Programs []PlannedProgram `json:"programs,omitempty"`
}

// PlannedSwitch is a bridge that is to be made for a declared switch.
type PlannedSwitch struct {
	Name    string     `json:"name"`
	AltName string     `json:"altname,omitempty"` // of the bridge's device, when that could not have the name
	Bridge  ovs.Bridge `json:"bridge"`
	Awaited bool       `json:"awaited"` // its controller is this run's, which has to shake hands with it
}

// version returns the version of OpenFlow that the switch speaks.
func (s *PlannedSwitch) version() openflow.Version {
	if s.Bridge.Protocol == "OpenFlow13" {
		return openflow.Version13
	}
	return openflow.Version10
}

// PlannedHost is a namespace that is to be made, or adopted when PID is set.
type PlannedHost struct {
	Name      string       `json:"name"`
	Kind      dsl.HostKind `json:"kind"`
	Namespace string       `json:"namespace,omitempty"` // its name; empty for an adopted one
	PID       int          `json:"pid,omitempty"`
	Inode     uint64       `json:"inode,omitempty"` // of the namespace; 0: not known yet
	Address   netip.Prefix `json:"address,omitzero"`
	MAC       string       `json:"mac"` // of eth0
	IPv6      bool         `json:"ipv6,omitempty"`
	Promisc   bool         `json:"promisc,omitempty"` // it counts what is for others, too

	// What the file does not give. It is kept while the host is, whatever its
	// place in the file becomes.
	DefaultAddress bool `json:"default_address,omitempty"`
	DefaultMAC     bool `json:"default_mac,omitempty"`
}

// Cable is a veth pair that is to be made.
type Cable struct {
	Names [2]string   `json:"names"` // what the network file calls the ends
	Ends  [2]CableEnd `json:"ends"`
	MTU   int         `json:"mtu,omitempty"`  // bytes; 0: the kernel's default
	Shape netns.Shape `json:"shape,omitzero"` // of what each end sends
}

// CableEnd is one end of a Cable: a host's interface, or a device of the
// machine's own namespace.
type CableEnd struct {
	Host    string          `json:"host,omitempty"`   // empty: the machine's own namespace
	Switch  string          `json:"switch,omitempty"` // the device is a port of it; empty: of none
	Port    uint32          `json:"port,omitempty"`   // its OpenFlow number
	Device  string          `json:"device"`
	AltName string          `json:"altname,omitempty"` // the long name of a device that could not have it
	MAC     string          `json:"mac"`
	Setup   netns.Interface `json:"setup,omitzero"` // for a host's end; its Name and Index are not known yet
}

// Attached is an existing interface that is to be plugged into a switch.
type Attached struct {
	Device string `json:"device"`
	Switch string `json:"switch"`
}

// datapath returns where the lab's switches forward; empty without any.
func (p *Plan) datapath() ovs.Datapath {
	if len(p.Switches) == 0 {
		return ""
	}
	return p.Switches[0].Bridge.Datapath
}

// NewPlan decides how network becomes a lab on the machine that facts
// describes. The list says everything that keeps it from being one; there is a
// plan only when it has no errors.
func NewPlan(network *dsl.Network, facts *Facts, o Options) (*Plan, diag.List) {
	if o.Owner == "" {
		o.Owner = o.Lab
	}
	p := &planner{
		Plan:     Plan{Lab: o.Lab, Owner: o.Owner, Group: groupFor(o, facts), Switches: []PlannedSwitch{}, Hosts: []PlannedHost{}, Cables: []Cable{}},
		network:  network,
		facts:    facts,
		options:  o,
		taken:    map[string]string{},
		switches: map[*dsl.Switch]int{},
		hosts:    map[*dsl.Host]int{},
		kept:     map[*dsl.Link]keptCable{},
		numbers:  map[linkEnd]uint32{},
		inside:   map[string]map[string]bool{},
	}
	if o.Base != nil {
		p.keep(o.Base)
	}
	p.refuse()
	p.planSwitches()
	p.planPrograms()
	p.planHosts()
	for _, l := range network.Links {
		p.planLink(l)
	}
	for i := range p.Switches {
		slices.SortFunc(p.Switches[i].Bridge.Ports, func(a, b ovs.Port) int { return int(a.Number) - int(b.Number) })
	}
	p.checkLimits()
	p.diags.Sort()
	if p.diags.HasErrors() {
		return nil, p.diags
	}
	return &p.Plan, p.diags
}

type planner struct {
	Plan
	network  *dsl.Network
	facts    *Facts
	options  Options
	forward  ovs.Datapath      // where switches do it
	taken    map[string]string // device names of this plan → whose they are
	switches map[*dsl.Switch]int
	hosts    map[*dsl.Host]int
	kept     map[*dsl.Link]keptCable    // what there is of Options.Base
	numbers  map[linkEnd]uint32         // of ports that have another than the file's place for them says
	inside   map[string]map[string]bool // device names taken in each host
	diags    diag.List
}

func (p *planner) errorf(at diag.Range, detail, format string, args ...any) {
	p.diags = append(p.diags, &diag.Diagnostic{
		Severity: diag.Error, Range: at, Summary: fmt.Sprintf(format, args...), Detail: detail,
	})
}

// refuse says what the file declares and no run can do.
func (p *planner) refuse() {
	if p.network.Tremashark {
		p.diags = append(p.diags, &diag.Diagnostic{
			Severity: diag.Warning, Range: diag.Range{Filename: p.network.File}, Summary: "`use_tremashark` names no file to capture to",
			Detail: "run --tremashark FILE captures everything from the first message on, capture what passes a lab that runs",
		})
	}
	p.checkFeatures()
}

// groupFor returns the device group of the lab that there is, or for a new one
// a group that nobody uses.
func groupFor(o Options, facts *Facts) uint32 {
	if o.Base != nil {
		return o.Base.Group
	}
	used := map[uint32]bool{}
	for _, l := range facts.Devices {
		used[l.Group] = true
	}
	for _, r := range facts.Labs {
		used[r.Plan.Group] = true
	}
	group := groupOf(o.Owner, facts.Inode)
	for used[group] {
		group++
	}
	return group
}

func (p *planner) planSwitches() {
	if !slices.ContainsFunc(p.network.Switches, func(s *dsl.Switch) bool { return s.Kind == dsl.VSwitch }) {
		return
	}
	p.chooseDatapath()
	for _, s := range p.network.Switches {
		if s.Kind != dsl.VSwitch {
			continue
		}
		protocol := "OpenFlow10"
		if p.options.OpenFlow13 || s.OpenFlow == "1.3" {
			protocol = "OpenFlow13"
		}
		target, ours := p.controllerOf(s)
		p.switches[s] = len(p.Switches)
		name := p.bridgeName(s)
		p.Switches = append(p.Switches, PlannedSwitch{
			Name: s.Name, AltName: p.altName(s.Name, name),
			Bridge: ovs.Bridge{
				Name: name, DatapathID: s.DatapathID, Datapath: p.forward, Protocol: protocol,
				Controller: target, Owner: p.Owner,
			},
			Awaited: ours,
		})
	}
	p.checkCertificate()
}

// checkCertificate makes sure that Open vSwitch has a certificate to show to a
// controller that wants to see one.
func (p *planner) checkCertificate() {
	if !p.options.TLS || p.facts.OVSCertificate || !slices.ContainsFunc(p.Switches, func(s PlannedSwitch) bool { return s.Awaited }) {
		return
	}
	at, set := diag.Range{Filename: p.network.File}, "set-ssl PRIVATE-KEY CERTIFICATE CA-CERTIFICATE"
	switch {
	case p.facts.OVS == nil:
		p.errorf(at, "start Open vSwitch, then: sudo ovs-vsctl "+set, "no Open vSwitch runs that could have a certificate for TLS")
	case p.facts.OVS.Private:
		p.errorf(at, "sudo env OVS_RUNDIR="+p.facts.OVS.RunDir+" ovs-vsctl "+set, "Open vSwitch has no certificate to show to a controller that speaks TLS")
	default:
		p.errorf(at, "sudo ovs-vsctl "+set, "Open vSwitch has no certificate to show to a controller that speaks TLS")
	}
}

// controllerOf returns where the controller of a switch listens, and whether
// that is this run's.
func (p *planner) controllerOf(s *dsl.Switch) (target string, ours bool) {
	this := p.options.Foreign.target(p.options.Port)
	at := this
	if s.Controller.IsValid() || s.Port != 0 {
		addr, port := s.Controller, s.Port
		if !addr.IsValid() {
			addr = netip.AddrFrom4([4]byte{127, 0, 0, 1})
		}
		if port == 0 {
			port = p.options.Port
		}
		at = netip.AddrPortFrom(addr, port)
	}
	ours = at == this || at.Addr().IsLoopback() && this.Addr().IsLoopback() && at.Port() == this.Port()
	kind := "tcp:"
	if ours && p.options.TLS {
		kind = "ssl:"
	}
	return kind + at.String(), ours
}

func (p *planner) planPrograms() {
	for _, s := range p.network.Switches {
		if !isProgram(s) {
			continue
		}
		facts := p.facts.Programs[s.Path]
		if facts.Err != nil {
			p.errorf(s.Range, facts.Err.Error(), "%s `%s` cannot be run: %s", s.Kind, s.Name, s.Path)
		}
		target, ours := p.controllerOf(s)
		p.Programs = append(p.Programs, PlannedProgram{
			Name: s.Name, DatapathID: s.DatapathID, Command: facts.Command, Dir: p.facts.WorkDir, Controller: target, Awaited: ours,
		})
	}
}

// chooseDatapath also makes sure that there is an Open vSwitch to be had.
func (p *planner) chooseDatapath() {
	at := diag.Range{Filename: p.network.File}
	if p.facts.OVS == nil && p.facts.OVSMissing != nil {
		summary := p.facts.OVSMissing.Error()
		if errors.Is(p.facts.OVSMissing, ovs.ErrNotInstalled) {
			p.errorf(at, "install it: sudo apt-get install openvswitch-switch (Debian, Ubuntu), sudo dnf install openvswitch (Fedora)",
				"the network has switches and %s", summary)
		} else {
			p.errorf(at, "", "%s", summary)
		}
	}
	if base := p.options.Base; base != nil && len(base.Switches) > 0 {
		p.forward = base.datapath()
		return
	}
	switch p.options.Datapath {
	case "system":
		p.forward = ovs.Kernel
		if !p.facts.KernelDatapath {
			p.errorf(at, "load it: sudo modprobe openvswitch; or run with --datapath netdev", "the kernel's openvswitch module is not loaded")
		} else if p.facts.OVSBeside {
			// Each takes the other's ports in the kernel for leftovers.
			p.errorf(at, "take down the labs of the private Open vSwitch first, or run with --datapath netdev",
				"a private Open vSwitch and the machine's own cannot both use the kernel's datapath")
		}
	case "netdev":
		p.forward = ovs.Userspace
	default:
		// What is left in the kernel of a private Open vSwitch that is killed,
		// nobody takes away: that one forwards by itself.
		p.forward = ovs.Userspace
		if p.facts.KernelDatapath && p.facts.OVS != nil && !p.facts.OVS.Private {
			p.forward = ovs.Kernel
		}
	}
	if p.forward == ovs.Userspace && p.facts.DatapathHolder != "" {
		p.errorf(at, "stop that one, or set OVS_RUNDIR to its directory to have the lab there",
			"another Open vSwitch has the userspace datapath: %s", p.facts.DatapathHolder)
	}
}

// bridgeName returns the name of a switch's bridge, which is the switch's own
// wherever the kernel can hold it.
func (p *planner) bridgeName(s *dsl.Switch) string {
	name := s.Name
	if !validDevice(name) {
		name = shortName(p.Owner, "switch "+s.Name)
	}
	if h, ok := p.facts.OVSHolders[name]; ok {
		p.errorf(s.Range, wayOut(h.Owner, "sudo ovs-vsctl del-br "+h.Bridge),
			"Open vSwitch has the name `%s` in use, for %s", name, h)
	} else if l, ok := p.facts.Devices[name]; ok {
		p.errorf(s.Range, wayOut(ownerOf(l), "rename the switch, or sudo ip link delete "+l.Name),
			"switch `%s`: an interface of that name exists", s.Name)
	}
	p.taken[name] = "switch " + s.Name
	return name
}

func (p *planner) planHosts() {
	for _, h := range p.network.Hosts {
		planned := PlannedHost{
			Name: h.Name, Kind: h.Kind, PID: h.PID, Address: h.Address, MAC: h.MAC.String(),
			IPv6: h.Address.IsValid() && h.Address.Addr().Is6(), Promisc: h.Promisc,
			DefaultAddress: h.Default.Address, DefaultMAC: h.Default.MAC,
		}
		if h.PID != 0 {
			process, ok := p.facts.Processes[h.PID]
			planned.Inode = process.Inode
			switch {
			case !ok:
				p.errorf(h.Range, "start the process first, for instance: unshare --net sleep infinity &",
					"host `%s`: there is no process %d whose namespace could be taken", h.Name, h.PID)
			case process.Inode == p.facts.Inode:
				p.errorf(h.Range, "start it in one, for instance: unshare --net sleep infinity &",
					"host `%s`: process %d has no network namespace of its own", h.Name, h.PID)
			}
		} else {
			planned.Namespace = h.Name
			if !netns.ValidName(h.Name) {
				planned.Namespace = shortName(p.Owner, "host "+h.Name)
			}
			if _, ok := p.facts.Namespaces[planned.Namespace]; ok {
				p.errorf(h.Range, wayOut(p.ownerOfNamespace(planned.Namespace), "rename the host, or sudo ip netns delete "+planned.Namespace),
					"host `%s`: a network namespace of that name exists", h.Name)
			}
		}
		p.hosts[h] = len(p.Hosts)
		p.Hosts = append(p.Hosts, planned)
	}
	if p.options.Base != nil {
		p.keepHosts(p.options.Base)
	}
}

// ownerOfNamespace goes by the mark, and by what labs have written down only
// where that cannot be seen: the namespace may be another by now.
func (p *planner) ownerOfNamespace(name string) string {
	if owner, seen := p.facts.Marked[name]; seen {
		return owner
	}
	for _, r := range p.facts.Labs {
		for _, h := range r.Plan.Hosts {
			if h.Namespace == name {
				return r.Owner
			}
		}
	}
	return ""
}

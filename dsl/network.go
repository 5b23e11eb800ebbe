package dsl

import (
	"net"
	"net/netip"
	"time"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Network is what a network file declares, resolved: every default filled in,
// every link end looked up, every port numbered. All lists are in declaration
// order.
type Network struct {
	File     string // the network file as it was named
	Switches []*Switch
	Hosts    []*Host
	Links    []*Link
	Apps     []*App
	Events   []Event // nil when the file has no event directive
	Filter   *Filter // nil when the file has no filter directive

	Tremashark bool // the file says use_tremashark
}

// SwitchKind is the word that declared a switch, made uniform.
type SwitchKind string

// The kinds of switch.
const (
	VSwitch      SwitchKind = "vswitch"       // an Open vSwitch bridge
	HWSwitch     SwitchKind = "switch"        // exists already, outside; never created
	CustomSwitch SwitchKind = "custom_switch" // a program of the user's
	RSwitch      SwitchKind = "rswitch"       // a Ruby program of the user's
)

// Switch is an OpenFlow switch.
type Switch struct {
	Name       string
	Kind       SwitchKind
	DatapathID uint64
	OpenFlow   string     // "1.3" for trema_switch; empty: as the run says
	Controller netip.Addr // where its controller listens; invalid: 127.0.0.1
	Port       uint16     // TCP port of its controller; 0: the run's port
	Path       string     // program of a custom_switch or rswitch
	Ports      []Port     // by number
	Range      diag.Range // the declaration's name, for messages
}

// Port is an OpenFlow port of a switch, which a link occupies.
type Port struct {
	Number uint32
	Link   *Link
	End    int // which end of Link is this port
}

// HostKind is the word that declared a host.
type HostKind string

// The kinds of host.
const (
	VHost HostKind = "vhost" // sends and counts packets on command
	Netns HostKind = "netns" // a network namespace of its own
)

// Host is an end station.
type Host struct {
	Name    string
	Kind    HostKind
	Address netip.Prefix // address with its prefix length, /32 or /128 without a netmask; invalid: no address
	Netmask string       // as the file wrote it, dotted where it gave an IPv4 prefix length; empty: none given
	MAC     net.HardwareAddr
	Default struct{ Address, MAC bool } // not given by the file, but by the host's place in it
	Promisc bool
	VLAN    int // 1 to 4094; 0: untagged
	PID     int // the namespace of this process instead of a new one; 0: a new one
	Routes  []Route
	Links   []*Link // the first is eth0, which has the address, the next eth1, …
	Range   diag.Range
}

// Route is a static route of a host. 0.0.0.0/0 and ::/0 are the default route.
type Route struct {
	Net     netip.Prefix
	Gateway netip.Addr
	Range   diag.Range
}

// Link is a cable between two ends.
type Link struct {
	Index   int // its place among the file's links, from 0
	Ends    [2]End
	Options LinkOptions
	Range   diag.Range
}

// End is one end of a link. Exactly one of Switch, Host and Interface is set.
type End struct {
	Text      string // as the file named it (an Integer as 0x…)
	Switch    *Switch
	Port      uint32 // OpenFlow port number at Switch
	PortGiven bool   // the file asks for that number
	Host      *Host
	Interface string     // an interface of the machine, which no declaration names
	Range     diag.Range // of the argument
}

// LinkOptions are the properties of a cable; a zero value is not given.
type LinkOptions struct {
	Bandwidth uint64 // bits per second
	Delay     time.Duration
	Jitter    time.Duration
	Loss      float64 // percent, 0 to 100
	MTU       int     // bytes
}

// App is a controller that the file itself names.
type App struct {
	Name    string
	Path    string
	Options []string
	Range   diag.Range
}

// Event says which apps get a type of event: port_status, packet_in,
// state_notify, flow_removed or vendor.
type Event struct {
	Type string
	Apps []string
}

// Filter says which app gets LLDP packet-ins and which all others.
type Filter struct {
	LLDP     string
	PacketIn string
}

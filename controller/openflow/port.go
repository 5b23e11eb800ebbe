package openflow

// Reserved port numbers (1.3 §7.2.1, enum ofp_port_no). OpenFlow 1.0 has the
// same ones in 16 bits (1.0 §5.2.1).
const (
	PortMax        uint32 = 0xffffff00 // the greatest number of a real port
	PortInPort     uint32 = 0xfffffff8 // back out of the port it came in by
	PortTable      uint32 = 0xfffffff9 // through the flow tables; packet-out only
	PortNormal     uint32 = 0xfffffffa // as a switch without OpenFlow would
	PortFlood      uint32 = 0xfffffffb // all ports but the ingress and blocked ones
	PortAll        uint32 = 0xfffffffc // all ports but the ingress
	PortController uint32 = 0xfffffffd
	PortLocal      uint32 = 0xfffffffe
	PortAny        uint32 = 0xffffffff // a wildcard; 1.0 calls it NONE
)

// PortConfig has the bits of what is asked of a port, as in 1.3 (§7.2.1, enum
// ofp_port_config); 1.0's further bits keep their places.
type PortConfig uint32

// Bits of PortConfig. Those with 10 in their name exist in 1.0 only.
const (
	PortDown        PortConfig = 1 << 0
	PortNoSTP10     PortConfig = 1 << 1
	PortNoRecv      PortConfig = 1 << 2
	PortNoRecvSTP10 PortConfig = 1 << 3
	PortNoFlood10   PortConfig = 1 << 4
	PortNoFwd       PortConfig = 1 << 5
	PortNoPacketIn  PortConfig = 1 << 6
)

// PortState has the bits of how a port is (1.3 §7.2.1, enum ofp_port_state;
// 1.0's spanning tree states keep their places).
type PortState uint32

// Bits of PortState.
const (
	PortLinkDown PortState = 1 << 0
	PortBlocked  PortState = 1 << 1 // 1.3
	PortLive     PortState = 1 << 2 // 1.3
)

// Port describes a port (1.0 §5.2.1 ofp_phy_port, 1.3 §7.2.1 ofp_port). It
// holds no view of the message.
type Port struct {
	Number     uint32
	HWAddr     MAC
	Name       string
	Config     PortConfig
	State      PortState
	Current    uint32 // features: the bits of enum ofp_port_features of the message's version
	Advertised uint32
	Supported  uint32
	Peer       uint32
	CurrSpeed  uint32 // kbit/s, 1.3
	MaxSpeed   uint32 // kbit/s, 1.3
}

// Up reports whether the port is neither turned off nor without a link.
func (p *Port) Up() bool { return p.Config&PortDown == 0 && p.State&PortLinkDown == 0 }

// PortReason says what has happened to a port (1.0 §5.4.3, 1.3 §7.4.3).
type PortReason uint8

// The reasons.
const (
	PortAdded PortReason = iota
	PortDeleted
	PortModified
)

// PortStatus tells of a port that came, went or changed.
type PortStatus struct {
	Reason PortReason
	Port   Port
}

// PortName returns the text ovs-ofctl has for a port number: the word for a
// reserved one, otherwise the decimal number.
func PortName(port uint32) string { return string(AppendPortName(nil, port)) }

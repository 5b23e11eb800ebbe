package topology

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// interval is the time between two LLDP frames out of a port.
const interval = time.Second

// Event is a change of the graph. Only what it is about is set.
type Event struct {
	Kind   EventKind
	Switch uint64
	Port   Port
	Link   Link
}

// EventKind says what has changed.
type EventKind uint8

// The kinds.
const (
	SwitchAdded EventKind = iota
	SwitchDeleted
	PortAdded
	PortDeleted
	LinkAdded
	LinkDeleted
)

// The addresses of LLDP frames. Bridges do not forward the destination.
var (
	destination = openflow.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e}
	source      = openflow.MAC{0x01, 0x02, 0x03, 0x04, 0x05, 0x06}
)

// seal begins the TLV in which a frame carries the proof that it is ours: an
// organization number that no vendor has, and a subtype.
var seal = [4]byte{0x02, 0x74, 0x6e, 1}

// Discovery finds out which switches, ports and links there are. It sends an
// LLDP frame out of every port that is up, when the port appears and then every
// second; where one comes in, there is a link. Frames carry a proof that this
// Discovery has made them, so that links cannot be made up by those who have
// not seen a frame of that port.
//
// An application hands it what it hears itself: see the handlers below. It is
// told of changes by the function it gives.
type Discovery struct {
	// Destination of the frames, 01:80:c2:00:00:0e unless it is set before
	// Start.
	Destination openflow.MAC

	Graph
	changed  func(Event)
	switches map[uint64]*controller.Switch
	key      [32]byte
}

// NewDiscovery returns one that calls changed after every change, in the
// handlers' turn.
func NewDiscovery(changed func(Event)) *Discovery {
	d := &Discovery{Destination: destination, changed: changed, switches: make(map[uint64]*controller.Switch),
		Graph: Graph{ports: make(map[uint64]map[uint32]bool), peers: make(map[Port]Port)}}
	rand.Read(d.key[:])
	return d
}

// Start begins to send.
func (d *Discovery) Start(c *controller.Controller) { c.Every(interval, d.probe) }

func (d *Discovery) probe() {
	for _, dpid := range d.Switches() {
		for _, number := range d.Ports(dpid) {
			d.send(Port{dpid, number})
		}
	}
}

// SwitchReady is for the handler of that name. It asks the switch for packets
// that match no flow.
func (d *Discovery) SwitchReady(sw *controller.Switch) {
	d.switches[sw.DatapathID()] = sw
	d.ports[sw.DatapathID()] = make(map[uint32]bool)
	sw.SendTableMiss()
	for _, p := range sw.Ports() {
		if p.Up() {
			d.addPort(sw, &p)
		}
	}
	d.changed(Event{Kind: SwitchAdded, Switch: sw.DatapathID()})
}

// SwitchDisconnected is for the handler of that name.
func (d *Discovery) SwitchDisconnected(sw *controller.Switch) {
	dpid := sw.DatapathID()
	for _, number := range d.Ports(dpid) {
		d.deletePort(Port{dpid, number})
	}
	delete(d.ports, dpid)
	delete(d.switches, dpid)
	d.changed(Event{Kind: SwitchDeleted, Switch: dpid})
}

// PortChanged is for the handlers PortAdd and PortModify.
func (d *Discovery) PortChanged(sw *controller.Switch, p *openflow.Port) {
	if p.Up() {
		d.addPort(sw, p)
	} else {
		d.deletePort(Port{sw.DatapathID(), p.Number})
	}
}

// PortDelete is for the handler of that name.
func (d *Discovery) PortDelete(sw *controller.Switch, p *openflow.Port) {
	d.deletePort(Port{sw.DatapathID(), p.Number})
}

func (d *Discovery) addPort(sw *controller.Switch, p *openflow.Port) {
	port := Port{sw.DatapathID(), p.Number}
	if p.Number > openflow.PortMax || d.HasPort(port) {
		return // the switch's own port, or nothing new
	}
	d.ports[port.Switch][port.Number] = true
	d.changed(Event{Kind: PortAdded, Port: port})
	d.send(port)
}

func (d *Discovery) deletePort(port Port) {
	if !d.HasPort(port) {
		return
	}
	delete(d.ports[port.Switch], port.Number)
	d.changed(Event{Kind: PortDeleted, Port: port})
	d.deleteLink(port)
}

func (d *Discovery) addLink(a, b Port) {
	if peer, linked := d.peers[a]; linked && peer == b || a == b {
		return
	}
	d.deleteLink(a) // it was plugged in elsewhere
	d.deleteLink(b)
	d.peers[a], d.peers[b] = b, a
	d.changed(Event{Kind: LinkAdded, Link: NewLink(a, b)})
}

func (d *Discovery) deleteLink(a Port) {
	b, linked := d.peers[a]
	if !linked {
		return
	}
	delete(d.peers, a)
	delete(d.peers, b)
	d.changed(Event{Kind: LinkDeleted, Link: NewLink(a, b)})
}

// send sends an LLDP frame out of a port.
func (d *Discovery) send(p Port) {
	sw := d.switches[p.Switch]
	sw.SendPacketOut(&openflow.PacketOut{Actions: []openflow.Action{openflow.Output(p.Number)}, Data: d.frame(p)})
}

// frame returns the LLDP frame that leaves by a port: the datapath ID as
// chassis, the number as port.
func (d *Discovery) frame(p Port) []byte {
	chassis := binary.BigEndian.AppendUint64([]byte{packet.LLDPLocal}, p.Switch)
	port := binary.BigEndian.AppendUint32([]byte{packet.LLDPLocal}, p.Number)
	b := append(append([]byte(nil), d.Destination[:]...), source[:]...)
	b = binary.BigEndian.AppendUint16(b, packet.EthTypeLLDP)
	b = packet.AppendLLDPTLV(b, packet.LLDPChassisID, chassis)
	b = packet.AppendLLDPTLV(b, packet.LLDPPortID, port)
	b = packet.AppendLLDPTLV(b, packet.LLDPTTL, []byte{0, 120})
	b = packet.AppendLLDPTLV(b, packet.LLDPCustom, append(seal[:], d.proof(chassis, port)...))
	return packet.AppendLLDPTLV(b, packet.LLDPEnd, nil)
}

func (d *Discovery) proof(chassis, port []byte) []byte {
	h := hmac.New(sha256.New, d.key[:])
	h.Write(chassis)
	h.Write(port)
	return h.Sum(nil)
}

// PacketIn is for the handler of that name. It reports whether the packet was
// LLDP, with which an application has nothing to do then.
func (d *Discovery) PacketIn(sw *controller.Switch, m *openflow.PacketIn) bool {
	e, ok := packet.ParseEthernet(m.Data)
	if !ok {
		return false
	}
	typ, _, body := e.Payload()
	if typ != packet.EthTypeLLDP {
		return false
	}
	from, ours := d.origin(body)
	to := Port{sw.DatapathID(), m.InPort}
	if ours && d.HasPort(from) && d.HasPort(to) {
		d.addLink(from, to)
	}
	return true
}

// origin returns by which port a frame of ours has left.
func (d *Discovery) origin(body []byte) (p Port, ours bool) {
	l, ok := packet.ParseLLDP(body)
	if !ok {
		return p, false
	}
	chassisType, chassis := l.ChassisID()
	portType, port := l.PortID()
	if chassisType != packet.LLDPLocal || len(chassis) != 8 || portType != packet.LLDPLocal || len(port) != 4 {
		return p, false
	}
	want := d.proof(append([]byte{chassisType}, chassis...), append([]byte{portType}, port...))
	return Port{binary.BigEndian.Uint64(chassis), binary.BigEndian.Uint32(port)}, hmac.Equal(l.Custom(seal), want)
}

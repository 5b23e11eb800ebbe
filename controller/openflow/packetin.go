package openflow

// PacketInReason says why a packet was sent to the controller (1.0 §5.4.1, 1.3
// §7.4.1).
type PacketInReason uint8

// The reasons.
const (
	ReasonNoMatch PacketInReason = iota // in 1.3 the table-miss flow
	ReasonAction
	ReasonInvalidTTL // 1.3
)

// PacketIn is a packet the switch has sent to the controller.
type PacketIn struct {
	XID      uint32
	BufferID uint32 // NoBuffer when Data is the whole packet
	TotalLen uint16 // of the packet, in bytes; Data may hold less
	Reason   PacketInReason
	TableID  uint8  // 1.3
	Cookie   uint64 // of the flow that sent it; 1.3
	InPort   uint32
	// Match holds the other fields of the pipeline a 1.3 switch has sent
	// along, such as metadata and tunnel, and InPort.
	Match Match
	Data  []byte // view: the frame from its Ethernet header on
}

// Buffered reports whether the switch has kept the packet.
func (p *PacketIn) Buffered() bool { return p.BufferID != NoBuffer }

// Clone returns a copy that shares nothing with the message.
func (p *PacketIn) Clone() *PacketIn {
	c := *p
	c.Data = append([]byte(nil), p.Data...)
	return &c
}

// PacketOut has the switch send a packet (1.0 §5.3.6, 1.3 §7.3.7).
type PacketOut struct {
	// BufferID is of the packet to send, if Buffered; otherwise Data is it.
	BufferID uint32
	Buffered bool
	InPort   uint32 // 0 stands for none: PortController in 1.3, NONE in 1.0
	Actions  []Action
	Data     []byte
}

// Answer makes o the packet-out that sends the packet of p on: by its buffer if
// the switch has kept it, otherwise with its data. It shares p's data.
func (o *PacketOut) Answer(p *PacketIn, actions ...Action) {
	o.BufferID, o.Buffered = p.BufferID, p.Buffered()
	o.InPort = p.InPort
	o.Actions = append(o.Actions[:0], actions...)
	o.Data = nil
	if !o.Buffered {
		o.Data = p.Data
	}
}

package openflow

import "encoding/binary"

// ActionType says what an [Action] does.
type ActionType uint8

// The actions. A comment names what else of the Action counts. Each can be said
// in both versions unless it is marked.
const (
	ActionUnknown      ActionType = iota // Data: the action's bytes; skipped when sent
	ActionOutput                         // Port, MaxLen
	ActionEnqueue                        // Port, Arg: the queue; in 1.3 set-queue and output
	ActionSetQueue                       // Arg: the queue; 1.3
	ActionGroup                          // Arg: the group; 1.3
	ActionSetField                       // Field, Value, Mask
	ActionStripVLAN                      // 1.3: pop-vlan
	ActionSetVLANVID                     // Arg; adds a tag if there is none
	ActionSetVLANPCP                     // Arg; adds a tag if there is none
	ActionPushVLAN                       // Arg: the Ethernet type of the tag; 1.3
	ActionPushMPLS                       // Arg: the Ethernet type; 1.3
	ActionPopMPLS                        // Arg: the Ethernet type of what is left; 1.3
	ActionPushPBB                        // Arg: the Ethernet type; 1.3
	ActionPopPBB                         // 1.3
	ActionSetMPLSTTL                     // Arg; 1.3
	ActionDecMPLSTTL                     // 1.3
	ActionSetNwTTL                       // Arg; 1.3
	ActionDecNwTTL                       // 1.3
	ActionCopyTTLOut                     // 1.3
	ActionCopyTTLIn                      // 1.3
	ActionExperimenter                   // Arg: the vendor; Data: what follows it
)

// MaxLenNoBuffer as MaxLen of an output to [PortController] asks for whole
// packets (1.3 §7.2.5, OFPCML_NO_BUFFER).
const MaxLenNoBuffer = 0xffff

// Action is one action of a list (1.0 §5.2.4, 1.3 §7.2.5). The functions
// [Output], [SetEthDst] and so on make them.
type Action struct {
	Type   ActionType
	Field  Field  // of ActionSetField
	MaxLen uint16 // bytes, of an output to PortController
	Port   uint32
	Arg    uint32
	// Value and Mask of ActionSetField: the field's bytes, at the front. A
	// Mask of zeros stands for the whole field; another one is an extension
	// of Open vSwitch.
	Value, Mask [16]byte
	Data        []byte // view
}

// Output sends the packet out of a port, to the controller with at most 65535
// bytes of it.
func Output(port uint32) Action {
	return Action{Type: ActionOutput, Port: port, MaxLen: MaxLenNoBuffer}
}

// OutputController sends the first maxLen bytes of the packet to the
// controller; [MaxLenNoBuffer] is all of it.
func OutputController(maxLen uint16) Action {
	return Action{Type: ActionOutput, Port: PortController, MaxLen: maxLen}
}

// Enqueue sends the packet out of a port through one of its queues.
func Enqueue(port, queue uint32) Action {
	return Action{Type: ActionEnqueue, Port: port, Arg: queue}
}

// Group hands the packet to a group (1.3).
func Group(id uint32) Action { return Action{Type: ActionGroup, Arg: id} }

// StripVLAN takes the outermost VLAN tag off.
func StripVLAN() Action { return Action{Type: ActionStripVLAN} }

// SetVLANVID sets the VLAN ID, adding a tag to a packet that has none. In 1.3,
// which cannot add one under a condition, the packet must have one.
func SetVLANVID(vid uint16) Action { return Action{Type: ActionSetVLANVID, Arg: uint32(vid)} }

// SetVLANPCP is like [SetVLANVID] for the priority, 0 to 7.
func SetVLANPCP(pcp uint8) Action { return Action{Type: ActionSetVLANPCP, Arg: uint32(pcp)} }

// PushVLAN adds a tag of the given Ethernet type, 0x8100 or 0x88a8 (1.3).
func PushVLAN(ethType uint16) Action { return Action{Type: ActionPushVLAN, Arg: uint32(ethType)} }

// SetEthSrc sets the source address.
func SetEthSrc(a MAC) Action { return SetField(FieldEthSrc, a[:]) }

// SetEthDst sets the destination address.
func SetEthDst(a MAC) Action { return SetField(FieldEthDst, a[:]) }

// SetNwSrc sets the IPv4 source address.
func SetNwSrc(a IPv4Addr) Action { return SetField(FieldNwSrc, a[:]) }

// SetNwDst sets the IPv4 destination address.
func SetNwDst(a IPv4Addr) Action { return SetField(FieldNwDst, a[:]) }

// SetNwTOS sets the DSCP, given in its place in the byte.
func SetNwTOS(tos uint8) Action { return SetField(FieldNwTOS, []byte{tos &^ 3}) }

// SetTCPSrc sets the source port of a TCP packet; 1.0 cannot tell TCP from UDP.
func SetTCPSrc(port uint16) Action { return setField16(FieldTCPSrc, port) }

// SetTCPDst is like [SetTCPSrc] for the destination port.
func SetTCPDst(port uint16) Action { return setField16(FieldTCPDst, port) }

// SetUDPSrc is like [SetTCPSrc] for UDP.
func SetUDPSrc(port uint16) Action { return setField16(FieldUDPSrc, port) }

// SetUDPDst is like [SetUDPSrc] for the destination port.
func SetUDPDst(port uint16) Action { return setField16(FieldUDPDst, port) }

// SetField sets a field to a value of the field's length in network byte order.
func SetField(f Field, value []byte) Action {
	a := Action{Type: ActionSetField, Field: f}
	copy(a.Value[:], value)
	return a
}

func setField16(f Field, v uint16) Action {
	a := Action{Type: ActionSetField, Field: f}
	binary.BigEndian.PutUint16(a.Value[:], v)
	return a
}

// CloneActions returns a copy of list that shares nothing with the message.
func CloneActions(list []Action) []Action {
	if list == nil {
		return nil
	}
	c := append([]Action(nil), list...)
	for i := range c {
		if c[i].Data != nil {
			c[i].Data = append([]byte(nil), c[i].Data...)
		}
	}
	return c
}

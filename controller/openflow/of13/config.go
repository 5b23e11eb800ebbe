package of13

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

// AppendGetConfigRequest asks for what set config sets (§7.3.2).
func AppendGetConfigRequest(dst []byte, xid uint32) []byte {
	return header(dst, TypeGetConfigRequest, xid)
}

// ParseGetConfigReply reads the reply to it.
func ParseGetConfigReply(b []byte, x *of.SwitchConfig) error { return ParseSetConfig(b, x) }

// AppendPortMod appends a port mod (§7.3.4.3).
func AppendPortMod(dst []byte, xid uint32, x *of.PortMod) ([]byte, error) {
	start := len(dst)
	dst = be.AppendUint32(header(dst, TypePortMod, xid), x.Port)
	dst = append(append(dst, 0, 0, 0, 0), x.HWAddr[:]...)
	dst = append(dst, 0, 0)
	for _, v := range []uint32{uint32(x.Config), uint32(x.Mask), x.Advertise, 0} {
		dst = be.AppendUint32(dst, v)
	}
	return of.PatchLength(dst, start)
}

// ParsePortMod reads a port mod.
func ParsePortMod(b []byte, x *of.PortMod) error {
	if err := need(b, 40, "port mod"); err != nil {
		return err
	}
	*x = of.PortMod{Port: be.Uint32(b[8:]), HWAddr: of.MAC(b[16:22]), Config: of.PortConfig(be.Uint32(b[24:])),
		Mask: of.PortConfig(be.Uint32(b[28:])), Advertise: be.Uint32(b[32:])}
	return nil
}

// AppendRoleRequest asks for a role (§7.3.9).
func AppendRoleRequest(dst []byte, xid uint32, x *of.RoleRequest) []byte {
	return appendRole(dst, TypeRoleRequest, xid, x)
}

// AppendRoleReply appends the reply, as a switch sends it.
func AppendRoleReply(dst []byte, xid uint32, x *of.RoleRequest) []byte {
	return appendRole(dst, TypeRoleReply, xid, x)
}

func appendRole(dst []byte, typ uint8, xid uint32, x *of.RoleRequest) []byte {
	dst = be.AppendUint32(append(dst, byte(of.Version13), typ, 0, 24), xid)
	dst = append(be.AppendUint32(dst, uint32(x.Role)), 0, 0, 0, 0)
	return be.AppendUint64(dst, x.GenerationID)
}

// ParseRole reads a role request or reply.
func ParseRole(b []byte, x *of.RoleRequest) error {
	if err := need(b, 24, "role"); err != nil {
		return err
	}
	*x = of.RoleRequest{Role: of.Role(be.Uint32(b[8:])), GenerationID: be.Uint64(b[16:])}
	return nil
}

// AppendGetAsyncRequest asks for what AppendSetAsync sets (§7.3.10).
func AppendGetAsyncRequest(dst []byte, xid uint32) []byte {
	return header(dst, TypeGetAsyncRequest, xid)
}

// AppendSetAsync says which messages the switch sends by itself.
func AppendSetAsync(dst []byte, xid uint32, x *of.AsyncConfig) []byte {
	return appendAsync(dst, TypeSetAsync, xid, x)
}

// AppendGetAsyncReply appends the reply, as a switch sends it.
func AppendGetAsyncReply(dst []byte, xid uint32, x *of.AsyncConfig) []byte {
	return appendAsync(dst, TypeGetAsyncReply, xid, x)
}

func appendAsync(dst []byte, typ uint8, xid uint32, x *of.AsyncConfig) []byte {
	dst = be.AppendUint32(append(dst, byte(of.Version13), typ, 0, 32), xid)
	for _, m := range [...][2]uint32{x.PacketIn, x.PortStatus, x.FlowRemoved} {
		dst = be.AppendUint32(be.AppendUint32(dst, m[0]), m[1])
	}
	return dst
}

// ParseAsync reads the reply to AppendGetAsyncRequest, or what sets it.
func ParseAsync(b []byte, x *of.AsyncConfig) error {
	if err := need(b, 32, "async config"); err != nil {
		return err
	}
	*x = of.AsyncConfig{PacketIn: [2]uint32{be.Uint32(b[8:]), be.Uint32(b[12:])},
		PortStatus:  [2]uint32{be.Uint32(b[16:]), be.Uint32(b[20:])},
		FlowRemoved: [2]uint32{be.Uint32(b[24:]), be.Uint32(b[28:])}}
	return nil
}

// AppendQueueConfigRequest asks for the queues of a port, PortAny for those of
// all (§7.3.6).
func AppendQueueConfigRequest(dst []byte, xid, port uint32) ([]byte, error) {
	start := len(dst)
	dst = append(be.AppendUint32(header(dst, TypeQueueGetConfigRequest, xid), port), 0, 0, 0, 0)
	return of.PatchLength(dst, start)
}

// ParseQueueConfigReply appends the queues of a reply to list.
func ParseQueueConfigReply(b []byte, list []of.Queue) ([]of.Queue, error) {
	if err := need(b, 16, "queue config reply"); err != nil {
		return list, err
	}
	for at := 16; at < len(b); {
		n, err := record(b[at:], 8, 16, at, "queue")
		if err != nil {
			return list, err
		}
		q := of.Queue{ID: be.Uint32(b[at:]), Port: be.Uint32(b[at+4:]), MinRate: 0xffff, MaxRate: 0xffff}
		for p := at + 16; at+n-p >= 8; {
			size := int(be.Uint16(b[p+2:]))
			if size < 8 || size > at+n-p {
				return list, of.Malformed("queue property", p, fmt.Sprintf("a length of %d with %d bytes left", size, at+n-p))
			}
			switch typ := be.Uint16(b[p:]); {
			case typ == 1 && size >= 16: // OFPQT_MIN_RATE
				q.MinRate = be.Uint16(b[p+8:])
			case typ == 2 && size >= 16: // OFPQT_MAX_RATE
				q.MaxRate = be.Uint16(b[p+8:])
			}
			p += size
		}
		list = append(list, q)
		at += n
	}
	return list, nil
}

// AppendExperimenter appends an experimenter's message (§7.5.5).
func AppendExperimenter(dst []byte, xid uint32, x *of.Experimenter) ([]byte, error) {
	start := len(dst)
	dst = be.AppendUint32(be.AppendUint32(header(dst, TypeExperimenter, xid), x.ID), x.Type)
	return of.PatchLength(append(dst, x.Data...), start)
}

// ParseExperimenter reads an experimenter's message.
func ParseExperimenter(b []byte, x *of.Experimenter) error {
	if err := need(b, 16, "experimenter message"); err != nil {
		return err
	}
	*x = of.Experimenter{ID: be.Uint32(b[8:]), Type: be.Uint32(b[12:]), Data: b[16:]}
	return nil
}

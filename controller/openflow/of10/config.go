package of10

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

// portAll is 1.0's word for all ports (§5.2.1, OFPP_ALL).
const portAll = 0xfffc

// AppendGetConfigRequest asks for what set config sets (§5.3.2).
func AppendGetConfigRequest(dst []byte, xid uint32) []byte {
	return header(dst, TypeGetConfigRequest, xid)
}

// ParseGetConfigReply reads the reply to it.
func ParseGetConfigReply(b []byte, x *of.SwitchConfig) error { return ParseSetConfig(b, x) }

// AppendPortMod appends a port mod (§5.3.3).
func AppendPortMod(dst []byte, xid uint32, x *of.PortMod) ([]byte, error) {
	port, err := port16(x.Port)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	dst = header(dst, TypePortMod, xid)
	dst = be.AppendUint16(dst, port)
	dst = append(dst, x.HWAddr[:]...)
	for _, v := range []uint32{uint32(x.Config), uint32(x.Mask), x.Advertise, 0} {
		dst = be.AppendUint32(dst, v)
	}
	return of.PatchLength(dst, start)
}

// ParsePortMod reads a port mod.
func ParsePortMod(b []byte, x *of.PortMod) error {
	if err := need(b, 32, "port mod"); err != nil {
		return err
	}
	*x = of.PortMod{Port: oxm.PortFrom16(be.Uint16(b[8:])), HWAddr: of.MAC(b[10:16]), Config: of.PortConfig(be.Uint32(b[16:])),
		Mask: of.PortConfig(be.Uint32(b[20:])), Advertise: be.Uint32(b[24:])}
	return nil
}

// AppendQueueConfigRequest asks for the queues of a port (§5.3.4).
func AppendQueueConfigRequest(dst []byte, xid, port uint32) ([]byte, error) {
	p, err := port16(port)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	dst = append(header(dst, TypeQueueGetConfigRequest, xid), byte(p>>8), byte(p), 0, 0)
	return of.PatchLength(dst, start)
}

// ParseQueueConfigReply appends the queues of a reply to list.
func ParseQueueConfigReply(b []byte, list []of.Queue) ([]of.Queue, error) {
	if err := need(b, 16, "queue config reply"); err != nil {
		return list, err
	}
	port := oxm.PortFrom16(be.Uint16(b[8:]))
	for at := 16; at < len(b); {
		if len(b)-at < 8 {
			return list, of.Malformed("queue", at, "cut off")
		}
		n := int(be.Uint16(b[at+4:]))
		if n < 8 || n > len(b)-at {
			return list, of.Malformed("queue", at, fmt.Sprintf("a length of %d with %d bytes left", n, len(b)-at))
		}
		q := of.Queue{ID: be.Uint32(b[at:]), Port: port, MinRate: 0xffff, MaxRate: 0xffff}
		for p := at + 8; at+n-p >= 8; {
			size := int(be.Uint16(b[p+2:]))
			if size < 8 || size > at+n-p {
				return list, of.Malformed("queue property", p, fmt.Sprintf("a length of %d with %d bytes left", size, at+n-p))
			}
			if be.Uint16(b[p:]) == 1 && size >= 16 { // OFPQT_MIN_RATE
				q.MinRate = be.Uint16(b[p+8:])
			}
			p += size
		}
		list = append(list, q)
		at += n
	}
	return list, nil
}

// AppendExperimenter appends a vendor's message (§5.5.4).
func AppendExperimenter(dst []byte, xid uint32, x *of.Experimenter) ([]byte, error) {
	start := len(dst)
	dst = be.AppendUint32(header(dst, of.TypeExperimenter, xid), x.ID)
	return of.PatchLength(append(dst, x.Data...), start)
}

// ParseExperimenter reads a vendor's message.
func ParseExperimenter(b []byte, x *of.Experimenter) error {
	if err := need(b, 12, "vendor message"); err != nil {
		return err
	}
	*x = of.Experimenter{ID: be.Uint32(b[8:]), Data: b[12:]}
	return nil
}

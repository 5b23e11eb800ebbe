package of13

import (
	"bytes"
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	portLen       = 64
	portStatusLen = 16 + portLen
)

// parsePort reads struct ofp_port (§7.2.1) from the first 64 bytes of b, which
// are there.
func parsePort(b []byte, p *of.Port) {
	name, _, _ := bytes.Cut(b[16:32], []byte{0})
	*p = of.Port{
		Number:     be.Uint32(b),
		HWAddr:     of.MAC(b[8:14]),
		Name:       string(name),
		Config:     of.PortConfig(be.Uint32(b[32:])),
		State:      of.PortState(be.Uint32(b[36:])),
		Current:    be.Uint32(b[40:]),
		Advertised: be.Uint32(b[44:]),
		Supported:  be.Uint32(b[48:]),
		Peer:       be.Uint32(b[52:]),
		CurrSpeed:  be.Uint32(b[56:]),
		MaxSpeed:   be.Uint32(b[60:]),
	}
}

func appendPort(dst []byte, p *of.Port) []byte {
	dst = be.AppendUint32(dst, p.Number)
	dst = append(dst, 0, 0, 0, 0)
	dst = append(dst, p.HWAddr[:]...)
	dst = append(dst, 0, 0)
	var name [16]byte
	copy(name[:15], p.Name)
	dst = append(dst, name[:]...)
	for _, v := range [...]uint32{uint32(p.Config), uint32(p.State), p.Current, p.Advertised, p.Supported, p.Peer,
		p.CurrSpeed, p.MaxSpeed} {
		dst = be.AppendUint32(dst, v)
	}
	return dst
}

// ParsePortStatus reads a port status message (§7.4.3).
func ParsePortStatus(b []byte, x *of.PortStatus) error {
	if err := need(b, portStatusLen, "port status"); err != nil {
		return err
	}
	x.Reason = of.PortReason(b[8])
	parsePort(b[16:], &x.Port)
	return nil
}

// AppendPortStatus appends a port status message, as a switch sends it.
func AppendPortStatus(dst []byte, xid uint32, x *of.PortStatus) []byte {
	start := len(dst)
	dst = header(dst, TypePortStatus, xid)
	dst = append(dst, byte(x.Reason), 0, 0, 0, 0, 0, 0, 0)
	dst = appendPort(dst, &x.Port)
	be.PutUint16(dst[start+2:], portStatusLen)
	return dst
}

// AppendPortDescRequest asks for the ports (§7.3.5.7).
func AppendPortDescRequest(dst []byte, xid uint32) []byte {
	dst = append(dst, byte(of.Version13), TypeMultipartRequest, 0, multipartLen)
	dst = be.AppendUint32(dst, xid)
	return append(dst, 0, of.StatsPortDesc, 0, 0, 0, 0, 0, 0)
}

// ParsePorts appends the ports in the body of a reply to AppendPortDescRequest
// to list. offset is where body begins in the message.
func ParsePorts(body []byte, offset int, list []of.Port) ([]of.Port, error) {
	if rest := len(body) % portLen; rest != 0 {
		return list, of.Malformed("port", offset+len(body)-rest, fmt.Sprintf("%d bytes are left, a port has %d", rest,
			portLen))
	}
	for ; len(body) > 0; body = body[portLen:] {
		list = append(list, of.Port{})
		parsePort(body, &list[len(list)-1])
	}
	return list, nil
}

// AppendPorts appends ports to the body of a reply, as a switch sends it.
func AppendPorts(dst []byte, list []of.Port) []byte {
	for i := range list {
		dst = appendPort(dst, &list[i])
	}
	return dst
}

package of10

import (
	"bytes"
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

const (
	portLen       = 48
	portStatusLen = 16 + portLen
)

// parsePort reads struct ofp_phy_port (§5.2.1) from the first 48 bytes of b,
// which are there.
func parsePort(b []byte, p *of.Port) {
	name, _, _ := bytes.Cut(b[8:24], []byte{0})
	*p = of.Port{
		Number:     oxm.PortFrom16(be.Uint16(b)),
		HWAddr:     of.MAC(b[2:8]),
		Name:       string(name),
		Config:     of.PortConfig(be.Uint32(b[24:])),
		State:      of.PortState(be.Uint32(b[28:])),
		Current:    be.Uint32(b[32:]),
		Advertised: be.Uint32(b[36:]),
		Supported:  be.Uint32(b[40:]),
		Peer:       be.Uint32(b[44:]),
	}
}

func appendPort(dst []byte, p *of.Port) ([]byte, error) {
	n, err := port16(p.Number)
	if err != nil {
		return dst, err
	}
	dst = append(dst, byte(n>>8), byte(n))
	dst = append(dst, p.HWAddr[:]...)
	var name [16]byte
	copy(name[:15], p.Name)
	dst = append(dst, name[:]...)
	for _, v := range [...]uint32{uint32(p.Config), uint32(p.State), p.Current, p.Advertised, p.Supported, p.Peer} {
		dst = be.AppendUint32(dst, v)
	}
	return dst, nil
}

// ParsePortStatus reads a port status message (§5.4.3).
func ParsePortStatus(b []byte, x *of.PortStatus) error {
	if err := need(b, portStatusLen, "port status"); err != nil {
		return err
	}
	x.Reason = of.PortReason(b[8])
	parsePort(b[16:], &x.Port)
	return nil
}

// AppendPortStatus appends a port status message, as a switch sends it.
func AppendPortStatus(dst []byte, xid uint32, x *of.PortStatus) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypePortStatus, xid)
	dst = append(dst, byte(x.Reason), 0, 0, 0, 0, 0, 0, 0)
	dst, err := appendPort(dst, &x.Port)
	if err != nil {
		return dst[:start], err
	}
	return of.PatchLength(dst, start)
}

// parsePorts reads the ports at the end of a message.
func parsePorts(b []byte, offset int, list []of.Port) ([]of.Port, error) {
	if len(b)%portLen != 0 {
		return list, of.Malformed("port", offset+len(b)-len(b)%portLen, fmt.Sprintf("%d bytes are left, a port has %d",
			len(b)%portLen, portLen))
	}
	for ; len(b) > 0; b = b[portLen:] {
		list = append(list, of.Port{})
		parsePort(b, &list[len(list)-1])
	}
	return list, nil
}

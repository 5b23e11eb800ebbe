package of10

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

// VendorNicira is the number under which Open vSwitch extends OpenFlow
// (nicira-ext.h, NX_VENDOR_ID).
const VendorNicira = 0x00002320

const (
	nxFlowStatsLen = 48
	nxStatsHead    = 12 // vendor, subtype (0: flows) and padding before the body
)

// AppendNXFlowStatsRequest asks an Open vSwitch for flows in its own form
// (nicira-ext.h, NXST_FLOW), whose reply can say all that the switch can match
// and tells the ages of the flows. Other switches answer with an error.
func AppendNXFlowStatsRequest(dst []byte, xid uint32, x *of.FlowStatsRequest) ([]byte, error) {
	start := len(dst)
	if x.CookieMask != 0 || x.OutGroup != 0 && x.OutGroup != of.PortAny {
		return dst, of.Unsupported("flow stats request", "OpenFlow 1.0 cannot select flows by cookie or group")
	}
	outPort, err := outPort16(x.OutPort)
	if err != nil {
		return dst, err
	}
	dst = header(dst, TypeStatsRequest, xid)
	dst = append(dst, 0xff, 0xff, 0, 0)
	dst = be.AppendUint32(dst, VendorNicira)
	dst = append(dst, 0, 0, 0, 0, 0, 0, 0, 0)
	dst = append(dst, byte(outPort>>8), byte(outPort), 0, 0, x.TableID, 0, 0, 0)
	at := len(dst)
	if dst, err = oxm.Append(dst, &x.Match); err != nil {
		return dst[:start], err
	}
	n := len(dst) - at
	be.PutUint16(dst[at-6:], uint16(n))
	dst = append(dst, make([]byte, -n&7)...)
	return of.PatchLength(dst, start)
}

// NXFlowStatsBody returns the flows in the body of a statistics reply of type
// 0xffff: ok is false when it is not Open vSwitch's NXST_FLOW.
func NXFlowStatsBody(body []byte) (flows []byte, ok bool) {
	if len(body) < nxStatsHead || be.Uint32(body) != VendorNicira || be.Uint32(body[4:]) != 0 {
		return nil, false
	}
	return body[nxStatsHead:], true
}

// ParseNXFlowStats is like [ParseFlowStats] for what NXFlowStatsBody returns.
func ParseNXFlowStats(body []byte, offset int, x *of.FlowStats) (rest []byte, err error) {
	if len(body) < nxFlowStatsLen {
		return nil, of.Malformed("flow stats", offset, fmt.Sprintf("%d bytes are left, a flow has at least %d", len(body),
			nxFlowStatsLen))
	}
	n, matchLen := int(be.Uint16(body)), int(be.Uint16(body[18:]))
	actions := nxFlowStatsLen + (matchLen+7)/8*8
	if n < actions || n > len(body) {
		return nil, of.Malformed("flow stats", offset, fmt.Sprintf("a length of %d, a match of %d, with %d bytes left", n,
			matchLen, len(body)))
	}
	b := body[:n]
	list := x.Actions[:0]
	*x = of.FlowStats{
		Version:      of.Version10,
		TableID:      b[2],
		DurationSec:  be.Uint32(b[4:]),
		DurationNsec: be.Uint32(b[8:]),
		Priority:     be.Uint16(b[12:]),
		IdleTimeout:  be.Uint16(b[14:]),
		HardTimeout:  be.Uint16(b[16:]),
		Cookie:       be.Uint64(b[24:]),
		PacketCount:  be.Uint64(b[32:]),
		ByteCount:    be.Uint64(b[40:]),
	}
	// Both ages are sent plus one; 0 is for not known.
	if idle := be.Uint16(b[20:]); idle > 0 {
		x.HasAges, x.IdleAge, x.HardAge = true, uint32(idle)-1, x.DurationSec
	}
	if hard := be.Uint16(b[22:]); hard > 0 {
		x.HardAge = uint32(hard) - 1
	}
	if err := oxm.Parse(b[nxFlowStatsLen:nxFlowStatsLen+matchLen], offset+nxFlowStatsLen, &x.Match); err != nil {
		return nil, err
	}
	x.Actions, err = parseActions(b[actions:], offset+actions, list)
	return body[n:], err
}

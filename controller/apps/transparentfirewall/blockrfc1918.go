package transparentfirewall

import (
	"log/slog"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// blockRFC1918 has packets from and to private addresses inspected.
type blockRFC1918 struct{ log *slog.Logger }

// private has the prefixes of RFC 1918, section 3.
var private = []struct{ address, mask openflow.IPv4Addr }{
	{openflow.IPv4Addr{10}, openflow.IPv4Addr{255}},
	{openflow.IPv4Addr{172, 16}, openflow.IPv4Addr{255, 240}},
	{openflow.IPv4Addr{192, 168}, openflow.IPv4Addr{255, 255}},
}

func (b blockRFC1918) load(sw *controller.Switch) {
	for _, p := range private {
		for _, side := range []struct {
			port     uint32
			priority uint16
		}{{inside, 5000}, {outside, 4000}} {
			m := ipFrom(side.port)
			m.SetNwSrcMasked(p.address, p.mask)
			add(sw, side.priority+100, m, inspector)
			m = ipFrom(side.port)
			m.SetNwDstMasked(p.address, p.mask)
			add(sw, side.priority, m, inspector)
		}
	}
	add(sw, 1600, from(inside), outside)
	add(sw, 1500, from(outside), inside)
}

func (b blockRFC1918) loaded(sw *controller.Switch) {
	b.log.Info(sw.String() + ": loading finished")
}

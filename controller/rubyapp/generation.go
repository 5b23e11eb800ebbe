package rubyapp

import (
	"strings"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// generation is one of Trema's interfaces. What a name means depends on it.
type generation int

const (
	newTrema  generation = 1 << iota // Trema 0.5 and later: < Trema::Controller
	oldTrema                         // before: < Controller
	edgeTrema                        // that of OpenFlow 1.3 between the two
	allTremas = newTrema | oldTrema | edgeTrema
)

func (g generation) String() string {
	return map[generation]string{newTrema: "new", oldTrema: "old", edgeTrema: "edge"}[g]
}

// tables returns the classes of a generation. Those in front are defined first.
func (g generation) tables() [][]class {
	tables := [][]class{macTable, ipTable, controllerTable(g), loggerTable(), portTable(), matchTable(g), actionTable(g),
		messageTable(), statsTable(), packetInTable(g)}
	if g == newTrema {
		return append(tables, pioTables()...)
	}
	return tables
}

// oldNames are names that only the older interface has, in the order of how
// often files use them; edgeNames those of the one for OpenFlow 1.3.
var (
	oldNames = wordSet(`macsa macda ActionOutput SetEthSrcAddr SetEthDstAddr SetIpSrcAddr SetIpDstAddr SetIpTos
		SetTransportSrcPort SetTransportDstPort periodic_timer_event add_timer_event oneshot_timer_event
		add_periodic_timer_event dl_src dl_dst dl_type nw_src nw_dst nw_proto tp_src tp_dst dl_vlan
		FeaturesRequest StatsRequest FlowStatsRequest PortStatsRequest DescStatsRequest OFPP_FLOOD OFPP_CONTROLLER
		OFPP_ALL OFPP_LOCAL OFPP_NONE OFPP_TABLE shutdown!`)
	edgeNames = wordSet(`ApplyAction eth_src eth_dst eth_type ipv4_src ipv4_dst WriteAction send_group_mod_add
		port_desc_multipart_reply send_port_desc_multipart_request send_flow_multipart_request table_multipart_reply
		flow_multipart_reply group_desc_multipart_reply aggregate_multipart_reply desc_multipart_reply`)
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// names13 are names of newer controllers that only OpenFlow 1.3 has a use for.
var names13 = wordSet("instructions Apply GotoTable WriteMetadata WriteActions Meter table_id")

// mentions reports whether files have one of the names in them.
func mentions(files []*syntax.File, names map[string]bool) bool {
	for _, f := range files {
		for n := range syntax.All(f) {
			if names[nameOf(n)] {
				return true
			}
		}
	}
	return false
}

// nameOf returns the name that n is of something, or "".
func nameOf(n syntax.Node) string {
	switch n := n.(type) {
	case *syntax.Constant:
		return n.Name
	case *syntax.Call:
		return n.Name
	case *syntax.Name:
		return n.Name
	case *syntax.Symbol:
		return n.Name
	case *syntax.Def:
		return n.Name
	}
	return ""
}

// generationOf tells of which generation files are, the controller's first. They
// are those that it is made of, as far as that is known before it runs.
func generationOf(files []*syntax.File) generation {
	super := ""
	exact := false // ExactMatch.from
	for _, f := range files {
		for n := range syntax.All(f) {
			switch n := n.(type) {
			case *syntax.Class:
				if s := path(n.Super); super == "" && isControllerName(s) {
					super = s
				}
			case *syntax.Call:
				k, ok := n.Receiver.(*syntax.Constant)
				exact = exact || ok && k.Name == "ExactMatch" && n.Name == "from"
			}
		}
	}
	switch {
	case super != "Trema::Controller" && mentions(files, edgeNames):
		return edgeTrema
	case super == "Controller", exact, mentions(files, oldNames):
		return oldTrema
	}
	return newTrema
}

// path returns the text of a constant: "Trema::Controller".
func path(n syntax.Node) string {
	c, ok := n.(*syntax.Constant)
	if !ok {
		return ""
	}
	if within := path(c.Scope); within != "" {
		return within + "::" + c.Name
	}
	return c.Name
}

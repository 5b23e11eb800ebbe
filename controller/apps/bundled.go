package apps

import (
	"github.com/trema-ns/trema-ns/controller/apps/cbenchswitch"
	"github.com/trema-ns/trema-ns/controller/apps/dumper"
	"github.com/trema-ns/trema-ns/controller/apps/hellotrema"
	"github.com/trema-ns/trema-ns/controller/apps/learningswitch"
	"github.com/trema-ns/trema-ns/controller/apps/learningswitch13"
	"github.com/trema-ns/trema-ns/controller/apps/multilearningswitch"
	"github.com/trema-ns/trema-ns/controller/apps/packetin"
	"github.com/trema-ns/trema-ns/controller/apps/patchpanel"
	"github.com/trema-ns/trema-ns/controller/apps/repeaterhub"
	"github.com/trema-ns/trema-ns/controller/apps/routingswitch"
	"github.com/trema-ns/trema-ns/controller/apps/simplerouter"
	"github.com/trema-ns/trema-ns/controller/apps/switchmonitor"
	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/apps/trafficmonitor"
	"github.com/trema-ns/trema-ns/controller/apps/transparentfirewall"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// all has the applications by name.
var all = []App{
	{
		Name:    "cbench-switch",
		Class:   "CbenchSwitch",
		Summary: "Answers every packet with a flow to the next port, for the benchmark cbench",
		New:     func() any { return cbenchswitch.New() },
		Aliases: []Alias{{Name: "cbench"}, {Name: "fast-cbench"}, {Name: "multi-threaded-cbench"}},
	},
	{
		Name:    "dumper",
		Class:   "Dumper",
		Summary: "Prints everything that switches tell",
		New:     func() any { return dumper.New() },
	},
	{
		Name:    "hello-trema",
		Class:   "HelloTrema",
		Summary: "Greets every switch",
		New:     func() any { return hellotrema.New() },
	},
	{
		Name:    "learning-switch",
		Class:   "LearningSwitch",
		Summary: "Learns where hosts are and installs a flow for each conversation",
		Usage:   learningswitch.Usage,
		New:     func() any { return learningswitch.New() },
	},
	{
		Name:    "learning-switch13",
		Class:   "LearningSwitch13",
		Summary: "Learns where hosts are, with the two tables of an OpenFlow 1.3 pipeline",
		Version: openflow.Version13,
		New:     func() any { return learningswitch13.New() },
	},
	{
		Name:    "multi-learning-switch",
		Class:   "MultiLearningSwitch",
		Summary: "Learns where hosts are, on each switch by itself",
		New:     func() any { return multilearningswitch.New() },
	},
	{
		Name:    "packet-in",
		Class:   "PacketIn",
		Summary: "Prints the packets that switches send",
		New:     func() any { return packetin.New() },
	},
	{
		Name:    "patch-panel",
		Class:   "PatchPanel",
		Summary: "Joins pairs of ports",
		Usage:   patchpanel.Usage,
		New:     func() any { return patchpanel.New() },
	},
	{
		Name:    "repeater-hub",
		Class:   "RepeaterHub",
		Summary: "Sends every packet out of all other ports",
		New:     func() any { return repeaterhub.New() },
	},
	{
		Name:      "routing-switch",
		Class:     "RoutingSwitch",
		Summary:   "Sends packets the shortest way through many switches",
		Usage:     routingswitch.Usage,
		New:       func() any { return routingswitch.New() },
		Discovers: true,
		Aliases:   []Alias{{Name: "sliceable-switch", Args: []string{"--slicing"}}},
	},
	{
		Name:    "simple-router",
		Class:   "SimpleRouter",
		Summary: "Forwards IPv4 between networks",
		Usage:   simplerouter.Usage,
		New:     func() any { return simplerouter.New() },
		Aliases: []Alias{{Name: "simple-router13", Version: openflow.Version13}},
	},
	{
		Name:    "switch-monitor",
		Class:   "SwitchMonitor",
		Summary: "Tells which switches there are, and what they are",
		New:     func() any { return switchmonitor.New() },
	},
	{
		Name:      "topology",
		Class:     "Topology",
		Summary:   "Finds out how switches are connected",
		Usage:     topology.Usage,
		New:       func() any { return topology.New() },
		Discovers: true,
		Aliases:   []Alias{{Name: "topology-controller"}, {Name: "topology-discovery"}},
	},
	{
		Name:    "traffic-monitor",
		Class:   "TrafficMonitor",
		Summary: "Counts what each host sends",
		New:     func() any { return trafficmonitor.New() },
	},
	{
		Name:    "transparent-firewall",
		Class:   "TransparentFirewall",
		Summary: "Has suspicious packets inspected",
		Usage:   transparentfirewall.Usage,
		New:     func() any { return transparentfirewall.New() },
		Aliases: []Alias{{Name: "block-rfc1918", Args: []string{"block-rfc1918"}}, {Name: "pass-delegated", Args: []string{"pass-delegated"}}},
	},
}

package runner

import "github.com/trema-ns/trema-ns/runner/ovs"

// attach makes an interface that exists fit to be plugged in. Undone, it is as it
// was found.
func (s *stepper) attach(a Attached, found *AttachedRecord) {
	device := quote(a.Device)
	step := Step{Action: "take", Kind: "interface", Object: a.Device, Reason: "it exists, and is plugged into " + a.Switch, Commands: []string{}}
	if !found.WasUp {
		step.Action, step.Reason = "bring up", step.Reason+"; it is down now"
		step.Commands = []string{"ip link set " + device + " up"}
		step.Undo = []string{"ip link set " + device + " down"}
	}
	s.add(step)
	if found.Peer == nil {
		return
	}
	in, object := "", found.Peer.Device
	if found.Peer.Namespace != "" {
		in, object = "ip netns exec "+quote(found.Peer.Namespace)+" ", found.Peer.Namespace+" "+object
	}
	offload := in + "ethtool --offload " + quote(found.Peer.Device) + " tx "
	s.add(Step{
		Action: "set up", Kind: "interface", Object: object,
		Reason:   "the other end of " + a.Device + "; checksum offload off, for the userspace datapath forwards what it gets and TCP would fail",
		Commands: []string{offload + "off >/dev/null"}, Undo: []string{offload + "on >/dev/null"},
	})
}

// untouched has Open vSwitch leave alone the queueing disciplines of those of the
// ports that are not the lab's.
func (s *stepper) untouched(bridge string, ports ...ovs.Port) []string {
	var words []string
	for _, p := range ports {
		if s.lent[p.Device] {
			words = append(words, "set port "+quote(p.Device)+" qos=@untouched")
		}
	}
	if len(words) > 0 {
		// It prints the number of the row.
		words = append(words, "--id=@untouched create qos type=linux-noop external_ids:bridge="+quote(bridge)+" >/dev/null")
	}
	return words
}

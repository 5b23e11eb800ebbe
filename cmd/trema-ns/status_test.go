package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

func TestWriteStatus(t *testing.T) {
	labs := []runner.Status{
		{
			Lab: "LearningSwitch", State: runner.Running, Controller: "LearningSwitch", File: "x.conf", PID: 42,
			Since: time.Now().Add(time.Hour), Uptime: 90, Listen: "127.0.0.1:6653",
			Switches: []runner.SwitchStatus{
				{Name: "lsw", DatapathID: "0x0000000000000abc", OpenFlow: "1.0", Ports: []runner.PortStatus{{Port: ovs.Port{Number: 1, Device: "lsw-1"}}, {Port: ovs.Port{Number: 2, Device: "lsw-2"}, Down: true}}, Connected: true},
				{Name: "スイッチ", DatapathID: "0x0000000000000001", OpenFlow: "1.3"},
				{Name: "third", DatapathID: "0x0000000000000003", OpenFlow: "1.0", Stopped: true},
			},
			Hosts: []runner.HostStatus{{Name: "h", Kind: "netns", Address: "10.0.0.1/24", MAC: "02:00:00:00:00:01"}, {Name: "longer", Kind: "vhost", MAC: "00:00:00:00:00:01", Stopped: true}},
		},
		{Lab: "old", State: runner.Dead},
	}
	const want = `LearningSwitch: running for 1m30s as process 42, from x.conf, LearningSwitch on 127.0.0.1:6653
  switch  lsw       0xabc  OpenFlow 1.0  connected      1:lsw-1 2:lsw-2(down)
  switch  スイッチ  0x1    OpenFlow 1.3  not connected  -
  switch  third     0x3    OpenFlow 1.0  stopped        -
  host  h       netns  10.0.0.1/24  02:00:00:00:00:01
  host  longer  vhost  -            00:00:00:00:00:01  stopped

old: dead (its process was killed; trema-ns killall old takes it down)
`
	var s strings.Builder
	if err := writeStatus(&s, labs); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, s.String()); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
}

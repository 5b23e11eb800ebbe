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
				{Name: "lsw", DatapathID: "0x0000000000000abc", OpenFlow: "1.0", Ports: []ovs.Port{{Number: 1, Device: "lsw-1"}}, Connected: true},
				{Name: "second", DatapathID: "0x0000000000000001", OpenFlow: "1.3"},
			},
			Hosts: []runner.HostStatus{{Name: "h", Kind: "netns", Address: "10.0.0.1/24", MAC: "02:00:00:00:00:01"}, {Name: "longer", Kind: "vhost", MAC: "00:00:00:00:00:01"}},
		},
		{Lab: "old", State: runner.Dead},
	}
	const want = `LearningSwitch: running for 1m30s as process 42, from x.conf, LearningSwitch on 127.0.0.1:6653
  switch  lsw     0xabc  OpenFlow 1.0  connected      1:lsw-1
  switch  second  0x1    OpenFlow 1.3  not connected  -
  host  h       netns  10.0.0.1/24  02:00:00:00:00:01
  host  longer  vhost  -            00:00:00:00:00:01

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

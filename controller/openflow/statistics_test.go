package openflow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// TestStatisticsOfASwitch reads what an Open vSwitch with two ports, and in 1.3 a
// group of two buckets and a meter, has answered.
func TestStatisticsOfASwitch(t *testing.T) {
	for v, name := range map[of.Version]string{of.Version10: "stats10.hex", of.Version13: "stats13.hex"} {
		var all of.StatsReply
		for _, b := range messages(t, name) {
			var err error
			switch {
			case v == of.Version10 && b[1] == of10.TypeStatsReply:
				err = of10.ParseStatisticsReply(b, &all)
			case v == of.Version13 && b[1] == of13.TypeMultipartReply:
				err = of13.ParseStatisticsReply(b, &all)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if all.Desc.Manufacturer != "Nicira, Inc." || all.Desc.Hardware != "Open vSwitch" || all.Desc.SerialNumber != "None" {
			t.Errorf("%s: %+v", v, all.Desc)
		}
		if len(all.Tables) < 254 || all.Tables[253].TableID != 253 {
			t.Errorf("%s: %d tables", v, len(all.Tables))
		}
		if len(all.Ports) != 1 || all.Ports[0].Port != 1 || v == of.Version13 && all.Ports[0].DurationNsec == 0 {
			t.Errorf("%s: ports %+v", v, all.Ports)
		}
		if v == of.Version10 {
			continue
		}
		wantGroup := []of.GroupDesc{{Type: of.GroupSelect, Group: 7, Buckets: []of.Bucket{
			{Weight: 3, Actions: []of.Action{of.Output(1)}}, {Weight: 1, Actions: []of.Action{of.Output(2)}}}}}
		if diff := cmp.Diff(wantGroup, all.GroupDescs); diff != "" {
			t.Errorf("groups, want -, got +:\n%s", diff)
		}
		if len(all.Groups) != 1 || len(all.Groups[0].Buckets) != 2 || all.Groups[0].Group != 7 {
			t.Errorf("group counters %+v", all.Groups)
		}
		wantMeter := []of.MeterConfig{{Flags: of.MeterKbps | of.MeterStat, Meter: 5, Bands: []of.MeterBand{{Type: of.BandDrop, Rate: 1000, BurstSize: 1000}}}} // the switch chose the burst
		if diff := cmp.Diff(wantMeter, all.MeterConfigs); diff != "" {
			t.Errorf("meters, want -, got +:\n%s", diff)
		}
		if len(all.Meters) != 1 || all.Meters[0].Meter != 5 || len(all.Meters[0].Bands) != 1 {
			t.Errorf("meter counters %+v", all.Meters)
		}
		if len(all.PortDescs) != 3 {
			t.Errorf("%d ports", len(all.PortDescs))
		}
	}
}

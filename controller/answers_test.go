package controller_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// answer has what a switch answers to each kind of statistics request.
var answer = openflow.StatsReply{
	Desc:      openflow.DescStats{Manufacturer: "maker", Software: "soft", Datapath: "lsw"},
	Aggregate: openflow.AggregateStats{PacketCount: 1, ByteCount: 2, FlowCount: 3},
	Ports:     []openflow.PortStats{{Port: 2, RxPackets: 5, Collisions: 6}},
	Queues:    []openflow.QueueStats{{Port: 2, Queue: 3, TxBytes: 4}},
	Groups:    []openflow.GroupStats{{Group: 1, Buckets: []openflow.BucketStats{{PacketCount: 2, ByteCount: 3}}}},
	GroupDescs: []openflow.GroupDesc{{Group: 1, Buckets: []openflow.Bucket{{WatchPort: 2,
		Actions: []openflow.Action{openflow.Output(2)}}}}},
	Meters:       []openflow.MeterStats{{Meter: 4, Bands: []openflow.BucketStats{{PacketCount: 1}}}},
	MeterConfigs: []openflow.MeterConfig{{Meter: 4, Bands: []openflow.MeterBand{{Type: openflow.BandDrop, Rate: 7}}}},
}

// parts is the answer to a request of one type, in two parts where it is a list.
func parts(v openflow.Version, typ uint16) []openflow.StatsReply {
	r := answer
	r.Type = typ
	r.Tables = []openflow.TableStats{{TableID: 1, ActiveCount: 2, LookupCount: 3, MatchedCount: 4}}
	if typ == openflow.StatsDesc || typ == openflow.StatsAggregate {
		return []openflow.StatsReply{r}
	}
	first := r
	first.More = true
	return []openflow.StatsReply{first, r}
}

// answerAll answers every request until the connection ends.
func answerAll(s *fakeswitch.Switch) {
	for {
		h, b, err := s.Next()
		if err != nil {
			return
		}
		v := s.Version
		var m openflow.Multipart
		switch {
		case v == openflow.Version10 && h.Type == of10.TypeStatsRequest:
			of10.ParseStats(b, &m)
			for _, r := range parts(v, m.Type) {
				reply, _ := of10.AppendStatisticsReply(nil, h.XID, &r)
				s.Send(reply)
			}
		case v == openflow.Version13 && h.Type == of13.TypeMultipartRequest:
			of13.ParseMultipart(b, &m)
			for _, r := range parts(v, m.Type) {
				reply, _ := of13.AppendStatisticsReply(nil, h.XID, &r)
				s.Send(reply)
			}
		case v == openflow.Version13 && h.Type == of13.TypeRoleRequest:
			var x openflow.RoleRequest
			of13.ParseRole(b, &x)
			s.Send(of13.AppendRoleReply(nil, h.XID, &x))
		case v == openflow.Version13 && h.Type == of13.TypeGetAsyncRequest:
			s.Send(of13.AppendGetAsyncReply(nil, h.XID, &openflow.AsyncConfig{PacketIn: [2]uint32{3, 1}}))
		case h.Type == of10.TypeGetConfigRequest: // 7 in both versions
			reply := of10.AppendSetConfig(nil, h.XID, &openflow.SwitchConfig{MissSendLen: 99})
			reply[0], reply[1] = byte(v), of10.TypeGetConfigReply
			s.Send(reply)
		default:
			s.Answer(h, b, 1)
		}
	}
}

func TestRequestsReturnTheirReply(t *testing.T) {
	for _, v := range versions {
		t.Run(v.String(), func(t *testing.T) {
			c := serve(t, nil)
			s := connect(t, c, v, 1)
			go answerAll(s)
			sw, ctx := c.Switch(1), t.Context()
			check := func(what string, got, want any, err error) {
				t.Helper()
				if err != nil {
					t.Errorf("%s: %v", what, err)
				} else if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, want -, got +:\n%s", what, diff)
				}
			}
			desc, err := sw.DescStats(ctx)
			check("desc", desc, answer.Desc, err)
			sum, err := sw.AggregateStats(ctx, openflow.AllFlows())
			check("aggregate", sum, answer.Aggregate, err)
			tables, err := sw.TableStats(ctx)
			check("tables", len(tables), 2, err)
			ports, err := sw.PortStats(ctx, openflow.PortAny)
			check("ports", ports, append(answer.Ports[:1:1], answer.Ports...), err)
			queues, err := sw.QueueStats(ctx, 2, openflow.AllQueues)
			check("queues", queues, append(answer.Queues[:1:1], answer.Queues...), err)
			config, err := sw.Config(ctx)
			check("config", config.MissSendLen, uint16(99), err)
			check("echo", nil, nil, sw.Echo(ctx, []byte("data")))

			groups, err := sw.GroupStats(ctx, openflow.AllGroups)
			if v == openflow.Version10 {
				var cannot *openflow.UnsupportedError
				if !errors.As(err, &cannot) {
					t.Errorf("groups in 1.0: %v", err)
				}
				_, err := sw.RequestRole(ctx, openflow.RoleMaster, 1)
				if !errors.As(err, &cannot) || !errors.As(sw.SendGroupMod(&openflow.GroupMod{}), &cannot) {
					t.Errorf("roles or groups in 1.0: %v", err)
				}
				return
			}
			check("groups", groups, append(answer.Groups[:1:1], answer.Groups...), err)
			descs, err := sw.GroupDescs(ctx)
			check("group descs", descs, append(answer.GroupDescs[:1:1], answer.GroupDescs...), err)
			meters, err := sw.MeterStats(ctx, openflow.AllMeters)
			check("meters", meters, append(answer.Meters[:1:1], answer.Meters...), err)
			configs, err := sw.MeterConfigs(ctx, openflow.AllMeters)
			check("meter configs", configs, append(answer.MeterConfigs[:1:1], answer.MeterConfigs...), err)
			role, err := sw.RequestRole(ctx, openflow.RoleSlave, 7)
			check("role", role, openflow.RoleRequest{Role: openflow.RoleSlave, GenerationID: 7}, err)
			async, err := sw.AsyncConfig(ctx)
			check("async", async.PacketIn, [2]uint32{3, 1}, err)
		})
	}
}

// replies hears the replies to what it has sent without waiting.
type replies struct{ heard chan string }

func (r *replies) StatsReply(_ *controller.Switch, _ uint32, x *openflow.StatsReply) {
	r.heard <- "stats of " + x.Desc.Manufacturer
}
func (r *replies) FeaturesReply(*controller.Switch, uint32, *openflow.Features) {
	r.heard <- "features"
}
func (r *replies) EchoReply(_ *controller.Switch, _ uint32, data []byte) {
	r.heard <- "echo reply " + string(data)
}
func (r *replies) EchoRequest(_ *controller.Switch, _ uint32, data []byte) {
	r.heard <- "echo request " + string(data)
}
func (r *replies) Experimenter(_ *controller.Switch, _ uint32, m *openflow.Experimenter) {
	r.heard <- "experimenter " + string(m.Data)
}

func TestRepliesToHandlers(t *testing.T) {
	for _, v := range versions {
		r := &replies{make(chan string, 1)}
		c := serve(t, r)
		s := connect(t, c, v, 1)
		go answerAll(s)
		sw := c.Switch(1)
		hears := func(want string) {
			t.Helper()
			if got := <-r.heard; got != want {
				t.Errorf("%s: heard %q, want %q", v, got, want)
			}
		}
		sw.SendStatsRequest(&openflow.StatsRequest{Type: openflow.StatsDesc})
		hears("stats of maker")
		sw.SendFeaturesRequest()
		hears("features")
		sw.SendEchoRequest([]byte("abc"))
		hears("echo reply abc")
		s.Send(openflow.AppendEchoRequest(nil, v, 5, []byte("there?")))
		hears("echo request there?")
		m := openflow.Experimenter{ID: 1, Data: []byte("mine")}
		b, _ := of10.AppendExperimenter(nil, 1, &m)
		if v == openflow.Version13 {
			b, _ = of13.AppendExperimenter(nil, 1, &m)
		}
		s.Send(b)
		hears("experimenter mine")
	}
}

// meeting is an application two of whose handlers wait for each other.
type meeting struct{ both sync.WaitGroup }

func (m *meeting) Concurrent() bool { return true }
func (m *meeting) PacketIn(sw *controller.Switch, _ *openflow.PacketIn) {
	m.both.Done()
	m.both.Wait()
	sw.SendPacketOut(&openflow.PacketOut{})
}

func TestConcurrentHandlers(t *testing.T) {
	m := &meeting{}
	m.both.Add(2)
	c := serve(t, m)
	one, two := connect(t, c, openflow.Version10, 1), connect(t, c, openflow.Version13, 2)
	one.Send(one.PacketIn(1, []byte("frame")))
	two.Send(two.PacketIn(1, []byte("frame")))
	for _, s := range []*fakeswitch.Switch{one, two} {
		if _, err := s.NextPacketOut(); err != nil {
			t.Error(err)
		}
	}
}

func TestAfter(t *testing.T) {
	called := make(chan bool)
	j := &journal{}
	j.starts = func(c *controller.Controller, _ []string) error {
		c.After(0, func() { called <- true })
		c.After(0, func() { t.Error("a stopped timer calls") })()
		return nil
	}
	serve(t, j)
	<-called
}

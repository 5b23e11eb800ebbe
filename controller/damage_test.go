package controller_test

import (
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// captured reads messages that Open vSwitch has sent.
func captured(t *testing.T, name string) (list [][]byte) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("openflow", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		b, err := hex.DecodeString(strings.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

// TestDamagedMessages sends 10,000 messages, most of them captured from Open
// vSwitch, with bytes changed at random; a switch beside must not notice.
func TestDamagedMessages(t *testing.T) {
	messages := 10000
	if testing.Short() {
		messages = 1000
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	j := &journal{}
	c := serve(t, j)
	good := connect(t, c, openflow.Version13, 1)
	for _, v := range versions {
		var samples [][]byte
		s := &fakeswitch.Switch{Version: v}
		samples = append(samples, s.PacketIn(1, make([]byte, 60)),
			portStatus(t, v, &openflow.PortStatus{Port: openflow.Port{Number: 3}}),
			flowRemoved(t, v, &openflow.FlowRemoved{Match: openflow.ExactMatch(v, 1, make([]byte, 60))}),
			openflow.AppendErrorMessage(nil, 1, &openflow.Error{Version: v}),
			openflow.AppendEchoRequest(nil, v, 1, []byte("echo")))
		samples = append(samples, statsParts(t, v, 1, 2)...)
		for _, kind := range []string{"switch", "flows", "stats"} {
			samples = append(samples, captured(t, kind+strings.ReplaceAll(v.String(), ".", "")+".hex")...)
		}
		if v == openflow.Version10 {
			b, _ := of10.AppendFeaturesReply(nil, 1, &openflow.Features{DatapathID: 2, Ports: fakeswitch.Ports})
			samples = append(samples, b)
		} else {
			samples = append(samples, of13.AppendFeaturesReply(nil, 1, &openflow.Features{DatapathID: 2}))
		}
		var bad *fakeswitch.Switch
		for range messages / 2 {
			if bad == nil {
				var err error
				if bad, err = fakeswitch.Connect(c.Addr(), v, 2); err != nil {
					t.Fatal(err)
				}
				go drain(bad)
			}
			b := append([]byte(nil), samples[rnd.IntN(len(samples))]...)
			for range 1 + rnd.IntN(4) {
				b[4+rnd.IntN(len(b)-4)] = byte(rnd.Uint32())
			}
			if rnd.IntN(20) == 0 {
				b[rnd.IntN(4)] = byte(rnd.Uint32())
			}
			if err := bad.Send(b); err != nil {
				bad.Close()
				bad = nil
			}
		}
		if bad != nil {
			bad.Close()
		}
	}
	good.Send(good.PacketIn(1, []byte("still here")))
	j.hears(t, "packet-in 0x1 1 still here")
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, l := range j.lines {
		if l == "gone 0x1" {
			t.Error("the good switch was lost")
		}
	}
}

// drain reads until the connection ends.
func drain(s *fakeswitch.Switch) {
	s.SetReadDeadline(time.Now().Add(fakeswitch.Timeout))
	buf := make([]byte, 4096)
	for {
		if _, err := s.Conn.Read(buf); err != nil {
			return
		}
	}
}

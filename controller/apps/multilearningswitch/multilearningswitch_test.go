package multilearningswitch

import (
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller/controllertest"
)

// TestFourSwitchesInALine has one host on each switch.
func TestFourSwitchesInALine(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, New())
		n.WantLog("MultiLearningSwitch started.")
		host := make([]controllertest.Host, 5)
		at := make([]controllertest.Port, 5)
		for i := range uint64(5) {
			if i == 0 {
				continue
			}
			host[i], at[i] = controllertest.NewHost(byte(i)), controllertest.Port{DPID: i, Number: 1}
			n.Connect(v, i, 3)
		}
		for i := uint64(1); i < 4; i++ {
			n.Link(controllertest.Port{DPID: i, Number: 3}, controllertest.Port{DPID: i + 1, Number: 2})
		}
		received := make([]int, 5)
		send := func(from, to, count int, flooded bool) {
			t.Helper()
			for range count {
				n.Send(at[from], host[from].UDP(host[to]))
				for i := 1; i <= 4; i++ {
					if i == to || flooded && i != from {
						received[i]++
					}
					n.WantReceived(at[i], received[i])
				}
			}
		}
		send(1, 2, 1, true)
		send(2, 1, 2, false)
		send(4, 1, 2, false)
		send(1, 4, 1, false)
		send(3, 4, 3, false)
	}
}

func TestForgets(t *testing.T) {
	app := New()
	app.hosts[location{dpid: 1}] = sighting{1, time.Now().Add(-maxAge - time.Second)}
	app.hosts[location{dpid: 2}] = sighting{2, time.Now()}
	app.age()
	if _, there := app.hosts[location{dpid: 2}]; !there || len(app.hosts) != 1 {
		t.Errorf("hosts %v", app.hosts)
	}
}

package netns

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/vishvananda/netlink"
)

func TestQdiscsOfAShape(t *testing.T) {
	for _, test := range []struct {
		name  string
		shape Shape
		want  []string
	}{
		{"nothing", Shape{}, nil},
		{"a rate has a burst of 5 ms and a queue of 100 ms", Shape{Rate: 100e6}, []string{
			"tbf 1: parent root rate 12500000 burst 62500 limit 1312500",
		}},
		{"a low rate lets a frame through", Shape{Rate: MinRate}, []string{
			"tbf 1: parent root rate 1000 burst 3036 limit 27324",
		}},
		{"delay alone", Shape{Delay: 5 * time.Millisecond, Jitter: time.Millisecond}, []string{
			"netem 1: parent root delay 5000 jitter 1000 loss 0.0 limit 7000",
		}},
		{"a rate is the child of the delay", Shape{Rate: 10e6, Delay: MaxDelay, Loss: 50}, []string{
			"netem 1: parent root delay 240000000 jitter 0 loss 50.0 limit 100000",
			"tbf 2: parent 1:1 rate 1250000 burst 6250 limit 131250",
		}},
		{"a rate of more than 32 bits", Shape{Rate: 1e15}, []string{
			"tbf 1: parent root rate 125000000000000 burst 2125000000 limit 2147483648",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, q := range test.shape.qdiscs(3, 1500) {
				got = append(got, describeQdisc(q))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// describeQdisc writes a queueing discipline in units of people: microseconds,
// bytes and percent.
func describeQdisc(q netlink.Qdisc) string {
	a := q.Attrs()
	parent := "root"
	if a.Parent != netlink.HANDLE_ROOT {
		parent = netlink.HandleStr(a.Parent)
	}
	text := fmt.Sprintf("%s %d: parent %s", q.Type(), a.Handle>>16, parent)
	ticks := func(n uint32) uint64 { return uint64(float64(n)/netlink.TickInUsec() + 0.5) }
	switch q := q.(type) {
	case *netlink.Netem:
		return text + fmt.Sprintf(" delay %d jitter %d loss %.1f limit %d", ticks(q.Latency), ticks(q.Jitter), float64(q.Loss)/(1<<32)*100, q.Limit)
	case *netlink.Tbf:
		return text + fmt.Sprintf(" rate %d burst %d limit %d", q.Rate, q.Rate*ticks(q.Buffer)/1e6, q.Limit)
	}
	return text
}

func TestShapeInWordsOfTC(t *testing.T) {
	s := Shape{Rate: 10e6, Delay: 20 * time.Millisecond, Jitter: time.Millisecond, Loss: 0.5}
	want := []string{
		"root handle 1: netem limit 22000 delay 20000us 1000us loss 0.5%",
		"parent 1:1 handle 2: tbf rate 10000000bit burst 6250 limit 131250",
	}
	if diff := cmp.Diff(want, s.TC(1500)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestRate sends through a cable with a rate. How long that takes at least is
// certain, whatever else the machine does.
func TestRate(t *testing.T) {
	netnstest.Require(t)
	if _, err := PrepareDir(); err != nil {
		t.Fatal(err)
	}
	m := NewMaker()
	defer m.Close()
	var ends [2]*Namespace
	for i, name := range []string{"slow0", "slow1"} {
		ns, err := m.Create(name, "", false)
		if err != nil {
			t.Fatal(err)
		}
		defer Delete(name)
		defer ns.Close()
		ends[i] = ns
	}
	first, second, err := CreateVeth(Veth{Ends: [2]VethEnd{{Namespace: ends[0], Name: "eth0"}, {Namespace: ends[1], Name: "eth0"}}})
	if err != nil {
		t.Fatal(err)
	}
	const rate = 8e6
	for i, index := range []int{first, second} {
		prefix := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)}), 24)
		if err := ends[i].Configure(Interface{Name: "eth0", Index: index, Address: prefix}); err != nil {
			t.Fatal(err)
		}
		for _, s := range []Shape{{Rate: 2 * rate}, {Rate: rate}} { // the second in place of the first
			if err := ends[i].Shape(index, 1500, s); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range ends {
		const size = 300_000
		took := transfer(t, ends[i], ends[1-i], netip.AddrFrom4([4]byte{10, 0, 0, byte(2 - i)}), size)
		const burst = 20_000 // and what is still in the sender's own queue
		if least := time.Duration((size - burst) * 8 * float64(time.Second) / rate); took < least {
			t.Errorf("direction %d: %d bytes took %v, want at least %v", i, size, took, least)
		}
	}
}

// transfer sends size bytes over TCP and returns how long they took to arrive.
func transfer(t *testing.T, from, to *Namespace, addr netip.Addr, size int) time.Duration {
	t.Helper()
	var l net.Listener
	err := to.Do(func() (err error) { l, err = net.Listen("tcp", netip.AddrPortFrom(addr, 0).String()); return })
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var conn net.Conn
	err = from.Do(func() (err error) { conn, err = net.Dial("tcp", l.Addr().String()); return })
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	peer, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	start := time.Now()
	go conn.Write(make([]byte, size))
	if _, err := io.ReadFull(peer, make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

// TestMissing compares with what tc and ip are told by the kernel.
func TestMissing(t *testing.T) {
	netnstest.Require(t)
	missing, err := Missing(TBF, Netem, VLAN)
	if err != nil {
		t.Fatal(err)
	}
	const inside = `ip link add name try0 type veth peer name try1 && `
	for feature, try := range map[Feature]string{
		TBF:   "tc qdisc add dev try0 root tbf rate 1mbit burst 10kb limit 10kb",
		Netem: "tc qdisc add dev try0 root netem delay 1ms",
		VLAN:  "ip link add link try0 name try0.1 type vlan id 1",
	} {
		there := exec.Command("unshare", "--net", "sh", "-c", inside+try).Run() == nil
		if got := !slices.Contains(missing, feature); got != there {
			t.Errorf("%s: there = %v, but `%s` succeeds: %v", feature, got, try, there)
		}
	}
}

func TestMissingByTheListsOfModules(t *testing.T) {
	dir := t.TempDir()
	if missing, err := notListed(dir, []Feature{Netem}); err != nil || missing != nil {
		t.Errorf("without lists: %v, %v; want to take it for granted", missing, err)
	}
	for name, text := range map[string]string{
		"modules.builtin": "kernel/net/sched/sch_tbf.ko\n",
		"modules.dep":     "kernel/net/8021q/8021q.ko.xz: kernel/net/802/garp.ko.xz\nkernel/drivers/not_sch_netem.ko:\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	missing, err := notListed(dir, []Feature{TBF, Netem, VLAN})
	if err != nil || !slices.Equal(missing, []Feature{Netem}) {
		t.Errorf("missing %v, %v; want %s alone", missing, err, Netem)
	}
}

func TestShapeSaysWhatTheKernelLacks(t *testing.T) {
	netnstest.Require(t)
	if missing, err := Missing(Netem); err != nil || len(missing) == 0 {
		t.Skipf("this kernel has netem (%v)", err)
	}
	root, err := Current()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := root.Shape(loopbackIndex, 65536, Shape{Loss: 1}); err == nil || !strings.Contains(err.Error(), "netem") {
		t.Errorf("loss without netem: %v, want an error that names it", err)
	}
}

package ovs_test

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) { netnstest.Main(m) }

func deadline(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// start starts a private Open vSwitch that ends with the test.
func start(t *testing.T) (ovs.Instance, *ovs.Client) {
	t.Helper()
	netnstest.Require(t)
	ctx := deadline(t)
	i, err := ovs.Start(ctx, filepath.Join("/run", "test-ovs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	c, err := i.Dial(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return i, c
}

func vsctl(t *testing.T, i ovs.Instance, args ...string) string {
	t.Helper()
	out, err := exec.Command("ovs-vsctl", append([]string{"--db=unix:" + i.RunDir + "/db.sock"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ovs-vsctl %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func veth(t *testing.T, name string) {
	t.Helper()
	root, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	index, _, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{{Namespace: root, Name: name}, {Namespace: root, Name: "p" + name}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		root, err := netns.Current()
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		root.DeleteLink(index)
	})
}

func TestBridgesOfOneOwnerComeAndGo(t *testing.T) {
	i, c := start(t)
	ctx := deadline(t)
	veth(t, "one")
	veth(t, "two")
	vsctl(t, i, "add-br", "theirs", "--", "set", "bridge", "theirs", "datapath_type=netdev")
	bridges := []ovs.Bridge{
		{Name: "lsw", DatapathID: 0xabc, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Controller: "tcp:127.0.0.1:6653", Owner: "lab",
			Ports: []ovs.Port{{Device: "two", Number: 1}, {Device: "one", Number: 7}}},
		{Name: "other", DatapathID: 1, Datapath: ovs.Userspace, Protocol: "OpenFlow13", Owner: "lab"},
	}
	if err := c.AddBridges(ctx, bridges); err != nil {
		t.Fatal(err)
	}
	for _, check := range []struct{ args, want string }{
		{"get bridge lsw datapath_id", `"0000000000000abc"`},
		{"get bridge lsw fail_mode", "secure"},
		{"get bridge lsw protocols", "[OpenFlow10]"},
		{"get interface two ofport", "1"},
		{"get interface one ofport", "7"},
		{"get-controller lsw", "tcp:127.0.0.1:6653"},
		{"get bridge other protocols", "[OpenFlow13]"},
		{"get-controller other", ""},
	} {
		if got := vsctl(t, i, strings.Fields(check.args)...); got != check.want {
			t.Errorf("ovs-vsctl %s: %s, want %s", check.args, got, check.want)
		}
	}
	holders, err := c.Holders(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"lsw": "bridge lsw of the lab lab", "one": "bridge lsw of the lab lab", "theirs": "bridge theirs"} {
		if got := holders[name].String(); got != want {
			t.Errorf("holder of %s: %s, want %s", name, got, want)
		}
	}
	names, err := c.DeleteBridges(ctx, "lab")
	if err != nil || len(names) != 2 {
		t.Errorf("deleted %v, %v; want lsw and other", names, err)
	}
	if got := vsctl(t, i, "list-br"); got != "theirs" {
		t.Errorf("bridges left: %s, want theirs", got)
	}
	if names, err := c.DeleteBridges(ctx, "lab"); err != nil || names != nil {
		t.Errorf("deleting again: %v, %v", names, err)
	}
}

func TestQueueingDisciplineOfAPortStays(t *testing.T) {
	i, c := start(t)
	ctx := deadline(t)
	veth(t, "one")
	root, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	link, err := root.Link("one")
	if err != nil {
		t.Fatal(err)
	}
	if err := root.Shape(link.Index, link.MTU, netns.Shape{Rate: 1e6}); err != nil {
		t.Fatal(err)
	}
	err = c.AddBridges(ctx, []ovs.Bridge{{Name: "sw", DatapathID: 1, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Owner: "lab", Ports: []ovs.Port{{Device: "one"}}}})
	if err != nil {
		t.Fatal(err)
	}
	vsctl(t, i, "add-br", "another", "--", "set", "bridge", "another", "datapath_type=netdev") // all is looked at again
	out, err := exec.Command("tc", "qdisc", "show", "dev", "one").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "tbf") {
		t.Errorf("tc qdisc show dev one: %s, %v; want its tbf", out, err)
	}
	vsctl(t, i, "del-br", "sw")
	if _, err := c.DeleteBridges(ctx, "lab"); err != nil {
		t.Fatal(err)
	}
	if got := vsctl(t, i, "list", "qos"); got != "" {
		t.Errorf("rows of QoS are left: %s", got)
	}
}

func TestPortThatCannotBeOpenedIsReported(t *testing.T) {
	_, c := start(t)
	err := c.AddBridges(deadline(t), []ovs.Bridge{{Name: "sw", DatapathID: 1, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Owner: "lab",
		Ports: []ovs.Port{{Device: "nosuch", Number: 1}}}})
	if err == nil || !strings.Contains(err.Error(), "switch sw: port nosuch: ") {
		t.Errorf("error: %v", err)
	}
}

func TestTransactionIsAllOrNothing(t *testing.T) {
	i, c := start(t)
	vsctl(t, i, "add-br", "taken", "--", "set", "bridge", "taken", "datapath_type=netdev")
	err := c.AddBridges(deadline(t), []ovs.Bridge{
		{Name: "fresh", DatapathID: 1, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Owner: "lab"},
		{Name: "taken", DatapathID: 2, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Owner: "lab"},
	})
	if err == nil || !strings.Contains(err.Error(), "Open vSwitch refuses") {
		t.Errorf("error: %v", err)
	}
	if got := vsctl(t, i, "list-br"); got != "taken" {
		t.Errorf("bridges: %s, want taken alone", got)
	}
}

func TestStartTwiceIsTheSameInstance(t *testing.T) {
	i, _ := start(t)
	before := vsctl(t, i, "get", "Open_vSwitch", ".", "_uuid")
	if _, err := ovs.Start(deadline(t), i.RunDir); err != nil {
		t.Fatal(err)
	}
	if after := vsctl(t, i, "get", "Open_vSwitch", ".", "_uuid"); after != before {
		t.Errorf("the database was made anew")
	}
}

func TestVswitchdThatDoesNotAct(t *testing.T) {
	i, c := start(t)
	signal(t, i, unix.SIGKILL, "ovs-vswitchd")
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	err := c.AddBridges(ctx, []ovs.Bridge{{Name: "sw", DatapathID: 1, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Owner: "lab"}})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "ovs-vswitchd does not act") {
		t.Errorf("error: %v", err)
	}
}

func TestServerThatGoesAway(t *testing.T) {
	i, c := start(t)
	if err := i.Stop(deadline(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Holders(deadline(t)); err == nil {
		t.Error("a call over a closed connection succeeded")
	}
}

func TestOthersAreNotStopped(t *testing.T) {
	if err := (ovs.Instance{RunDir: t.TempDir()}).Stop(context.Background()); err == nil {
		t.Error("an Open vSwitch that is not private was stopped")
	}
}

func TestPathTooLongForSockets(t *testing.T) {
	_, err := ovs.Start(deadline(t), "/"+strings.Repeat("x", 100))
	if err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("error: %v", err)
	}
}

func TestNotInstalled(t *testing.T) {
	if _, err := exec.LookPath("/usr/sbin/ovs-vswitchd"); err == nil {
		t.Skip("Open vSwitch is in /usr/sbin, where it is found whatever PATH says")
	}
	t.Setenv("PATH", t.TempDir())
	if err := ovs.Installed(); !errors.Is(err, ovs.ErrNotInstalled) {
		t.Errorf("error: %v", err)
	}
}

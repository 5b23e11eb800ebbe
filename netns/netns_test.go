package netns_test

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) { netnstest.Main(m) }

// newMaker returns a Maker and the namespace the tests start in.
func newMaker(t *testing.T) (*netns.Maker, *netns.Namespace) {
	t.Helper()
	netnstest.Require(t)
	if _, err := netns.PrepareDir(); err != nil {
		t.Fatal(err)
	}
	m := netns.NewMaker()
	t.Cleanup(m.Close)
	root, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(root.Close)
	return m, root
}

func create(t *testing.T, m *netns.Maker, name string) *netns.Namespace {
	t.Helper()
	ns, err := m.Create(name, "test:"+name, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ns.Close()
		if err := netns.Delete(name); err != nil {
			t.Error(err)
		}
	})
	return ns
}

func run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestCreatedNamespaceIsVisibleMarkedAndQuiet(t *testing.T) {
	m, root := newMaker(t)
	a := create(t, m, "a")
	if got := run(t, "ip", "netns", "list"); !strings.HasPrefix(got, "a") {
		t.Errorf("ip netns list: %q, want a", got)
	}
	if inode, err := netns.Inode("a"); err != nil || inode != a.Inode || inode == root.Inode {
		t.Errorf("inode = %d, %v; want %d, unlike the machine's %d", inode, err, a.Inode, root.Inode)
	}
	if mark, err := netns.Mark("a"); err != nil || mark != "test:a" {
		t.Errorf("mark = %q, %v", mark, err)
	}
	if got := run(t, "ip", "netns", "exec", "a", "ip", "-brief", "address", "show", "lo"); !strings.Contains(got, "127.0.0.1") || strings.Contains(got, "::1") {
		t.Errorf("loopback: %q, want 127.0.0.1 alone", got)
	}
}

func TestNameTaken(t *testing.T) {
	m, _ := newMaker(t)
	create(t, m, "a")
	if _, err := m.Create("a", "", false); !errors.Is(err, os.ErrExist) {
		t.Errorf("second namespace a: %v, want one that says it exists", err)
	}
	create(t, m, "b") // the Maker goes on after a failure
}

func TestCable(t *testing.T) {
	m, _ := newMaker(t)
	a, b := create(t, m, "a"), create(t, m, "b")
	first, second, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{
		{Namespace: a, Name: "eth0", MAC: net.HardwareAddr{2, 0, 0, 0, 0, 1}},
		{Namespace: b, Name: "eth0"},
	}, MTU: 1400})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Configure(netns.Interface{
		Name: "eth0", Index: first, Address: netip.MustParsePrefix("10.0.0.1/24"),
		Routes: []netns.Route{{Net: netip.MustParsePrefix("0.0.0.0/0"), Gateway: netip.MustParseAddr("10.9.9.9")}}, NoChecksumOffload: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	err = b.Configure(netns.Interface{Name: "eth0", Index: second, Address: netip.MustParsePrefix("10.0.0.2/24")})
	if err != nil {
		t.Fatal(err)
	}
	run(t, "ip", "netns", "exec", "a", "ping", "-c", "1", "-W", "2", "10.0.0.2")
	if got := run(t, "ip", "netns", "exec", "a", "ip", "route"); !strings.Contains(got, "default via 10.9.9.9 dev eth0 onlink") {
		t.Errorf("routes: %s", got)
	}
	if got := run(t, "ip", "netns", "exec", "b", "ip", "link", "show", "eth0"); !strings.Contains(got, "mtu 1400") {
		t.Errorf("the other end: %s", got)
	}
	if on, err := a.ChecksumOffload("eth0"); err != nil || on {
		t.Errorf("checksum offload of a = %v, %v; want off", on, err)
	}
	if on, err := b.ChecksumOffload("eth0"); err != nil || !on {
		t.Errorf("checksum offload of b = %v, %v; want on, as it was", on, err)
	}
}

func TestIPv6Host(t *testing.T) {
	m, root := newMaker(t)
	ns, err := m.Create("six", "", true)
	if err != nil {
		t.Fatal(err)
	}
	defer netns.Delete("six")
	defer ns.Close()
	outer, index, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{{Namespace: root, Name: "six-0"}, {Namespace: ns, Name: "eth0"}}})
	if err != nil {
		t.Fatal(err)
	}
	defer root.DeleteLink(outer)
	if err := root.SetUp(outer, ""); err != nil { // without carrier there is no IPv6
		t.Fatal(err)
	}
	if err := ns.Configure(netns.Interface{Name: "eth0", Index: index, Address: netip.MustParsePrefix("2001:db8::1/64")}); err != nil {
		t.Fatal(err)
	}
	run(t, "ip", "netns", "exec", "six", "ping", "-c", "1", "-w", "20", "2001:db8::1")
}

func TestDeleteGroupTakesTheGroupAlone(t *testing.T) {
	_, root := newMaker(t)
	for i, name := range []string{"ours-0", "ours-1", "theirs-0"} {
		group := uint32(77)
		if i == 2 {
			group = 78
		}
		_, _, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{{Namespace: root, Name: name}, {Namespace: root, Name: "p" + name}}, Group: group})
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is nothing left, which is fine
		if err := root.DeleteGroup(77); err != nil {
			t.Fatal(err)
		}
	}
	links, err := root.Links()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, l := range links {
		if l.Kind == netns.KindVeth {
			names = append(names, l.Name)
			if err := root.DeleteLink(l.Index); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(names) != 2 {
		t.Errorf("left: %v, want theirs-0 and its peer", names)
	}
	if err := root.DeleteGroup(0); err == nil {
		t.Error("group 0, which holds everything, was accepted")
	}
}

func TestPeerIsFoundInItsNamespace(t *testing.T) {
	m, root := newMaker(t)
	create(t, m, "other")
	a := create(t, m, "a")
	if _, _, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{{Namespace: root, Name: "up"}, {Namespace: a, Name: "far"}}}); err != nil {
		t.Fatal(err)
	}
	if ns, peer, ok := root.Peer("up"); !ok || ns != "a" || peer.Name != "far" {
		t.Errorf("Peer(up) = %q, %q, %v; want far in a", ns, peer.Name, ok)
	}
	if _, _, ok := root.Peer("lo"); ok {
		t.Error("the loopback has a peer")
	}
	if _, err := root.Link("nowhere"); !errors.Is(err, netns.ErrNoLink) {
		t.Errorf("Link(nowhere): %v", err)
	}
}

func TestOpenPIDIsTheNamespaceOfTheProcess(t *testing.T) {
	netnstest.Require(t)
	cmd := exec.Command("unshare", "--net", "sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	root, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	ns, err := netns.OpenPID(cmd.Process.Pid)
	for err == nil && ns.Inode == root.Inode { // until unshare has done its work
		ns.Close()
		ns, err = netns.OpenPID(cmd.Process.Pid)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer ns.Close()
	links, err := ns.Links()
	if err != nil || len(links) == 0 || ns.Inode == root.Inode {
		t.Errorf("links of the process's namespace: %v, %v", links, err)
	}
}

func TestDirIsGivenBackWhenEmpty(t *testing.T) {
	m, _ := newMaker(t)
	create(t, m, "a")
	if err := netns.ReleaseDir(); err != nil {
		t.Fatal(err)
	}
	if _, err := netns.Inode("a"); err != nil {
		t.Errorf("a directory in use was released: %v", err)
	}
}

func TestInvalidNames(t *testing.T) {
	for _, name := range []string{"", ".", "..", "a/b", "a\x00b", strings.Repeat("x", 256)} {
		if netns.ValidName(name) {
			t.Errorf("%q is accepted", name)
		}
		if err := netns.Delete(name); err == nil {
			t.Errorf("Delete(%q) found something to do", name)
		}
	}
}

func TestPortUnreachableIsAnsweredWhereItIsToBe(t *testing.T) {
	m, _ := newMaker(t)
	quiet, asking := create(t, m, "quiet"), create(t, m, "asking")
	i, j, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{{Namespace: quiet, Name: "eth0"}, {Namespace: asking, Name: "eth0"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		quiet.Configure(netns.Interface{Name: "eth0", Index: i, Address: netip.MustParsePrefix("10.0.0.1/24")}),
		asking.Configure(netns.Interface{Name: "eth0", Index: j, Address: netip.MustParsePrefix("10.0.0.2/24")}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := func() (refused bool) {
		err := asking.Do(func() error {
			conn, err := net.Dial("udp", "10.0.0.1:9")
			if err != nil {
				return err
			}
			defer conn.Close()
			if _, err := conn.Write([]byte("is anybody there?")); err != nil {
				return err
			}
			// An answer to that would be there before the one to this.
			run(t, "ip", "netns", "exec", "asking", "ping", "-c", "1", "-w", "20", "10.0.0.1")
			_, err = conn.Write([]byte("no?"))
			if refused = errors.Is(err, unix.ECONNREFUSED); refused {
				err = nil
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return refused
	}
	run(t, "ip", "netns", "exec", "asking", "ping", "-c", "1", "-w", "20", "10.0.0.1") // the cable carries
	for _, answer := range []bool{true, false, false, true, true} {
		if err := quiet.SetPortUnreachable(answer); err != nil {
			t.Fatalf("SetPortUnreachable(%v): %v", answer, err)
		}
		if got := refused(); got != answer {
			t.Errorf("refused %v, want %v", got, answer)
		}
	}
}

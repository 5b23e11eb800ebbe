package ovs_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
	"golang.org/x/sys/unix"
)

// signal sends a signal to one of the daemons of a private instance, and waits
// for the end of one that it kills.
func signal(t *testing.T, i ovs.Instance, sig unix.Signal, daemon string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(i.RunDir, daemon+".pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	id, err := process.Find(pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := id.Signal(sig); err != nil {
		t.Fatal(err)
	}
	if sig == unix.SIGKILL {
		if err := id.Wait(deadline(t)); err != nil {
			t.Fatal(err)
		}
	}
}

func userspace(name string, ports ...ovs.Port) ovs.Bridge {
	return ovs.Bridge{Name: name, DatapathID: 7, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Owner: "lab", Ports: ports}
}

// restarted starts the instance again and connects to it.
func restarted(t *testing.T, i ovs.Instance) *ovs.Client {
	t.Helper()
	ctx := deadline(t)
	if _, err := ovs.Start(ctx, i.RunDir); err != nil {
		t.Fatal(err)
	}
	if !i.Whole() {
		t.Error("started again, it is not whole")
	}
	c, err := i.Dial(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestStartBringsBackWhatRanThere(t *testing.T) {
	for _, fault := range []struct {
		name string
		do   func(*testing.T, ovs.Instance)
		made bool // the bridge is not in the database any more
	}{
		{"ovs-vswitchd killed", func(t *testing.T, i ovs.Instance) { signal(t, i, unix.SIGKILL, "ovs-vswitchd") }, false},
		{"ovsdb-server killed", func(t *testing.T, i ovs.Instance) { signal(t, i, unix.SIGKILL, "ovsdb-server") }, false},
		{"ovsdb-server hung", func(t *testing.T, i ovs.Instance) { signal(t, i, unix.SIGSTOP, "ovsdb-server") }, false},
		{"both killed", func(t *testing.T, i ovs.Instance) {
			signal(t, i, unix.SIGKILL, "ovs-vswitchd")
			signal(t, i, unix.SIGKILL, "ovsdb-server")
		}, false},
		{"database deleted", func(t *testing.T, i ovs.Instance) {
			signal(t, i, unix.SIGKILL, "ovsdb-server")
			os.Remove(filepath.Join(i.RunDir, "conf.db"))
		}, true},
		{"database damaged", func(t *testing.T, i ovs.Instance) {
			signal(t, i, unix.SIGKILL, "ovsdb-server")
			os.WriteFile(filepath.Join(i.RunDir, "conf.db"), []byte("no database"), 0o644)
		}, true},
		{"directory deleted", func(t *testing.T, i ovs.Instance) { os.RemoveAll(i.RunDir) }, true},
	} {
		t.Run(fault.name, func(t *testing.T) {
			i, c := start(t)
			ctx := deadline(t)
			veth(t, "one")
			bridges := []ovs.Bridge{userspace("sw", ovs.Port{Device: "one", Number: 9})}
			if err := c.AddBridges(ctx, bridges); err != nil {
				t.Fatal(err)
			}
			fault.do(t, i)
			made, err := restarted(t, i).Restore(ctx, bridges, nil)
			if err != nil || (len(made) == 1) != fault.made {
				t.Errorf("made again: %v, %v; want that it has to be: %v", made, err, fault.made)
			}
			if got := vsctl(t, i, "get", "interface", "one", "ofport"); got != "9" {
				t.Errorf("port number %s, want 9", got)
			}
			if out, err := exec.Command("pgrep", "-fc", "--", "--pidfile="+i.RunDir+"/").Output(); err != nil || strings.TrimSpace(string(out)) != "2" {
				t.Errorf("%s daemons run, want 2 (%v)", strings.TrimSpace(string(out)), err)
			}
		})
	}
}

func TestStopFindsDaemonsWhoseFilesAreGone(t *testing.T) {
	i, c := start(t)
	if err := c.AddBridges(deadline(t), []ovs.Bridge{userspace("sw")}); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(i.RunDir); err != nil {
		t.Fatal(err)
	}
	if err := i.Stop(deadline(t)); err != nil {
		t.Fatal(err)
	}
	<-c.Done() // the server has really ended
	root, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := root.Link("ovs-netdev"); !errors.Is(err, netns.ErrNoLink) {
		t.Errorf("the device of the datapath: %v, want %v", err, netns.ErrNoLink)
	}
	root.DeleteTap("sw")
}

func TestRestoreLeavesOthersTheirNames(t *testing.T) {
	i, c := start(t)
	ctx := deadline(t)
	veth(t, "one")
	veth(t, "two")
	vsctl(t, i, "add-br", "sw", "--", "set", "bridge", "sw", "datapath_type=netdev", "--", "add-port", "sw", "one")
	made, err := c.Restore(ctx, []ovs.Bridge{userspace("sw"), userspace("other", ovs.Port{Device: "one", Number: 1}, ovs.Port{Device: "two", Number: 2})}, nil)
	if len(made) != 1 || made[0] != "other" {
		t.Errorf("made: %v, want other", made)
	}
	for _, want := range []string{"switch sw: Open vSwitch has the name in use, for bridge sw", "switch other: port one is in use by bridge sw"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error: %v, want %q in it", err, want)
		}
	}
	if got := vsctl(t, i, "list-ports", "other"); got != "two" {
		t.Errorf("ports of other: %s, want two", got)
	}
}

func TestWatchTellsOfBridges(t *testing.T) {
	i, c := start(t)
	ctx := deadline(t)
	told, err := c.WatchBridges(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{"add-br sw -- set bridge sw datapath_type=netdev", "del-br sw"} {
		vsctl(t, i, strings.Fields(change)...)
		select {
		case <-told:
		case <-ctx.Done():
			t.Fatalf("not told of %s", change)
		}
	}
	signal(t, i, unix.SIGKILL, "ovsdb-server")
	select {
	case <-c.Done():
	case <-ctx.Done():
		t.Fatal("the connection outlives the server")
	}
}

func TestServerThatHangs(t *testing.T) {
	i, c := start(t)
	signal(t, i, unix.SIGSTOP, "ovsdb-server")
	// More than a socket takes in: writing has to give up as well.
	var ports []ovs.Port
	for n := range 20000 {
		ports = append(ports, ovs.Port{Device: "none", Number: uint32(n)})
	}
	for name, call := range map[string]func(context.Context) error{
		"ask":   func(ctx context.Context) error { _, err := c.Holders(ctx); return err },
		"write": func(ctx context.Context) error { return c.AddBridges(ctx, []ovs.Bridge{userspace("sw", ports...)}) },
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		err := call(ctx)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "ovsdb-server does not answer") || !ovs.Unreachable(err) {
			t.Errorf("%s: error: %v", name, err)
		}
	}
}

func TestTraceOfASwitchdThatHangs(t *testing.T) {
	i, c := start(t)
	if err := c.AddBridges(deadline(t), []ovs.Bridge{userspace("sw")}); err != nil {
		t.Fatal(err)
	}
	trace, err := i.Trace(deadline(t), "sw", "in_port=1,icmp")
	if err != nil || len(trace.Flows) != 1 || !trace.Flows[0].Missed {
		t.Errorf("trace = %+v, %v; want no flow", trace, err)
	}
	if ports, err := i.DatapathPorts(deadline(t), "sw"); err != nil || len(ports) != 1 {
		t.Errorf("ports = %v, %v; want the bridge's own", ports, err)
	}
	if _, err := i.Trace(deadline(t), "other", "icmp"); err == nil || err.Error() != "other: unknown bridge" {
		t.Errorf("trace of no bridge: %v", err)
	}
	signal(t, i, unix.SIGSTOP, "ovs-vswitchd")
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	if _, err := i.Trace(ctx, "sw", "icmp"); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "ovs-vswitchd does not answer ofproto/trace") {
		t.Errorf("error: %v", err)
	}
}

func TestSwitchdThatDiesBeforeItActs(t *testing.T) {
	i, c := start(t)
	signal(t, i, unix.SIGSTOP, "ovs-vswitchd")
	ended := make(chan error, 1)
	go func() { ended <- c.AddBridges(deadline(t), []ovs.Bridge{userspace("sw")}) }()
	for vsctl(t, i, "--no-wait", "list-br") == "" {
		time.Sleep(5 * time.Millisecond)
	}
	signal(t, i, unix.SIGKILL, "ovs-vswitchd")
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "ovs-vswitchd does not act on its configuration: it has ended") {
		t.Errorf("error: %v", err)
	}
}

func TestProgramThatHangsWhileItStarts(t *testing.T) {
	netnstest.Require(t)
	dir := t.TempDir()
	const hangs = `#!/bin/sh
		if [ -z "$CHILD" ]; then CHILD=yes "$0" "$@" & wait; fi
		while :; do sleep 0.1; done`
	if err := os.WriteFile(filepath.Join(dir, "ovs-vswitchd"), []byte(hangs), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	i, err := ovs.Start(ctx, "/run/hanging")
	if err == nil || !strings.Contains(err.Error(), "ovs-vswitchd does not come up") {
		t.Errorf("error: %v", err)
	}
	for _, daemon := range []string{"ovs-vswitchd", "ovsdb-server"} {
		ids, err := process.WithArgument("--pidfile=" + filepath.Join(i.RunDir, daemon+".pid"))
		if err != nil || len(ids) > 0 {
			t.Errorf("%s still runs as %v (%v)", daemon, ids, err)
		}
	}
	if _, err := os.Stat(i.RunDir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its directory: %v, want that it is gone", err)
	}
}

// older starts an Open vSwitch that is not ours, on a database whose schema
// lacks columns, and returns a connection to it.
func older(t *testing.T, lacking map[string][]string) *ovs.Client {
	t.Helper()
	i, _ := start(t) // one whose schema can be asked for, and whose ovs-vswitchd serves
	out, err := exec.Command("ovsdb-client", "get-schema", "unix:"+i.RunDir+"/db.sock", "Open_vSwitch").Output()
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(out, &schema); err != nil {
		t.Fatal(err)
	}
	for table, columns := range lacking {
		for _, column := range columns {
			delete(schema["tables"].(map[string]any)[table].(map[string]any)["columns"].(map[string]any), column)
		}
	}
	text, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	signal(t, i, unix.SIGKILL, "ovsdb-server")
	db := filepath.Join(i.RunDir, "conf.db")
	os.Remove(db)
	file := filepath.Join(t.TempDir(), "schema")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("ovsdb-tool", "create", db, file).CombinedOutput(); err != nil {
		t.Fatalf("ovsdb-tool: %v\n%s", err, out)
	}
	return restarted(t, i)
}

func TestDatabaseWithAnOlderSchema(t *testing.T) {
	c := older(t, map[string][]string{"Controller": {"controller_queue_size"}, "Interface": {"error"}})
	veth(t, "one")
	b := userspace("sw", ovs.Port{Device: "one", Number: 4})
	b.Controller = "tcp:127.0.0.1:6653"
	if err := c.AddBridges(deadline(t), []ovs.Bridge{b}); err != nil {
		t.Error(err)
	}
}

func TestDatabaseThatIsTooOld(t *testing.T) {
	c := older(t, map[string][]string{"Bridge": {"protocols"}})
	err := c.AddBridges(deadline(t), []ovs.Bridge{userspace("sw")})
	if err == nil || !strings.Contains(err.Error(), "too old") || !strings.Contains(err.Error(), "no column protocols in table Bridge") {
		t.Errorf("error: %v", err)
	}
}

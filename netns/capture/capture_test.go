package capture_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/capture"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"golang.org/x/sys/unix"
)

func TestMain(m *testing.M) { netnstest.Main(m) }

func ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// device describes a device of the tests' own namespace.
func device(t *testing.T, name string) capture.Device {
	t.Helper()
	root, err := netns.Current()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(root.Close)
	link, err := root.Link(name)
	if err != nil {
		t.Fatal(err)
	}
	return capture.Device{Interface: capture.Interface{Name: name}, Namespace: root, Index: link.Index}
}

// pair makes a veth pair whose ends are up and quiet.
func pair(t *testing.T, one, two string) (capture.Device, capture.Device) {
	t.Helper()
	netnstest.Require(t)
	ip(t, "link", "add", one, "type", "veth", "peer", "name", two)
	t.Cleanup(func() { _ = exec.Command("ip", "link", "del", one).Run() })
	for _, name := range []string{one, two} {
		if err := os.WriteFile("/proc/sys/net/ipv6/conf/"+name+"/disable_ipv6", []byte("1"), 0o644); err != nil {
			t.Fatal(err)
		}
		ip(t, "link", "set", name, "up")
	}
	return device(t, one), device(t, two)
}

// send sends frames by a device.
func send(t *testing.T, d capture.Device, frames ...[]byte) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	for _, f := range frames {
		if err := unix.Sendto(fd, f, 0, &unix.SockaddrLinklayer{Ifindex: d.Index}); err != nil {
			t.Fatal(err)
		}
	}
}

// frame returns a broadcast frame of an experimental type with a number in it.
func frame(number int) []byte {
	f := append(bytes.Repeat([]byte{0xff}, 6), 2, 0, 0, 0, 0, 1, 0x88, 0xb5)
	return append(append(f, byte(number>>8), byte(number)), make([]byte, 48)...)
}

// fetch returns n frames of a capture.
func fetch(t *testing.T, c *capture.Capture, n int) []capture.Packet {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	enough := errors.New("enough")
	var all []capture.Packet
	err := c.Run(ctx, func(p capture.Packet) error {
		p.Data = bytes.Clone(p.Data)
		if all = append(all, p); len(all) == n {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Fatalf("%d frames of %d, then %v", len(all), n, err)
	}
	return all
}

func start(t *testing.T, devices ...capture.Device) *capture.Capture {
	t.Helper()
	c, err := capture.Start(devices...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// Each frame is seen where it leaves and where it arrives, in this order, and
// none is missing.
func TestFramesComeInTheOrderOfTime(t *testing.T) {
	a, b := pair(t, "a0", "b0")
	c := start(t, a, b)
	warmUp := uint64(0)
	for stamped := false; !stamped; warmUp++ { // the kernel begins to stamp frames some time after it is asked to
		send(t, a, frame(0))
		sent := time.Now()
		stamped = !fetch(t, c, 2)[1].Time.After(sent)
	}
	const n = 2000
	var frames [][]byte
	for i := range n {
		frames = append(frames, frame(i))
	}
	send(t, a, frames...)
	for i, p := range fetch(t, c, 2*n) {
		if number := int(p.Data[14])<<8 | int(p.Data[15]); number != i/2 || p.Interface != i%2 || p.Outgoing != (i%2 == 0) || p.Length != 64 {
			t.Fatalf("packet %d is frame %d on interface %d, outgoing %v, %d bytes", i, number, p.Interface, p.Outgoing, p.Length)
		}
	}
	if diff := cmp.Diff([]capture.Statistics{{Received: n + warmUp}, {Received: n + warmUp}}, c.Statistics()); diff != "" {
		t.Error(diff)
	}
}

// The kernel takes VLAN tags out of frames; a capture shows them as they were on
// the wire.
func TestVLANTagsAreKept(t *testing.T) {
	a, b := pair(t, "a1", "b1")
	c := start(t, b)
	f := frame(7)
	tagged := append(append(append([]byte{}, f[:12]...), 0x81, 0, 0, 10), f[12:]...)
	send(t, a, tagged)
	if p := fetch(t, c, 1)[0]; !bytes.Equal(p.Data, tagged) || p.Length != len(tagged) {
		t.Errorf("got  %x (%d bytes on the wire)\nwant %x", p.Data, p.Length, tagged)
	}
}

// Only the segments of one port are let through, each once.
func TestTCPPort(t *testing.T) {
	netnstest.Require(t)
	lo := device(t, "lo")
	lo.TCPPort = 7001
	c := start(t, lo)
	for _, port := range []string{"7000", "7001"} {
		l, err := net.Listen("tcp4", "127.0.0.1:"+port)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		conn, err := net.Dial("tcp4", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte("port " + port)); err != nil {
			t.Fatal(err)
		}
	}
	said := 0
	for _, p := range fetch(t, c, 4) { // SYN, SYN-ACK, ACK, data
		if bytes.Contains(p.Data, []byte("port 7000")) {
			t.Errorf("a segment of another port: %x", p.Data)
		}
		if bytes.Contains(p.Data, []byte("port 7001")) {
			said++
		}
	}
	if said != 1 {
		t.Errorf("the data was seen %d times, want once", said)
	}
}

// A capture ends when its context does, with what has been seen, and when all
// its devices are deleted.
func TestEnd(t *testing.T) {
	a, b := pair(t, "a2", "b2")
	c := start(t, b)
	send(t, a, frame(1))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	n := 0
	if err := c.Run(ctx, func(capture.Packet) error { n++; return nil }); err != nil || n != 1 {
		t.Errorf("ended with %v after %d frames, want none and 1", err, n)
	}
	ip(t, "link", "del", "a2")
	ctx, cancel = context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := c.Run(ctx, func(capture.Packet) error { return nil }); err != nil || ctx.Err() != nil {
		t.Errorf("without devices: %v, %v", err, ctx.Err())
	}
}

// Of a row of files the oldest go.
func TestFilesAreARing(t *testing.T) {
	dir := t.TempDir()
	f := &capture.Files{Name: filepath.Join(dir, "lab.pcapng"), Interfaces: []capture.Interface{{Name: "lsw:1"}}, Size: 1000, Keep: 2}
	for i := range 30 {
		if err := f.Write(capture.Packet{Time: time.Unix(1, 0), Length: 64, Data: frame(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close([]capture.Statistics{{Received: 30}}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2 || filepath.Base(files[1]) != "lab_00004.pcapng" {
		t.Fatalf("%v %v, want lab_00003.pcapng and lab_00004.pcapng", files, err)
	}
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || info.Size() > 1000+64 {
			t.Errorf("%s has %d bytes, want at most 1000 and the statistics", name, info.Size())
		}
	}
}

// A file is byte by byte what the format's draft says.
func TestWriter(t *testing.T) {
	var out bytes.Buffer
	w, err := capture.NewWriter(&out, []capture.Interface{{Name: "lsw:1 – h1"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(capture.Packet{Time: time.Unix(0, 1<<32+5), Length: 5, Data: []byte("frame"), Outgoing: true}); err != nil {
		t.Fatal(err)
	}
	want := "\x0a\x0d\x0d\x0a\x2c\x00\x00\x00\x4d\x3c\x2b\x1a\x01\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff" + "\x04\x00\x08\x00trema-ns" + "\x00\x00\x00\x00" + "\x2c\x00\x00\x00" +
		"\x01\x00\x00\x00\x30\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00" + "\x02\x00\x0c\x00lsw:1 – h1" + "\x09\x00\x01\x00\x09\x00\x00\x00" + "\x00\x00\x00\x00" + "\x30\x00\x00\x00" +
		"\x06\x00\x00\x00\x34\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00\x05\x00\x00\x00\x05\x00\x00\x00frame\x00\x00\x00" + "\x02\x00\x04\x00\x02\x00\x00\x00" + "\x00\x00\x00\x00" + "\x34\x00\x00\x00"
	if got := out.String(); got != want {
		t.Errorf("got\n%x, want\n%x", got, want)
	}
}

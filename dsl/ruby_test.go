package dsl

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// recorded is what testdata/dsl/record.rb prints: the directives of a file and
// what they were given, as real Ruby sees it.
type recorded struct {
	Switches []map[string]any
	Hosts    []map[string]any
	Links    []struct {
		Ends    [2]string
		Options map[string]any
	}
	Apps   []map[string]any
	Events map[string]any
	Filter map[string]string
}

// TestRuby evaluates every network file in real Ruby too. Both must declare the
// same switches, hosts, links and apps with the same attributes.
func TestRuby(t *testing.T) {
	ruby, err := exec.LookPath("ruby")
	if err != nil {
		t.Skip("ruby is not installed: apt-get install ruby")
	}
	for _, file := range networkFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".conf"), func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(ruby, "-W0", "-EUTF-8:UTF-8", testdata+"/record.rb", file)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, stderr.String())
			}
			var want recorded
			if err := json.Unmarshal(out, &want); err != nil {
				t.Fatal(err)
			}
			network, report := Load(file)
			if network == nil {
				t.Fatal(text(report))
			}
			compare(t, &want, network)
		})
	}
}

// compare checks that n has what the recorder saw. Defaults are not its affair.
func compare(t *testing.T, want *recorded, n *Network) {
	t.Helper()
	check := func(what string, want, got any) {
		t.Helper()
		if want != nil && fmt.Sprint(want) != fmt.Sprint(got) {
			t.Errorf("%s: Ruby has %v, we have %v", what, want, got)
		}
	}
	check("switches", len(want.Switches), len(n.Switches))
	check("hosts", len(want.Hosts), len(n.Hosts))
	check("links", len(want.Links), len(n.Links))
	check("apps", len(want.Apps), len(n.Apps))
	check("events", len(want.Events), len(n.Events))
	if t.Failed() {
		return
	}
	for i, w := range want.Switches {
		s := n.Switches[i]
		check("a switch", w["name"], s.Name)
		check(s.Name+" dpid", dpidOf(w["dpid"]), new(big.Int).SetUint64(s.DatapathID))
		check(s.Name+" path", w["path"], s.Path)
	}
	for i, w := range want.Hosts {
		h := n.Hosts[i]
		check("a host", w["name"], h.Name)
		check(h.Name, w["kind"], h.Kind)
		if ip, ok := w["ip"].(string); ok {
			ip, _, _ = strings.Cut(ip, "/")
			check(h.Name+" ip", ip, h.Address.Addr())
		}
		if mask, ok := w["netmask"].(string); ok {
			check(h.Name+" netmask", mask, h.Netmask)
		}
		if mac, ok := w["mac"].(string); ok && len(mac) == 17 {
			check(h.Name+" mac", strings.ToLower(mac), h.MAC)
		}
		if promisc, ok := w["promisc"]; ok {
			on := fmt.Sprint(promisc)
			check(h.Name+" promisc", on == "on" || on == "yes" || on == "true", h.Promisc)
		}
		check(h.Name+" vlan", w["vlan"], h.VLAN)
		check(h.Name+" pid", w["pid"], h.PID)
		routes, _ := w["routes"].([]any)
		check(h.Name+" routes", len(routes), len(h.Routes))
		for j, r := range routes {
			check(h.Name+" gateway", r.(map[string]any)["gateway"], h.Routes[j].Gateway)
		}
	}
	for i, w := range want.Links {
		l := n.Links[i]
		name := fmt.Sprintf("link %d", i)
		check(name, w.Ends, [2]string{l.Ends[0].Text, l.Ends[1].Text})
		check(name+" delay", w.Options["delay"], l.Options.Delay)
		check(name+" loss", w.Options["loss"], l.Options.Loss)
		check(name+" mtu", w.Options["mtu"], l.Options.MTU)
		if rate, ok := w.Options["bandwidth"].(float64); ok {
			check(name+" bandwidth", uint64(rate), l.Options.Bandwidth)
		}
	}
	for i, w := range want.Apps {
		a := n.Apps[i]
		check("app", w["name"], a.Name)
		check(a.Name+" path", w["path"], a.Path)
		if options, ok := w["options"].([]any); ok {
			check(a.Name+" options", strings.Trim(fmt.Sprint(options), "[]"), strings.Join(a.Options, " "))
		}
	}
	for _, e := range n.Events {
		check("event "+e.Type, want.Events[e.Type], strings.Join(e.Apps, ","))
	}
	if want.Filter != nil {
		check("filter", want.Filter, map[string]string{"lldp": n.Filter.LLDP, "packet_in": n.Filter.PacketIn})
	}
}

// dpidOf reads a dpid as this package does: digits alone are decimal, other
// strings hexadecimal.
func dpidOf(v any) any {
	switch v := v.(type) {
	case float64:
		return new(big.Int).SetUint64(uint64(v))
	case string:
		if _, err := strconv.Atoi(v); err == nil {
			b, _ := new(big.Int).SetString(v, 10)
			return b
		}
		b, _ := new(big.Int).SetString(strings.TrimPrefix(v, "0x"), 16)
		return b
	}
	return nil
}

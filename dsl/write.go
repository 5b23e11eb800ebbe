package dsl

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The JSON form of a Network: what `config --json` prints. Field order is part
// of it; it grows only by addition.
type (
	jsonNetwork struct {
		FormatVersion string              `json:"format_version"`
		Switches      []jsonSwitch        `json:"switches"`
		Hosts         []jsonHost          `json:"hosts"`
		Links         []jsonLink          `json:"links"`
		Apps          []jsonApp           `json:"apps"`
		Events        map[string][]string `json:"events"`
		Filter        *jsonFilter         `json:"filter"`
	}
	jsonSwitch struct {
		Name     string     `json:"name"`
		Kind     SwitchKind `json:"kind"`
		DPID     string     `json:"dpid"`
		OpenFlow string     `json:"openflow,omitempty"`
		IP       string     `json:"ip,omitempty"`
		Port     uint16     `json:"port,omitempty"`
		Path     string     `json:"path,omitempty"`
		Ports    []jsonPort `json:"ports"`
	}
	jsonPort struct {
		Number uint32 `json:"number"`
		Peer   string `json:"peer"`
		Link   int    `json:"link"`
	}
	jsonHost struct {
		Name    string      `json:"name"`
		Kind    HostKind    `json:"kind"`
		IP      string      `json:"ip,omitempty"`
		Netmask string      `json:"netmask,omitempty"`
		MAC     string      `json:"mac,omitempty"`
		Promisc bool        `json:"promisc"`
		VLAN    int         `json:"vlan,omitempty"`
		PID     int         `json:"pid,omitempty"`
		Routes  []jsonRoute `json:"routes,omitempty"`
	}
	jsonRoute struct {
		Net     string `json:"net"`
		Gateway string `json:"gateway"`
	}
	jsonLink struct {
		Ends    [2]string   `json:"ends"`
		Options jsonOptions `json:"options"`
	}
	jsonOptions struct {
		Bandwidth uint64  `json:"bandwidth,omitempty"`
		Delay     string  `json:"delay,omitempty"`
		Jitter    string  `json:"jitter,omitempty"`
		Loss      float64 `json:"loss,omitempty"`
		MTU       int     `json:"mtu,omitempty"`
	}
	jsonApp struct {
		Name    string   `json:"name"`
		Path    string   `json:"path,omitempty"`
		Options []string `json:"options,omitempty"`
	}
	jsonFilter struct {
		LLDP     string `json:"lldp"`
		PacketIn string `json:"packet_in"`
	}
)

// MarshalJSON returns the resolved network as one JSON object, everything in
// declaration order.
func (n *Network) MarshalJSON() ([]byte, error) {
	out := jsonNetwork{
		FormatVersion: "1",
		Switches:      make([]jsonSwitch, 0, len(n.Switches)),
		Hosts:         make([]jsonHost, 0, len(n.Hosts)),
		Links:         make([]jsonLink, 0, len(n.Links)),
		Apps:          make([]jsonApp, 0, len(n.Apps)),
	}
	for _, s := range n.Switches {
		js := jsonSwitch{
			Name: s.Name, Kind: s.Kind, DPID: FormatDatapathID(s.DatapathID),
			OpenFlow: s.OpenFlow, Port: s.Port, Path: s.Path, Ports: []jsonPort{},
		}
		if s.Controller.IsValid() {
			js.IP = s.Controller.String()
		}
		for _, p := range s.Ports {
			js.Ports = append(js.Ports, jsonPort{p.Number, p.Link.Ends[1-p.End].Text, p.Link.Index})
		}
		out.Switches = append(out.Switches, js)
	}
	for _, h := range n.Hosts {
		jh := jsonHost{
			Name: h.Name, Kind: h.Kind, Netmask: h.Netmask, MAC: h.MAC.String(),
			Promisc: h.Promisc, VLAN: h.VLAN, PID: h.PID,
		}
		if h.Address.IsValid() {
			jh.IP = h.Address.Addr().String()
		}
		for _, r := range h.Routes {
			jh.Routes = append(jh.Routes, jsonRoute{r.Net.String(), r.Gateway.String()})
		}
		out.Hosts = append(out.Hosts, jh)
	}
	for _, l := range n.Links {
		out.Links = append(out.Links, jsonLink{
			Ends: [2]string{l.Ends[0].Text, l.Ends[1].Text},
			Options: jsonOptions{
				Bandwidth: l.Options.Bandwidth,
				Delay:     formatDuration(l.Options.Delay),
				Jitter:    formatDuration(l.Options.Jitter),
				Loss:      l.Options.Loss,
				MTU:       l.Options.MTU,
			},
		})
	}
	for _, a := range n.Apps {
		out.Apps = append(out.Apps, jsonApp{a.Name, a.Path, a.Options})
	}
	if n.Events != nil {
		out.Events = map[string][]string{}
		for _, e := range n.Events {
			out.Events[e.Type] = e.Apps
		}
	}
	if n.Filter != nil {
		out.Filter = &jsonFilter{n.Filter.LLDP, n.Filter.PacketIn}
	}
	return json.Marshal(out)
}

// WriteJSON writes the resolved network as indented JSON.
func (n *Network) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(n)
}

// FormatDatapathID returns a dpid in the sixteen digits that Open vSwitch and
// the JSON form use: 0x0000000000000abc.
func FormatDatapathID(dpid uint64) string { return fmt.Sprintf("0x%016x", dpid) }

func formatDuration(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// WriteText writes the network as tables for people: switches with their ports,
// hosts, links and whatever else the file declares.
func (n *Network) WriteText(w io.Writer) error {
	var tables []textTable
	add := func(t textTable) {
		if len(t) > 1 {
			tables = append(tables, t)
		}
	}
	switches := textTable{{"SWITCH", "KIND", "DPID", "PORTS"}}
	for _, s := range n.Switches {
		ports := make([]string, len(s.Ports))
		for i, p := range s.Ports {
			ports[i] = strconv.FormatUint(uint64(p.Number), 10) + ":" + p.Link.Ends[1-p.End].Text
		}
		switches = append(switches, []string{s.Name, string(s.Kind), FormatDatapathID(s.DatapathID), strings.Join(ports, " ")})
	}
	add(switches)
	hosts := textTable{{"HOST", "KIND", "IP", "NETMASK", "MAC", "OTHER"}}
	for _, h := range n.Hosts {
		ip := ""
		if h.Address.IsValid() {
			ip = h.Address.Addr().String()
		}
		hosts = append(hosts, []string{h.Name, string(h.Kind), ip, h.Netmask, h.MAC.String(), h.other()})
	}
	add(hosts)
	links := textTable{{"LINK", "END", "END", "OPTIONS"}}
	for _, l := range n.Links {
		links = append(links, []string{strconv.Itoa(l.Index), l.Ends[0].describe(), l.Ends[1].describe(), l.Options.describe()})
	}
	add(links)
	apps := textTable{{"APP", "PATH", "OPTIONS"}}
	for _, a := range n.Apps {
		apps = append(apps, []string{a.Name, a.Path, strings.Join(a.Options, " ")})
	}
	add(apps)
	events := textTable{{"EVENT", "APPS"}}
	for _, e := range n.Events {
		events = append(events, []string{e.Type, strings.Join(e.Apps, ", ")})
	}
	if n.Filter != nil {
		events = append(events, []string{"filter lldp", n.Filter.LLDP}, []string{"filter packet_in", n.Filter.PacketIn})
	}
	add(events)
	if len(tables) == 0 {
		_, err := io.WriteString(w, "nothing is declared\n")
		return err
	}
	var b strings.Builder
	for i, t := range tables {
		if i > 0 {
			b.WriteByte('\n')
		}
		t.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// textTable is rows of cells, the first of them the header.
type textTable [][]string

// write writes the rows in aligned columns. An empty cell is a dash, a last
// column without anything in it is left out.
func (t textTable) write(b *strings.Builder) {
	columns := len(t[0])
	for columns > 1 && !slices.ContainsFunc(t[1:], func(row []string) bool { return row[columns-1] != "" }) {
		columns--
	}
	widths := make([]int, columns)
	for _, row := range t {
		for i := range widths {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]), 1)
		}
	}
	for _, row := range t {
		for i, cell := range row[:columns] {
			if cell == "" {
				cell = "-"
			}
			if i < columns-1 {
				cell += strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
			}
			b.WriteString(cell)
		}
		b.WriteByte('\n')
	}
}

// other returns the attributes of a host that few have.
func (h *Host) other() string {
	var s []string
	if h.Promisc {
		s = append(s, "promisc")
	}
	if h.VLAN != 0 {
		s = append(s, fmt.Sprintf("vlan %d", h.VLAN))
	}
	if h.PID != 0 {
		s = append(s, fmt.Sprintf("pid %d", h.PID))
	}
	for _, r := range h.Routes {
		s = append(s, fmt.Sprintf("%s via %s", r.Net, r.Gateway))
	}
	return strings.Join(s, ", ")
}

func (e End) describe() string {
	switch {
	case e.Switch != nil:
		return fmt.Sprintf("%s:%d", e.Switch.Name, e.Port)
	case e.Host != nil:
		return e.Host.Name
	}
	return e.Interface + " (interface)"
}

func (o LinkOptions) describe() string {
	var s []string
	if o.Bandwidth != 0 {
		s = append(s, fmt.Sprintf("bandwidth %dbit", o.Bandwidth))
	}
	if o.Delay != 0 {
		s = append(s, "delay "+o.Delay.String())
	}
	if o.Jitter != 0 {
		s = append(s, "jitter "+o.Jitter.String())
	}
	if o.Loss != 0 {
		s = append(s, fmt.Sprintf("loss %g%%", o.Loss))
	}
	if o.MTU != 0 {
		s = append(s, fmt.Sprintf("mtu %d", o.MTU))
	}
	return strings.Join(s, ", ")
}

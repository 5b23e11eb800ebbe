package dsl

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
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
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	sections := 0
	section := func(header ...string) {
		if sections > 0 {
			fmt.Fprintln(t)
		}
		sections++
		row(t, header...)
	}
	if len(n.Switches) > 0 {
		section("SWITCH", "KIND", "DPID", "PORTS")
		for _, s := range n.Switches {
			ports := make([]string, len(s.Ports))
			for i, p := range s.Ports {
				ports[i] = strconv.FormatUint(uint64(p.Number), 10) + ":" + p.Link.Ends[1-p.End].Text
			}
			row(t, s.Name, string(s.Kind), FormatDatapathID(s.DatapathID), strings.Join(ports, " "))
		}
	}
	if len(n.Hosts) > 0 {
		section("HOST", "KIND", "IP", "NETMASK", "MAC", "OTHER")
		for _, h := range n.Hosts {
			ip := ""
			if h.Address.IsValid() {
				ip = h.Address.Addr().String()
			}
			row(t, h.Name, string(h.Kind), ip, h.Netmask, h.MAC.String(), h.other())
		}
	}
	if len(n.Links) > 0 {
		section("LINK", "END", "END", "OPTIONS")
		for _, l := range n.Links {
			row(t, strconv.Itoa(l.Index), l.Ends[0].describe(), l.Ends[1].describe(), l.Options.describe())
		}
	}
	if len(n.Apps) > 0 {
		section("APP", "PATH", "OPTIONS")
		for _, a := range n.Apps {
			row(t, a.Name, a.Path, strings.Join(a.Options, " "))
		}
	}
	if len(n.Events) > 0 {
		section("EVENT", "APPS")
		for _, e := range n.Events {
			row(t, e.Type, strings.Join(e.Apps, ", "))
		}
	}
	if n.Filter != nil {
		section("FILTER", "APP")
		row(t, "lldp", n.Filter.LLDP)
		row(t, "packet_in", n.Filter.PacketIn)
	}
	if sections == 0 {
		fmt.Fprintln(t, "nothing is declared")
	}
	return t.Flush()
}

// row writes one line of a table; an empty cell is a dash, and trailing ones
// are left out.
func row(w io.Writer, cells ...string) {
	for len(cells) > 1 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	for i, c := range cells {
		if c == "" {
			cells[i] = "-"
		}
	}
	fmt.Fprintln(w, strings.Join(cells, "\t"))
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

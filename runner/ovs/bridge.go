package ovs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ownerKey is the key in external_ids that names the owner of a bridge.
const ownerKey = "trema-ns"

// noteKey is the key in external_ids that has the note beside an interface.
const noteKey = "trema-ns-note"

// untouched is the uuid-name of the QoS of all ports that are made together.
const untouched = "untouched"

// Bridge is an OpenFlow switch to be made. It forwards nothing without a
// controller (fail mode secure).
type Bridge struct {
	Name       string   `json:"name"` // of the bridge and of its local device, at most 15 bytes
	DatapathID uint64   `json:"dpid"`
	Datapath   Datapath `json:"datapath"`
	Protocol   string   `json:"protocol"`             // "OpenFlow10" or "OpenFlow13"
	Controller string   `json:"controller,omitempty"` // "tcp:127.0.0.1:6653"
	Owner      string   `json:"owner"`
	Ports      []Port   `json:"ports"`
}

// Port is a device of the machine to be plugged into a bridge.
type Port struct {
	Device string `json:"device"`
	Number uint32 `json:"number"` // of OpenFlow; 0: any
}

// AddBridges makes the bridges of one owner, all of them or none, see [Client.Edit].
func (c *Client) AddBridges(ctx context.Context, bridges []Bridge) error {
	if len(bridges) == 0 {
		return nil
	}
	return c.Edit(ctx, Edit{Owner: bridges[0].Owner, Add: bridges})
}

// commit runs ops with the configuration number raised, and waits until
// ovs-vswitchd has acted on that number.
func (c *Client) commit(ctx context.Context, ops []operation) error {
	ops = append(ops,
		mutate("Open_vSwitch", []any{"next_cfg", "+=", 1}),
		operation{"op": "select", "table": "Open_vSwitch", "where": []any{}, "columns": []string{"next_cfg"}})
	results, err := c.transact(ctx, ops...)
	if err != nil {
		return err
	}
	rows := results[len(results)-1].Rows
	if len(rows) == 0 {
		// Nobody has used this database yet. What was inserted has gone again,
		// for nothing refers to it.
		if err := c.addRoot(ctx); err != nil {
			return err
		}
		if results, err = c.transact(ctx, ops...); err != nil {
			return err
		}
		rows = results[len(results)-1].Rows
	}
	if len(rows) != 1 {
		return fmt.Errorf("the Open vSwitch database has %d rows in table Open_vSwitch, want 1", len(rows))
	}
	var next int64
	if err := json.Unmarshal(rows[0]["next_cfg"], &next); err != nil {
		return fmt.Errorf("next_cfg: %w", err)
	}
	return c.waitApplied(ctx, next)
}

// addRoot inserts the row that everything hangs on, unless somebody has.
// ovs-vsctl does so when it is first run.
func (c *Client) addRoot(ctx context.Context) error {
	results, err := c.transact(ctx, operation{"op": "select", "table": "Open_vSwitch", "where": []any{}, "columns": []string{"_uuid"}})
	if err != nil || len(results[0].Rows) > 0 {
		return err
	}
	_, err = c.transact(ctx, operation{"op": "insert", "table": "Open_vSwitch", "row": map[string]any{}})
	return err
}

// operations are the inserts for one bridge; name is the bridge's uuid-name.
func (b *Bridge) operations(name string, notes Notes) []operation {
	var ops []operation
	// The local port comes first; its interface is the bridge's own device.
	ports := []any{namedUUID(name + "local")}
	ops = append(ops, portOperations(name+"local", b.Name, "internal", 0, "", "")...)
	for i, p := range b.Ports {
		port := name + "p" + strconv.Itoa(i)
		ports = append(ports, namedUUID(port))
		ops = append(ops, portOperations(port, p.Device, "", p.Number, untouched, notes[p.Device])...)
	}
	bridge := map[string]any{
		"name":          b.Name,
		"ports":         set(ports),
		"datapath_type": string(b.Datapath),
		"fail_mode":     "secure",
		"protocols":     b.Protocol,
		"external_ids":  stringMap(ownerKey, b.Owner),
		"other_config":  b.otherConfig(),
	}
	if b.Controller != "" {
		bridge["controller"] = namedUUID(name + "ctl")
		ops = append(ops, b.controller(name+"ctl"))
	}
	return append(ops, insert("Bridge", name, bridge))
}

func (b *Bridge) otherConfig() []any {
	return stringMap("datapath-id", fmt.Sprintf("%016x", b.DatapathID), "disable-in-band", "true")
}

// controller is the insert of the bridge's controller under a uuid-name.
func (b *Bridge) controller(name string) operation {
	return insert("Controller", name, map[string]any{
		"target":          b.Controller,
		"connection_mode": "out-of-band",
		"max_backoff":     1000, // ms; the smallest that Open vSwitch takes
		// Packets for the controller wait here while it is busy; at the
		// default of 100 a port scan loses some.
		"controller_queue_size": 512,
	})
}

// portOperations are the inserts for one port; qos is the uuid-name of its QoS,
// empty for none, and note what is kept beside it.
func portOperations(name, device, kind string, number uint32, qos, note string) []operation {
	iface := map[string]any{"name": device, "type": kind}
	if number != 0 {
		iface["ofport_request"] = number
	}
	if note != "" {
		iface["external_ids"] = stringMap(noteKey, note)
	}
	port := map[string]any{"name": device, "interfaces": namedUUID(name + "i")}
	if qos != "" {
		port["qos"] = namedUUID(qos)
	}
	return []operation{insert("Interface", name+"i", iface), insert("Port", name, port)}
}

// checkPorts reads back what became of the ports of bridges.
func (c *Client) checkPorts(ctx context.Context, bridges []Bridge, columns schema) error {
	results, err := c.transact(ctx, operation{
		"op": "select", "table": "Interface", "where": []any{}, "columns": columns.columns("Interface", "name", "ofport", "error"),
	})
	if err != nil {
		return err
	}
	type state struct {
		number uint32
		err    string
	}
	states := make(map[string]state, len(results[0].Rows))
	for _, row := range results[0].Rows {
		var name string
		var s state
		json.Unmarshal(row["name"], &name)
		// Both are optional: bare when there, an empty set when not.
		json.Unmarshal(row["ofport"], &s.number)
		json.Unmarshal(row["error"], &s.err)
		states[name] = s
	}
	var errs []error
	for _, b := range bridges {
		for _, p := range append([]Port{{Device: b.Name}}, b.Ports...) {
			switch s, ok := states[p.Device]; {
			case !ok:
				errs = append(errs, fmt.Errorf("switch %s: somebody has removed port %s", b.Name, p.Device))
			case s.err != "":
				errs = append(errs, fmt.Errorf("switch %s: port %s: %s", b.Name, p.Device, s.err))
			case p.Number != 0 && s.number == 0:
				errs = append(errs, fmt.Errorf("switch %s: Open vSwitch could not take port %s: the log of ovs-vswitchd says why", b.Name, p.Device))
			case p.Number != 0 && s.number != p.Number:
				errs = append(errs, fmt.Errorf("switch %s: Open vSwitch made %s port %d, want %d", b.Name, p.Device, s.number, p.Number))
			}
		}
	}
	return errors.Join(errs...)
}

// DeleteBridges deletes the bridges of owner and returns their names. It does
// not wait for ovs-vswitchd, which [Client.Settle] does.
func (c *Client) DeleteBridges(ctx context.Context, owner string) ([]string, error) {
	owned := []any{[]any{"external_ids", "includes", stringMap(ownerKey, owner)}}
	results, err := c.transact(ctx,
		operation{"op": "select", "table": "Bridge", "where": owned, "columns": []string{"_uuid", "name"}},
		operation{"op": "select", "table": "QoS", "where": owned, "columns": []string{"_uuid"}})
	if err != nil {
		return nil, err
	}
	var names []string
	var refs []any
	for _, row := range results[0].Rows {
		var name string
		if err := json.Unmarshal(row["name"], &name); err != nil {
			return nil, fmt.Errorf("bridge name: %w", err)
		}
		names = append(names, name)
		refs = append(refs, row["_uuid"])
	}
	// Rows that nothing refers to go by themselves, ports and controllers too;
	// but not those of QoS, and these only when no port refers to them.
	var ops []operation
	for _, row := range results[1].Rows {
		ops = append(ops, operation{
			"op": "update", "table": "Port", "where": []any{[]any{"qos", "includes", row["_uuid"]}},
			"row": map[string]any{"qos": set([]any{})},
		})
	}
	ops = append(ops, operation{"op": "delete", "table": "QoS", "where": owned})
	if len(refs) > 0 {
		ops = append(ops, mutate("Open_vSwitch", []any{"bridges", "delete", set(refs)}, []any{"next_cfg", "+=", 1}))
	}
	_, err = c.transact(ctx, ops...)
	return names, err
}

// Bridges returns the names of the bridges that belong to owner.
func (c *Client) Bridges(ctx context.Context, owner string) (map[string]bool, error) {
	results, err := c.transact(ctx, operation{
		"op": "select", "table": "Bridge", "columns": []string{"name"},
		"where": []any{[]any{"external_ids", "includes", stringMap(ownerKey, owner)}},
	})
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, row := range results[0].Rows {
		var name string
		if err := json.Unmarshal(row["name"], &name); err != nil {
			return nil, fmt.Errorf("bridge name: %w", err)
		}
		names[name] = true
	}
	return names, nil
}

// Settle returns when ovs-vswitchd has acted on everything asked of it so far.
func (c *Client) Settle(ctx context.Context) error {
	if err := c.monitor(ctx); err != nil {
		return err
	}
	return c.commit(ctx, nil)
}

// Holders returns who has each name that a bridge or port of this Open vSwitch
// goes by: the owner of the bridge, or an empty string where nobody is named.
func (c *Client) Holders(ctx context.Context) (map[string]Holder, error) {
	results, err := c.transact(ctx,
		operation{"op": "select", "table": "Bridge", "where": []any{}, "columns": []string{"name", "ports", "external_ids"}},
		operation{"op": "select", "table": "Port", "where": []any{}, "columns": []string{"_uuid", "name"}})
	if err != nil {
		return nil, err
	}
	ports := map[string]string{} // uuid → name
	for _, row := range results[1].Rows {
		var name string
		json.Unmarshal(row["name"], &name)
		for _, id := range uuids(row["_uuid"]) {
			ports[id] = name
		}
	}
	holders := map[string]Holder{}
	for _, row := range results[0].Rows {
		h := Holder{Owner: mapValue(row["external_ids"], ownerKey)}
		json.Unmarshal(row["name"], &h.Bridge)
		holders[h.Bridge] = h
		for _, id := range uuids(row["ports"]) {
			if name, ok := ports[id]; ok {
				holders[name] = h
			}
		}
	}
	return holders, nil
}

// Notes returns the notes beside all interfaces.
func (c *Client) Notes(ctx context.Context) (Notes, error) {
	results, err := c.transact(ctx, operation{"op": "select", "table": "Interface", "where": []any{}, "columns": []string{"name", "external_ids"}})
	if err != nil {
		return nil, err
	}
	notes := Notes{}
	for _, row := range results[0].Rows {
		var name string
		json.Unmarshal(row["name"], &name)
		if note := mapValue(row["external_ids"], noteKey); note != "" {
			notes[name] = note
		}
	}
	return notes, nil
}

// Holder is a bridge that a name belongs to.
type Holder struct {
	Bridge string
	Owner  string // empty: not made by trema-ns
}

// String says whose it is, for messages.
func (h Holder) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "bridge %s", h.Bridge)
	if h.Owner != "" {
		fmt.Fprintf(&s, " of the lab %s", h.Owner)
	}
	return s.String()
}

package ovs

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
)

// Edit is a change of the bridges of one owner: all of it is done, or nothing.
// What it does not name is not touched.
type Edit struct {
	Owner  string
	Delete []string // bridges, with all their ports
	Unplug []Plug
	Add    []Bridge
	Set    []Bridge // that there are: their datapath ID, protocol and controller
	Plug   []Plug
	Notes  Notes
}

// Notes are kept in the database beside interfaces, by their names: what has to
// be known of one when it is let go, be all other records lost.
type Notes map[string]string

// Plug is a port of a bridge.
type Plug struct {
	Bridge string
	Port   Port
}

// Edit makes the change and returns when ovs-vswitchd has acted. Each port that
// comes has then got its number, or the error says which has not and why. What
// is to go and is gone already is no error.
func (c *Client) Edit(ctx context.Context, e Edit) error {
	if err := c.monitor(ctx); err != nil {
		return err
	}
	columns, err := c.readSchema(ctx)
	if err != nil {
		return err
	}
	there, err := c.own(ctx, e.Owner)
	if err != nil {
		return err
	}
	ops, err := c.operations(e, there)
	if err != nil {
		return err
	}
	if err := c.commit(ctx, columns.fit(ops)); err != nil {
		return err
	}
	if len(e.Add)+len(e.Plug) == 0 {
		return nil
	}
	if err := c.instance.markDatapathDevice(); err != nil {
		return err
	}
	check := e.Add
	for _, p := range e.Plug {
		check = append(check, Bridge{Name: p.Bridge, Ports: []Port{p.Port}})
	}
	return c.checkPorts(ctx, check, columns)
}

// owned is what an owner has in the database, by name.
type owned struct {
	bridges map[string]any // → reference
	ports   map[string]any
}

func (c *Client) own(ctx context.Context, owner string) (*owned, error) {
	results, err := c.transact(ctx,
		operation{"op": "select", "table": "Bridge", "where": ownedBy(owner), "columns": []string{"_uuid", "name", "ports"}},
		operation{"op": "select", "table": "Port", "where": []any{}, "columns": []string{"_uuid", "name"}})
	if err != nil {
		return nil, err
	}
	there := &owned{bridges: map[string]any{}, ports: map[string]any{}}
	ports := map[string]bool{}
	for _, row := range results[0].Rows {
		var name string
		if err := json.Unmarshal(row["name"], &name); err != nil {
			return nil, fmt.Errorf("bridge name: %w", err)
		}
		there.bridges[name] = row["_uuid"]
		for _, id := range uuids(row["ports"]) {
			ports[id] = true
		}
	}
	for _, row := range results[1].Rows {
		var name string
		if err := json.Unmarshal(row["name"], &name); err != nil {
			return nil, fmt.Errorf("port name: %w", err)
		}
		for _, id := range uuids(row["_uuid"]) {
			if ports[id] {
				there.ports[name] = row["_uuid"]
			}
		}
	}
	return there, nil
}

func ownedBy(owner string) []any {
	return []any{[]any{"external_ids", "includes", stringMap(ownerKey, owner)}}
}

func (c *Client) operations(e Edit, there *owned) ([]operation, error) {
	var ops []operation
	if refs := references(there.bridges, e.Delete); len(refs) > 0 {
		ops = append(ops, mutate("Open_vSwitch", []any{"bridges", "delete", set(refs)}))
	}
	for _, p := range e.Unplug {
		if ref, bridge := there.ports[p.Port.Device], there.bridges[p.Bridge]; ref != nil && bridge != nil {
			ops = append(ops, mutateRow("Bridge", bridge, []any{"ports", "delete", set([]any{ref})}))
		}
	}
	if len(e.Add)+len(e.Plug) > 0 {
		// Open vSwitch removes the queueing discipline of a device that it is given,
		// each time it starts; those of this type it leaves alone.
		ops = append(ops, insert("QoS", untouched, map[string]any{
			"type": "linux-noop", "external_ids": stringMap(ownerKey, e.Owner),
		}))
	}
	var refs []any
	for i, b := range e.Add {
		name := "b" + strconv.Itoa(i)
		refs = append(refs, namedUUID(name))
		if b.Datapath == Userspace {
			b.Datapath = c.userspace
		}
		ops = append(ops, b.operations(name, e.Notes)...)
	}
	if len(refs) > 0 {
		ops = append(ops, mutate("Open_vSwitch", []any{"bridges", "insert", set(refs)}))
	}
	for i, b := range e.Set {
		ref := there.bridges[b.Name]
		if ref == nil {
			return nil, fmt.Errorf("switch %s: somebody has deleted its bridge", b.Name)
		}
		ops = append(ops, b.set(ref, "c"+strconv.Itoa(i))...)
	}
	for i, p := range e.Plug {
		ref, name := there.bridges[p.Bridge], "p"+strconv.Itoa(i)
		if ref == nil {
			return nil, fmt.Errorf("switch %s: somebody has deleted its bridge", p.Bridge)
		}
		ops = append(ops, portOperations(name, p.Port.Device, "", p.Port.Number, untouched, e.Notes[p.Port.Device])...)
		ops = append(ops, mutateRow("Bridge", ref, []any{"ports", "insert", set([]any{namedUUID(name)})}))
	}
	return ops, nil
}

// references returns those of names that there are.
func references(there map[string]any, names []string) []any {
	var refs []any
	for _, name := range names {
		if ref := there[name]; ref != nil {
			refs = append(refs, ref)
		}
	}
	return refs
}

// set are the operations that give a bridge that there is another datapath ID,
// protocol and controller; name is the controller's uuid-name.
func (b *Bridge) set(ref any, name string) []operation {
	row := map[string]any{"protocols": b.Protocol, "other_config": b.otherConfig(), "controller": set([]any{})}
	var ops []operation
	if b.Controller != "" {
		row["controller"] = namedUUID(name)
		ops = append(ops, b.controller(name))
	}
	return append(ops, operation{"op": "update", "table": "Bridge", "where": isRow(ref), "row": row})
}

func mutateRow(table string, ref any, mutations ...any) operation {
	return operation{"op": "mutate", "table": table, "where": isRow(ref), "mutations": mutations}
}

func isRow(ref any) []any { return []any{[]any{"_uuid", "==", ref}} }

package ovs

import (
	"context"
	"encoding/json"
	"fmt"
)

// ControllerState is how a bridge gets on with its controller, as ovs-vswitchd
// has last written it down. It does so every five seconds, or when it is asked to
// by [Client.Refresh].
type ControllerState struct {
	Connected bool   // they have shaken hands
	LastError string // "Connection refused"; empty: none yet
}

// Controllers returns the state of each bridge of owner that has a controller.
func (c *Client) Controllers(ctx context.Context, owner string) (map[string]ControllerState, error) {
	results, err := c.transact(ctx,
		operation{
			"op": "select", "table": "Bridge", "columns": []string{"name", "controller"},
			"where": []any{[]any{"external_ids", "includes", stringMap(ownerKey, owner)}},
		},
		operation{"op": "select", "table": "Controller", "where": []any{}, "columns": []string{"_uuid", "is_connected", "status"}})
	if err != nil {
		return nil, err
	}
	states := map[string]ControllerState{} // by uuid
	for _, row := range results[1].Rows {
		var s ControllerState
		if err := json.Unmarshal(row["is_connected"], &s.Connected); err != nil {
			return nil, fmt.Errorf("is_connected: %w", err)
		}
		s.LastError = mapValue(row["status"], "last_error")
		for _, id := range uuids(row["_uuid"]) {
			states[id] = s
		}
	}
	bridges := map[string]ControllerState{}
	for _, row := range results[0].Rows {
		var name string
		if err := json.Unmarshal(row["name"], &name); err != nil {
			return nil, fmt.Errorf("bridge name: %w", err)
		}
		for _, id := range uuids(row["controller"]) {
			bridges[name] = states[id]
		}
	}
	return bridges, nil
}

// Refresh has the ovs-vswitchd of a private instance write down at once what it
// would some seconds later. It does so when the time between two such reports is
// changed; of somebody else's Open vSwitch that is not ours to change.
func (c *Client) Refresh(ctx context.Context) error {
	if !c.instance.Private {
		return nil
	}
	const key = "stats-update-interval" // ms; ovs-vswitchd takes no less than 5000
	c.refreshed = !c.refreshed
	interval := "5000"
	if c.refreshed {
		interval = "5001"
	}
	_, err := c.transact(ctx, mutate("Open_vSwitch",
		[]any{"other_config", "delete", set([]any{key})}, []any{"other_config", "insert", stringMap(key, interval)}))
	return err
}

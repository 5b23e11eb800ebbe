package ovs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// monitor asks the server to tell of every change of cur_cfg.
func (c *Client) monitor(ctx context.Context) error {
	c.monitorOnce.Do(func() {
		raw, err := c.call(ctx, "monitor", []any{
			database, "cfg", map[string]any{"Open_vSwitch": map[string]any{"columns": []string{"cur_cfg"}}},
		})
		if err == nil {
			err = c.updateTables(raw)
		}
		c.monitorErr = err
	})
	return c.monitorErr
}

// WatchBridges returns a channel that is told when a bridge has come or gone,
// once for any number of them. There is one such channel a connection, and one
// call of this method.
func (c *Client) WatchBridges(ctx context.Context) (<-chan struct{}, error) {
	_, err := c.call(ctx, "monitor", []any{
		database, "bridges", map[string]any{"Bridge": map[string]any{
			"columns": []string{"name"},
			"select":  map[string]bool{"initial": false, "modify": false},
		}},
	})
	return c.bridges, err
}

func (c *Client) update(params json.RawMessage) error {
	var p []json.RawMessage
	if err := json.Unmarshal(params, &p); err != nil || len(p) != 2 {
		return fmt.Errorf("ovsdb-server sent an update that is not one: %s", params)
	}
	return c.updateTables(p[1])
}

// updateTables takes in what a monitor tells (RFC 7047, section 4.1.6).
func (c *Client) updateTables(raw json.RawMessage) error {
	var tables struct {
		OpenvSwitch map[string]struct {
			New *struct {
				CurCfg int64 `json:"cur_cfg"`
			} `json:"new"`
		} `json:"Open_vSwitch"`
		Bridge map[string]json.RawMessage
	}
	if err := json.Unmarshal(raw, &tables); err != nil {
		return fmt.Errorf("ovsdb-server sent an update that is not one: %w", err)
	}
	if len(tables.Bridge) > 0 {
		select {
		case c.bridges <- struct{}{}:
		default: // told already
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, row := range tables.OpenvSwitch {
		if row.New != nil {
			c.curCfg = row.New.CurCfg
			close(c.changed)
			c.changed = make(chan struct{})
		}
	}
	return nil
}

// switchdInterval is how often somebody who waits for ovs-vswitchd looks whether
// it still runs.
const switchdInterval = 500 * time.Millisecond

// waitApplied returns when ovs-vswitchd has acted on configuration number cfg.
func (c *Client) waitApplied(ctx context.Context, cfg int64) error {
	if err := c.monitor(ctx); err != nil {
		return err
	}
	actor := c.instance.Switchd()
	tick := time.NewTicker(switchdInterval)
	defer tick.Stop()
	for {
		c.mu.Lock()
		cur, changed, err := c.curCfg, c.changed, c.err
		c.mu.Unlock()
		switch {
		case err != nil:
			return err
		case cur >= cfg:
			return nil
		}
		select {
		case <-changed:
		case <-tick.C:
			if actor.PID != 0 && !actor.Alive() {
				return fmt.Errorf("%w: it has ended", errNoAction)
			}
		case <-ctx.Done():
			return fmt.Errorf("%w (is it running?): %w", errNoAction, ctx.Err())
		}
	}
}

package ovs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
)

// Client is a connection to an OVSDB server (RFC 7047). Its methods may be
// called from any goroutine.
type Client struct {
	conn      net.Conn
	userspace Datapath // the type of datapath that [Userspace] means here

	mu      sync.Mutex
	nextID  int
	pending map[int]chan<- response
	curCfg  int64         // Open_vSwitch.cur_cfg, once it is monitored
	changed chan struct{} // closed and replaced when curCfg changes
	err     error         // why the connection ended

	monitorOnce sync.Once
	monitorErr  error

	done chan struct{} // closed when the reader has ended
}

type response struct {
	result json.RawMessage
	err    error
}

// ErrClosed is returned when the server ends the connection.
var ErrClosed = errors.New("ovsdb-server has closed the connection")

// Dial connects to the OVSDB server that listens on a unix socket.
func Dial(ctx context.Context, socket string) (*Client, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", socket)
	if err != nil {
		return nil, err
	}
	c := &Client{
		conn:      conn,
		userspace: Userspace,
		pending:   map[int]chan<- response{},
		changed:   make(chan struct{}),
		done:      make(chan struct{}),
	}
	go c.read()
	return c, nil
}

// Close ends the connection and waits for its reader.
func (c *Client) Close() error {
	err := c.conn.Close()
	<-c.done
	return err
}

// message is a JSON-RPC 1.0 message of either kind (RFC 7047, section 4).
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  json.RawMessage `json:"error,omitempty"`
}

func (c *Client) read() {
	defer close(c.done)
	dec := json.NewDecoder(c.conn)
	var err error
	for err == nil {
		var m message
		if err = dec.Decode(&m); err == nil {
			err = c.handle(&m)
		}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		err = ErrClosed
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
	for id, ch := range c.pending {
		ch <- response{err: err}
		delete(c.pending, id)
	}
	close(c.changed)
}

func (c *Client) handle(m *message) error {
	switch m.Method {
	case "": // a response
		var id int
		if err := json.Unmarshal(m.ID, &id); err != nil {
			return fmt.Errorf("ovsdb-server answered with id %s", m.ID)
		}
		c.mu.Lock()
		ch, ok := c.pending[id]
		delete(c.pending, id)
		c.mu.Unlock()
		if ok {
			ch <- response{result: m.Result, err: rpcError(m.Error)}
		}
	case "echo": // section 4.1.11: the server ends connections that do not answer
		return c.write(map[string]any{"id": m.ID, "result": m.Params, "error": nil})
	case "update":
		return c.update(m.Params)
	}
	return nil
}

func rpcError(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return fmt.Errorf("ovsdb-server: %s", raw)
}

func (c *Client) write(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	_, err = c.conn.Write(b)
	return err
}

// call sends a request and waits for its response.
func (c *Client) call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	ch := make(chan response, 1)
	c.mu.Lock()
	if c.err != nil {
		defer c.mu.Unlock()
		return nil, c.err
	}
	c.nextID++
	id := c.nextID
	c.pending[id] = ch
	c.mu.Unlock()

	if err := c.write(map[string]any{"id": id, "method": method, "params": params}); err != nil {
		return nil, err
	}
	select {
	case r := <-ch:
		return r.result, r.err
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.pending, id)
		c.mu.Unlock()
		return nil, fmt.Errorf("ovsdb-server does not answer: %w", ctx.Err())
	}
}

// operation is one operation of a transaction (section 5.2).
type operation map[string]any

// result is what an operation came to: rows, a count, the uuid of a new row,
// or an error.
type result struct {
	Rows    []map[string]json.RawMessage `json:"rows"`
	Count   int                          `json:"count"`
	UUID    [2]string                    `json:"uuid"`
	Error   string                       `json:"error"`
	Details string                       `json:"details"`
}

// transact runs the operations as one transaction on the Open_vSwitch
// database: all take effect or none. There is a result for each operation.
func (c *Client) transact(ctx context.Context, ops ...operation) ([]result, error) {
	params := []any{"Open_vSwitch"}
	for _, op := range ops {
		params = append(params, op)
	}
	raw, err := c.call(ctx, "transact", params)
	if err != nil {
		return nil, err
	}
	var results []*result
	if err := json.Unmarshal(raw, &results); err != nil {
		return nil, fmt.Errorf("ovsdb-server's answer: %w", err)
	}
	out := make([]result, len(ops))
	for i, r := range results {
		// An operation after a failed one has null; a failure of the commit
		// itself is one entry more than there are operations (section 4.1.3).
		if r == nil {
			continue
		}
		if r.Error != "" {
			return nil, fmt.Errorf("Open vSwitch refuses: %s", strings.TrimSuffix(r.Error+": "+r.Details, ": "))
		}
		if i < len(out) {
			out[i] = *r
		}
	}
	return out, nil
}

// monitor asks the server to tell of every change of cur_cfg.
func (c *Client) monitor(ctx context.Context) error {
	c.monitorOnce.Do(func() {
		raw, err := c.call(ctx, "monitor", []any{
			"Open_vSwitch", "cfg", map[string]any{"Open_vSwitch": map[string]any{"columns": []string{"cur_cfg"}}},
		})
		if err == nil {
			err = c.updateTables(raw)
		}
		c.monitorErr = err
	})
	return c.monitorErr
}

func (c *Client) update(params json.RawMessage) error {
	var p []json.RawMessage
	if err := json.Unmarshal(params, &p); err != nil || len(p) != 2 {
		return fmt.Errorf("ovsdb-server sent an update that is not one: %s", params)
	}
	return c.updateTables(p[1])
}

func (c *Client) updateTables(raw json.RawMessage) error {
	var tables map[string]map[string]struct {
		New *struct {
			CurCfg int64 `json:"cur_cfg"`
		} `json:"new"`
	}
	if err := json.Unmarshal(raw, &tables); err != nil {
		return fmt.Errorf("ovsdb-server sent an update that is not one: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, row := range tables["Open_vSwitch"] {
		if row.New != nil {
			c.curCfg = row.New.CurCfg
			close(c.changed)
			c.changed = make(chan struct{})
		}
	}
	return nil
}

// waitApplied returns when ovs-vswitchd has acted on configuration number cfg.
func (c *Client) waitApplied(ctx context.Context, cfg int64) error {
	if err := c.monitor(ctx); err != nil {
		return err
	}
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
		case <-ctx.Done():
			return fmt.Errorf("ovs-vswitchd does not act on its configuration (is it running?): %w", ctx.Err())
		}
	}
}

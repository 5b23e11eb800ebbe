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
	"time"
)

// Client is a connection to an OVSDB server (RFC 7047). Its methods may be
// called from any goroutine.
type Client struct {
	conn      net.Conn
	instance  Instance // the zero Instance when it was not dialled through one
	userspace Datapath // the type of datapath that [Userspace] means here
	refreshed bool     // see [Client.Refresh], which one goroutine may call

	writing sync.Mutex // held while a message is written

	mu      sync.Mutex
	nextID  int
	pending map[int]chan<- response
	curCfg  int64         // Open_vSwitch.cur_cfg, once it is monitored
	changed chan struct{} // closed and replaced when curCfg changes
	err     error         // why the connection ended

	monitorOnce sync.Once
	monitorErr  error
	bridges     chan struct{} // told of bridges that come and go, see [Client.WatchBridges]

	schemaOnce sync.Once
	schema     schema
	schemaErr  error

	done chan struct{} // closed when the reader has ended
}

type response struct {
	result json.RawMessage
	err    error
}

// ErrClosed is returned when the server ends the connection.
var ErrClosed = errors.New("ovsdb-server has closed the connection")

var (
	errNoAnswer = errors.New("ovsdb-server does not answer")
	errNoAction = errors.New("ovs-vswitchd does not act on its configuration")
)

// Unreachable reports whether err is one of an Open vSwitch that does not run,
// or not any more, or hangs. Later the same may succeed.
func Unreachable(err error) bool {
	return errors.Is(err, ErrClosed) || errors.Is(err, errNoAnswer) || errors.Is(err, errNoAction) || errors.As(err, new(*net.OpError))
}

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
		bridges:   make(chan struct{}, 1),
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

// Done is closed when the connection has ended, from whichever side.
func (c *Client) Done() <-chan struct{} { return c.done }

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
		return c.write(context.Background(), map[string]any{"id": m.ID, "result": m.Params, "error": nil})
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

func (c *Client) write(ctx context.Context, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	c.mu.Lock()
	err = c.err
	c.mu.Unlock()
	if err != nil {
		return err
	}
	// A server that is stopped takes what fits into the socket's buffer.
	stop := context.AfterFunc(ctx, func() { c.conn.SetWriteDeadline(time.Unix(1, 0)) })
	_, err = c.conn.Write(b)
	if stop() {
		return err
	}
	if err == nil {
		// Written in the same moment: the next writer starts afresh.
		return c.conn.SetWriteDeadline(time.Time{})
	}
	// Half a message is on its way: nothing can follow it.
	c.conn.Close()
	return fmt.Errorf("%w: %w", errNoAnswer, ctx.Err())
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

	if err := c.write(ctx, map[string]any{"id": id, "method": method, "params": params}); err != nil {
		c.forget(id)
		return nil, err
	}
	select {
	case r := <-ch:
		return r.result, r.err
	case <-ctx.Done():
		c.forget(id)
		return nil, fmt.Errorf("%w: %w", errNoAnswer, ctx.Err())
	}
}

// forget takes back that somebody waits for the response to a request.
func (c *Client) forget(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pending, id)
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
	params := []any{database}
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

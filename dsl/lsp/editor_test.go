package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// editor is the other end of a session: it speaks the protocol byte by byte, as
// an editor does.
type editor struct {
	t        *testing.T
	stream   net.Conn
	messages chan message
	waiting  []message // notifications not asked for yet
	lastID   int
	versions map[string]int
	end      chan error // of Serve
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// deadline ends a test that waits for what never comes.
const deadline = time.Minute

// start begins a session that is not initialized yet.
func start(t *testing.T, o Options) *editor {
	here, there := net.Pipe()
	e := &editor{t: t, stream: here, messages: make(chan message, 1000), versions: map[string]int{}, end: make(chan error, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	read := make(chan struct{})
	go func() { e.end <- Serve(ctx, there, o) }()
	go func() {
		defer close(read)
		defer close(e.messages)
		in := bufio.NewReader(here)
		for {
			m, err := readMessage(in)
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
					t.Errorf("reading a message: %v", err)
				}
				return
			}
			e.messages <- m
		}
	}()
	t.Cleanup(func() {
		cancel()
		here.Close()
		go func() {
			for range e.messages {
			}
		}()
		<-read
	})
	return e
}

// open begins a session. The capabilities are JSON; "" means none.
func open(t *testing.T, capabilities string) *editor {
	e := start(t, Options{})
	if capabilities == "" {
		capabilities = "{}"
	}
	e.call("initialize", json.RawMessage(`{"processId": null, "rootUri": null, "capabilities": `+capabilities+`}`), nil)
	e.notify("initialized", struct{}{})
	return e
}

// close ends the session as the protocol wants it.
func (e *editor) close() {
	e.t.Helper()
	e.call("shutdown", nil, nil)
	e.notify("exit", nil)
	if err := <-e.end; err != nil {
		e.t.Errorf("the session ended with %v", err)
	}
}

func readMessage(in *bufio.Reader) (m message, err error) {
	size := -1
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return m, err
		}
		line = strings.TrimSuffix(line, "\r\n")
		if line == "" {
			break
		}
		if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			if size, err = strconv.Atoi(n); err != nil {
				return m, err
			}
		}
	}
	if size < 0 {
		return m, errors.New("no Content-Length")
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(in, body); err != nil {
		return m, err
	}
	return m, json.Unmarshal(body, &m)
}

func (e *editor) send(body string) {
	e.t.Helper()
	if err := e.stream.SetWriteDeadline(time.Now().Add(deadline)); err != nil {
		e.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(e.stream, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		e.t.Fatal(err)
	}
}

func (e *editor) notify(method string, params any) {
	e.t.Helper()
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "method": method, "params": params})
	if err != nil {
		e.t.Fatal(err)
	}
	e.send(string(body))
}

// receive returns the next message that is wanted; notifications that are not
// are kept.
func (e *editor) receive(wanted func(message) bool) message {
	e.t.Helper()
	for i, m := range e.waiting {
		if wanted(m) {
			e.waiting = append(e.waiting[:i], e.waiting[i+1:]...)
			return m
		}
	}
	timeout := time.After(deadline)
	for {
		select {
		case m, ok := <-e.messages:
			if !ok {
				e.t.Fatal("the server has gone")
			}
			if wanted(m) {
				return m
			}
			e.waiting = append(e.waiting, m)
		case <-timeout:
			e.t.Fatal("no answer")
		}
	}
}

// request sends a request and returns its response.
func (e *editor) request(method string, params any) message {
	e.t.Helper()
	e.lastID++
	id := strconv.Itoa(e.lastID)
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": e.lastID, "method": method, "params": params})
	if err != nil {
		e.t.Fatal(err)
	}
	e.send(string(body))
	return e.receive(func(m message) bool { return string(m.ID) == id })
}

// call sends a request that must succeed, and decodes its result.
func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	m := e.request(method, params)
	if m.Error != nil {
		e.t.Fatalf("%s: %s (%d)", method, m.Error.Message, m.Error.Code)
	}
	if result != nil {
		if err := json.Unmarshal(m.Result, result); err != nil {
			e.t.Fatalf("%s: %v in %s", method, err, m.Result)
		}
	}
}

// edit opens a document, or replaces its text.
func (e *editor) edit(uri, text string) {
	e.t.Helper()
	e.versions[uri]++
	if e.versions[uri] == 1 {
		e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
			"uri": uri, "languageId": "trema", "version": 1, "text": text}})
		return
	}
	e.change(uri, map[string]any{"text": text})
}

// change sends changes of a document.
func (e *editor) change(uri string, changes ...map[string]any) {
	e.t.Helper()
	e.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": e.versions[uri]}, "contentChanges": changes})
}

// diagnostics waits for what is published about the document as it is now, or
// about a file that is not open.
func (e *editor) diagnostics(uri string) []diagnostic {
	e.t.Helper()
	var p publishDiagnosticsParams
	e.receive(func(m message) bool {
		p = publishDiagnosticsParams{}
		if m.Method != "textDocument/publishDiagnostics" {
			return false
		}
		if err := json.Unmarshal(m.Params, &p); err != nil {
			e.t.Fatal(err)
		}
		return p.URI == uri && (p.Version == nil || *p.Version == e.versions[uri])
	})
	return p.Diagnostics
}

// summaries are diagnostics in the fewest words.
func summaries(list []diagnostic) string {
	var out []string
	for _, d := range list {
		first, _, _ := strings.Cut(d.Message, "\n")
		out = append(out, fmt.Sprintf("%d:%d-%d:%d %s", d.Range.Start.Line, d.Range.Start.Character, d.Range.End.Line, d.Range.End.Character, first))
	}
	return strings.Join(out, "; ")
}

// atMark takes the ¶ out of text and returns its place.
func atMark(text string, e encoding) (string, position) {
	before, after, _ := strings.Cut(text, "¶")
	t := newText([]byte(before + after))
	return before + after, t.position(len(before), e)
}

// fileURI is the URI of a path.
func fileURI(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

// params are those of a request about a place.
func params(uri string, p position) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": p,
		"context": map[string]any{"includeDeclaration": true}}
}

package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

const uri = "file:///nowhere/ns_test.conf"

// TestSession is a session from its beginning to its end.
func TestSession(t *testing.T) {
	e := open(t, `{"textDocument": {"publishDiagnostics": {"relatedInformation": true}}}`)
	e.edit(uri, "vswitch(\"lsw\") {\n  datapth_id 1\n}\nvhost \"a\"\nvhost \"a\"\n")
	list := e.diagnostics(uri)
	if got, want := summaries(list), "1:2-1:12 unknown attribute `datapth_id`; 4:6-4:9 two hosts named `a`"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if d := list[0]; d.Severity != 1 || !strings.Contains(d.Message, "did you mean `datapath_id`?") {
		t.Errorf("got %+v", d)
	}
	want := relatedInformation{location{uri, textRange{position{3, 6}, position{3, 9}}}, "first declared here"}
	if r := list[1].Related; len(r) != 1 || r[0] != want {
		t.Errorf("related: got %v, want %v", r, want)
	}

	e.versions[uri]++
	e.change(uri,
		map[string]any{"range": textRange{position{1, 2}, position{1, 12}}, "text": "datapath_id"},
		map[string]any{"range": textRange{position{4, 7}, position{4, 8}}, "text": "b"},
		map[string]any{"range": textRange{position{5, 0}, position{5, 0}}, "text": "link \"lsw\", \"a\"\nlink \"lsw\", \"b\"\n"})
	if list := e.diagnostics(uri); len(list) > 0 {
		t.Errorf("after the mistakes are mended: %s", summaries(list))
	}
	var h hover
	e.call("textDocument/hover", params(uri, position{6, 14}), &h)
	if !strings.Contains(h.Contents.Value, "**b** – vhost") || !strings.Contains(h.Contents.Value, "eth0: lsw, port 2") {
		t.Errorf("hover: %q", h.Contents.Value)
	}

	e.edit(uri, "vhost")
	if list := e.diagnostics(uri); len(list) != 1 {
		t.Errorf("a new mistake: %s", summaries(list))
	}
	e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
	if list := e.diagnostics(uri); len(list) > 0 {
		t.Errorf("after the file is closed: %s", summaries(list))
	}
	e.close()
}

func TestServeEndsAsTheSpecificationWants(t *testing.T) {
	ended := func(int) (func(context.Context) error, error) {
		return func(context.Context) error { return nil }, nil
	}
	tests := []struct {
		name string
		do   func(e *editor)
		o    Options
		want error
	}{
		{"shutdown and exit", func(e *editor) {
			e.call("initialize", struct{}{}, nil)
			e.call("shutdown", nil, nil)
			e.notify("exit", nil)
		}, Options{}, nil},
		{"shutdown and the end of the stream", func(e *editor) {
			e.call("initialize", struct{}{}, nil)
			e.call("shutdown", nil, nil)
			e.stream.Close()
		}, Options{}, nil},
		{"shutdown and exit in a hurry", func(e *editor) {
			e.call("initialize", struct{}{}, nil)
			e.send(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`)
			e.notify("exit", nil)
		}, Options{}, nil},
		{"exit alone", func(e *editor) {
			e.call("initialize", struct{}{}, nil)
			e.notify("exit", nil)
		}, Options{}, ErrNoShutdown},
		{"exit before the beginning", func(e *editor) { e.notify("exit", nil) }, Options{}, ErrNoShutdown},
		{"the end of the stream", func(e *editor) { e.stream.Close() }, Options{}, ErrNoShutdown},
		{"the end of the editor's process", func(e *editor) {
			e.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":4711,"capabilities":{}}}`)
		}, Options{FindProcess: ended}, ErrNoShutdown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := start(t, test.o)
			test.do(e)
			if err := <-e.end; !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestRequestsAreRefusedOutsideOfASession(t *testing.T) {
	e := start(t, Options{})
	code := func(want int, m message) {
		t.Helper()
		if m.Error == nil || m.Error.Code != want {
			t.Errorf("got %+v, want error %d", m.Error, want)
		}
	}
	code(-32002, e.request("textDocument/hover", params(uri, position{})))
	e.notify("textDocument/didOpen", map[string]any{})
	e.call("initialize", struct{}{}, nil)
	code(-32600, e.request("initialize", struct{}{}))
	code(-32601, e.request("textDocument/rename", params(uri, position{})))
	code(-32601, e.request("$/unknown", nil))
	e.notify("$/unknown", nil)
	code(-32602, e.request("textDocument/hover", map[string]any{"position": "here"}))
	e.send(`{"jsonrpc": "2.0", `)
	code(-32700, e.receive(func(m message) bool { return m.Error != nil }))
	if m := e.request("textDocument/hover", params(uri, position{})); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("a hover in a file that is not open: %+v", m)
	}
	e.call("shutdown", nil, nil)
	code(-32600, e.request("textDocument/hover", params(uri, position{})))
}

func TestInitializeSaysWhatTheServerCanDo(t *testing.T) {
	tests := []struct{ capabilities, encoding string }{
		{`{}`, "utf-16"},
		{`{"general": {"positionEncodings": ["utf-16"]}}`, "utf-16"},
		{`{"general": {"positionEncodings": ["utf-32", "utf-8", "utf-16"]}}`, "utf-8"},
	}
	for _, test := range tests {
		e := start(t, Options{Version: "1.2"})
		var r initializeResult
		e.call("initialize", json.RawMessage(`{"capabilities": `+test.capabilities+`}`), &r)
		if got := string(r.Capabilities.PositionEncoding); got != test.encoding {
			t.Errorf("%s: got %s, want %s", test.capabilities, got, test.encoding)
		}
		if !r.Capabilities.HoverProvider || r.ServerInfo.Version != "1.2" {
			t.Errorf("got %+v", r)
		}
	}
}

// A request that waits for a long evaluation is answered when it is cancelled,
// and the evaluation ends when the file changes.
func TestCancel(t *testing.T) {
	old := patience
	patience = deadline
	t.Cleanup(func() { patience = old })
	e := open(t, "")
	e.edit(uri, "loop { 1000.times { 1 } }")
	e.send(`{"jsonrpc":"2.0","id":"h","method":"textDocument/hover","params":{"textDocument":{"uri":"` + uri + `"},"position":{"line":0,"character":0}}}`)
	e.notify("$/cancelRequest", map[string]any{"id": "unknown"})
	// One that has not begun is not cancelled, which is as good for an editor:
	// the first of these may be too early.
	for len(e.messages) == 0 {
		e.notify("$/cancelRequest", map[string]any{"id": "h"})
	}
	m := e.receive(func(m message) bool { return string(m.ID) == `"h"` })
	if m.Error == nil || m.Error.Code != -32800 {
		t.Errorf("got %+v, want error -32800", m.Error)
	}
	e.edit(uri, "vhost \"a\"")
	if got, want := summaries(e.diagnostics(uri)), "0:6-0:9 host `a` has no link"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e.close()
}

// Whatever is half typed, the server lives, and what it says at last is right.
func TestTypingCharacterByCharacter(t *testing.T) {
	const file = `# テスト 🐍
vswitch("lsw") { datapath_id "0xabc" }
2.times do |i|
  netns("ns#{i}") {
    ip "192.168.0.#{i + 1}"
    route :net => '0.0.0.0', gateway: "192.168.0.254"
  }
  link "lsw", "ns#{i}", delay: "5ms"
end
text = <<~END
  a
END
x = %w[a b].map { |s| s.upcase }
netns("ns1") {}
`
	e := open(t, "")
	e.edit(uri, "")
	runes := []rune(file)
	for i := range runes {
		before := newText([]byte(string(runes[:i])))
		end := before.position(len(before.content), utf16)
		e.versions[uri]++
		e.change(uri, map[string]any{"range": textRange{end, end}, "text": string(runes[i])})
		if i%7 == 0 {
			for _, method := range []string{"completion", "hover", "definition", "references", "documentSymbol"} {
				e.call("textDocument/"+method, params(uri, end), nil)
			}
		}
	}
	if got, want := summaries(e.diagnostics(uri)), "13:6-13:11 two hosts named `ns1`"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	e.close()
}

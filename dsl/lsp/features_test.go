package lsp

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const network = `vswitch("lsw") { datapath_id 0xabc }
netns("ns0") {
  ip "192.168.0.1/24"
}
vhost "日本🐍"
link "lsw", "ns0"
link "lsw:7", "日本🐍"
`

func TestCompletion(t *testing.T) {
	const names = "lsw ns0 日本🐍"
	const netns = "ip netmask mac promisc vlan route pid"
	tests := []struct{ name, add, want string }{
		{"a directive", "vsw¶", "vswitch trema_switch switch openflow_switch hw_switch custom_switch rswitch vhost netns link run app event filter port use_tremashark"},
		{"an attribute", "netns(\"x\") {\n  ¶\n}", netns},
		{"an attribute in a block that is not closed", "netns \"x\" do\n  i¶", netns},
		{"an attribute of a switch", "vswitch(\"x\") { d¶ }", "datapath_id dpid ip port ports"},
		{"an end", "link \"¶\"", names},
		{"the other end", "link \"lsw\", \"n¶", names},
		{"an end without quotes", "link ¶", names},
		{"an end in a loop", "3.times { |i| link \"¶", names},
		{"an option", "link \"lsw\", \"ns0\", ¶", "bandwidth delay jitter loss mtu"},
		{"an option that is not given yet", "link \"lsw\", \"ns0\", delay: \"1ms\", j¶", "bandwidth jitter loss mtu"},
		{"an option as a symbol", "netns(\"x\") { route :¶", "net gateway netmask"},
		{"nothing in other strings", "vhost \"¶\"", ""},
		{"nothing in a comment", "# vsw¶", ""},
		{"nothing after a dot", "3.¶", ""},
		{"nothing for a value", "link \"lsw\", \"ns0\", mtu: ¶", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, "")
			text, p := atMark(network+test.add, utf16)
			e.edit(uri, text)
			var list completionList
			e.call("textDocument/completion", params(uri, p), &list)
			var got []string
			for _, item := range list.Items {
				if item.Kind != keywordItem && item.Kind != variableItem {
					got = append(got, item.Label)
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestCompletionInserts(t *testing.T) {
	snippets := `{"textDocument": {"completion": {"completionItem": {"snippetSupport": true}}}}`
	tests := []struct{ name, capabilities, add, label, want string }{
		{"a name in quotes", "", "link \"l¶", "日本🐍", "link \"日本🐍"},
		{"a name without", "", "link n¶", "ns0", "link \"ns0\""},
		{"an option", "", "link \"lsw\", \"ns0\", d¶", "delay", "link \"lsw\", \"ns0\", delay: "},
		{"an option as a symbol", "", "netns(\"x\") { route :n¶", "net", "netns(\"x\") { route :net => "},
		{"a directive", "", "vs¶", "vswitch", "vswitch"},
		{"a directive as a snippet", snippets, "vs¶", "vswitch", "vswitch(\"$1\") {\n\t$0\n}"},
		{"a link as a snippet", snippets, "¶", "link", "link \"$1\", \"$2\"$0"},
		{"an attribute as a snippet", snippets, "netns(\"x\") { i¶", "ip", "netns(\"x\") { ip $0"},
		{"a variable", "", "count = 1\nco¶", "count", "count = 1\ncount"},
		{"a keyword", "", "un¶", "unless", "unless"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, test.capabilities)
			text, p := atMark(network+test.add, utf16)
			e.edit(uri, text)
			var list completionList
			e.call("textDocument/completion", params(uri, p), &list)
			i := slices.IndexFunc(list.Items, func(item completionItem) bool { return item.Label == test.label })
			if i < 0 {
				t.Fatalf("no %q", test.label)
			}
			edit := list.Items[i].TextEdit
			got := string(newText([]byte(text)).replace(edit.Range, edit.NewText, utf16).content)
			if got != network+test.want {
				t.Errorf("got %q, want %q", got[len(network):], test.want)
			}
		})
	}
}

// Names that a mistake hides are proposed all the same.
func TestCompletionRemembersTheLastGoodNetwork(t *testing.T) {
	e := open(t, "")
	e.edit(uri, network)
	e.diagnostics(uri)
	text, p := atMark("x = (\n"+network+"link \"¶", utf16)
	e.edit(uri, text)
	e.diagnostics(uri)
	var list completionList
	e.call("textDocument/completion", params(uri, p), &list)
	if len(list.Items) != 3 {
		t.Errorf("got %v", list.Items)
	}
}

func TestHover(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a switch", strings.Replace(network, `"lsw"`, `"l¶sw"`, 1), "**lsw** – vswitch, dpid `0x0000000000000abc`\n\n* port 1: ns0\n* port 7: 日本🐍"},
		{"a host", strings.Replace(network, `"ns0"`, `"¶ns0"`, 1), "**ns0** – netns\n\n* ip `192.168.0.1`\n* netmask `255.255.255.0`\n* mac `02:00:00:00:00:01`\n* eth0: lsw, port 1"},
		{"an end", strings.Replace(network, `", "日本🐍"`, `", "日本🐍¶"`, 1), "**日本🐍** – vhost\n\n* ip `192.168.0.2`\n* mac `00:00:00:00:00:01`\n* eth0: lsw, port 7"},
		{"a directive", "v¶switch(\"x\") { dpid 1 }", "A virtual OpenFlow switch"},
		{"an attribute", "netns(\"x\") {\n  vlan¶ 3\n}", "```ruby\nvlan N\n```"},
		{"an attribute where the file is broken", "netns(\"x\") {\n  ip¶ (", "```ruby\nip ADDRESS\n```"},
		{"an option", network + "link \"lsw\", \"ns0\", de¶lay: 1", "delay: \"TIME\""},
		{"several in a loop", "2.times { |i| vhost(\"h#{¶i}\") }", "**h1** – vhost"},
		{"a word in a string", "puts \"li¶nk\"", ""},
		{"a word in a comment", "# li¶nk", ""},
		{"nothing", network + "\n¶\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, "")
			text, p := atMark(test.text, utf16)
			e.edit(uri, text)
			var h *hover
			e.call("textDocument/hover", params(uri, p), &h)
			switch {
			case h == nil && test.want == "":
			case h == nil || test.want == "" || !strings.Contains(h.Contents.Value, test.want):
				t.Errorf("got %+v, want %q", h, test.want)
			}
		})
	}
}

func TestHoverWithoutMarkdown(t *testing.T) {
	e := open(t, `{"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}`)
	e.edit(uri, network)
	var h hover
	e.call("textDocument/hover", params(uri, position{0, 1}), &h)
	want := "vswitch(name = nil) { … }\nA virtual OpenFlow switch"
	if h.Contents.Kind != "plaintext" || !strings.HasPrefix(h.Contents.Value, want) || strings.Contains(h.Contents.Value, "`") {
		t.Errorf("got %+v, want %q …", h.Contents, want)
	}
}

// places are locations in the fewest words.
func places(list []location) string {
	var out []string
	for _, l := range list {
		out = append(out, fmt.Sprintf("%s:%d:%d", l.URI[strings.LastIndexByte(l.URI, '/')+1:], l.Range.Start.Line, l.Range.Start.Character))
	}
	return strings.Join(out, " ")
}

func TestDefinitionAndReferences(t *testing.T) {
	tests := []struct{ name, text, definition, references string }{
		{"of an end", strings.Replace(network, `link "lsw`, `link "l¶sw`, 1),
			"ns_test.conf:0:8", "ns_test.conf:0:8 ns_test.conf:5:5 ns_test.conf:6:5"},
		{"of an end with its port", strings.Replace(network, `lsw:7`, `lsw:¶7`, 1),
			"ns_test.conf:0:8", "ns_test.conf:0:8 ns_test.conf:5:5 ns_test.conf:6:5"},
		{"of a declaration", strings.Replace(network, `"ns0"`, `"ns0¶"`, 1),
			"ns_test.conf:1:6", "ns_test.conf:1:6 ns_test.conf:5:12"},
		{"of a name in a loop", "vhost 'h0'\nvhost 'h1'\nvswitch('s') { dpid 1 }\n2.times { |i| link 's', \"h#{i}¶\" }",
			"ns_test.conf:0:6 ns_test.conf:1:6", "ns_test.conf:0:6 ns_test.conf:1:6 ns_test.conf:3:24"},
		{"of nothing", network + "¶", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, "")
			text, p := atMark(test.text, utf16)
			e.edit(uri, text)
			var list []location
			e.call("textDocument/definition", params(uri, p), &list)
			if got := places(list); got != test.definition {
				t.Errorf("definition: got %q, want %q", got, test.definition)
			}
			e.call("textDocument/references", params(uri, p), &list)
			if got := places(list); got != test.references {
				t.Errorf("references: got %q, want %q", got, test.references)
			}
		})
	}
}

func TestDocumentSymbols(t *testing.T) {
	e := open(t, `{"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}}`)
	e.edit(uri, network)
	var list []documentSymbol
	e.call("textDocument/documentSymbol", params(uri, position{}), &list)
	var got []string
	for _, y := range list {
		got = append(got, y.Name)
	}
	want := "lsw, ns0, 日本🐍, lsw – ns0, lsw:7 – 日本🐍"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if r := list[2].SelectionRange; r != (textRange{position{4, 6}, position{4, 12}}) {
		t.Errorf("日本🐍 is at %v", r)
	}
}

func TestFilesThatBelongTogether(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return fileURI(path)
	}
	const whole = "require_relative 'my hosts'\nvswitch('s') { dpid 1 }\nlink 's', 'h'\n"
	main, part := write("main.conf", whole), write("my hosts.rb", "vhost 'h'\nvhost 'h'\n")

	e := open(t, "")
	e.edit(main, whole)
	if got, want := summaries(e.diagnostics(part)), "1:6-1:9 two hosts named `h`"; got != want {
		t.Errorf("a mistake in a required file: got %q, want %q", got, want)
	}
	if list := e.diagnostics(main); len(list) > 0 {
		t.Errorf("got %s", summaries(list))
	}
	var list []location
	e.call("textDocument/definition", params(main, position{2, 12}), &list)
	if got, want := places(list), "my%20hosts.rb:0:6 my%20hosts.rb:1:6"; got != want && got != "my%20hosts.rb:1:6" {
		t.Errorf("definition: got %q, want %q", got, want)
	}

	e.edit(part, "vhost 'h'\n")
	for summaries(e.diagnostics(part)) != "" { // as it was before the unsaved text counted
	}
	e.edit(part, "vhost 'h'\nvhost 'unlinked'\n")
	if got, want := summaries(e.diagnostics(part)), "1:6-1:16 host `unlinked` has no link"; got != want {
		t.Errorf("an unsaved change: got %q, want %q", got, want)
	}
	e.call("textDocument/references", params(part, position{0, 7}), &list)
	if got, want := places(list), "my%20hosts.rb:0:6 main.conf:2:10"; got != want {
		t.Errorf("references: got %q, want %q", got, want)
	}

	e.notify("textDocument/didClose", params(part, position{}))
	delete(e.versions, part)
	if got, want := summaries(e.diagnostics(part)), "1:6-1:9 two hosts named `h`"; got != want {
		t.Errorf("after closing, what is on the disk counts: got %q, want %q", got, want)
	}
	e.notify("textDocument/didClose", params(main, position{}))
	if list := e.diagnostics(part); len(list) > 0 {
		t.Errorf("after closing both: %s", summaries(list))
	}
	e.close()
}

func TestOnlyFilesOfTheFolderAreRead(t *testing.T) {
	folder := t.TempDir()
	secret := filepath.Join(folder, "secret")
	if err := os.WriteFile(secret, []byte("vhost 'x'"), 0o666); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, uri, text, want string }{
		{"beside the file", fileURI(filepath.Join(folder, "x.conf")), "puts File.read('" + secret + "')", ""},
		{"above the file", fileURI(filepath.Join(folder, "sub", "x.conf")), "puts File.read('" + secret + "')", "cannot read " + secret + " (SecurityError)"},
		{"from a file without a folder", "untitled:Untitled-1", "puts File.read('" + secret + "')", "no file can be read here (SecurityError)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, "")
			e.edit(test.uri, test.text)
			_, got, _ := strings.Cut(summaries(e.diagnostics(test.uri)), " ")
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

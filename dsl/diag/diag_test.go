package diag

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// at makes the range of the n-th occurrence of piece in src.
func at(file, src, piece string, n int) Range {
	start := -1
	for range n {
		start += 1 + strings.Index(src[start+1:], piece)
	}
	pos := func(b int) Position {
		line := strings.Count(src[:b], "\n") + 1
		from := strings.LastIndexByte(src[:b], '\n') + 1
		return Position{Line: line, Column: len([]rune(src[from:b])) + 1, Byte: b}
	}
	return Range{Filename: file, Start: pos(start), End: pos(start + len(piece))}
}

const source = "vswitch(\"lsw\") {\n  datapth_id \"0xabc\"\n}\n\tvhost(\"日本語\") { bogus }\nlast"

func TestWriter(t *testing.T) {
	in := func(piece string) Range { return at("ns_test.conf", source, piece, 1) }
	tests := []struct {
		name string
		d    Diagnostic
		want string
	}{
		{"short detail beside the carets",
			Diagnostic{Summary: "unknown attribute `datapth_id`", Detail: "did you mean `datapath_id`?", Range: in("datapth_id")}, `
error: unknown attribute ${datapth_id}
  ns_test.conf:2:3
    |
  2 |   datapth_id "0xabc"
    |   ^^^^^^^^^^ did you mean ${datapath_id}?
`},
		{"long detail in a line of its own",
			Diagnostic{Severity: Warning, Summary: "s", Detail: strings.Repeat("word ", 15) + "end", Range: in("lsw")}, `
warning: s
  ns_test.conf:1:10
    |
  1 | vswitch("lsw") {
    |          ^^^
    = help: word word word word word word word word word word word word word word word end
`},
		{"tabs and wide characters",
			Diagnostic{Severity: Note, Summary: "s", Range: in("bogus")}, `
note: s
  ns_test.conf:4:17
    |
  4 |     vhost("日本語") { bogus }
    |                       ^^^^^
`},
		{"a second place",
			Diagnostic{Summary: "s", Range: in("日本語"), Related: []Related{{"first declared here", in("lsw")}}}, `
error: s
  ns_test.conf:4:9
    |
  4 |     vhost("日本語") { bogus }
    |            ^^^^^^
  ns_test.conf:1:10
    |
  1 | vswitch("lsw") {
    |          --- first declared here
`},
		{"several lines show the first",
			Diagnostic{Summary: "s", Range: in("{\n  datapth_id \"0xabc\"\n}")}, `
error: s
  ns_test.conf:1:16
    |
  1 | vswitch("lsw") {
    |                ^
`},
		{"the end of the file",
			Diagnostic{Summary: "s", Range: Range{"ns_test.conf", Position{5, 5, len(source)}, Position{5, 5, len(source)}}}, `
error: s
  ns_test.conf:5:5
    |
  5 | last
    |     ^
`},
		{"the file as a whole",
			Diagnostic{Summary: "no such file", Detail: "look again", Range: Range{Filename: "x.conf"}}, `
error: no such file
  x.conf
    = help: look again
`},
		{"a file without its source",
			Diagnostic{Summary: "s", Detail: "d", Range: Range{"y.conf", Position{12, 3, 40}, Position{12, 4, 41}}}, `
error: s
  y.conf:12:3
     = help: d
`},
		{"nowhere", Diagnostic{Summary: "s"}, "\nerror: s\n"},
		{"what a terminal would act upon is shown instead",
			Diagnostic{Summary: "\x1b[31mred", Range: Range{Filename: "a\nb"}}, "\nerror: \uFFFD[31mred\n  a\uFFFDb\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b bytes.Buffer
			w := NewWriter(&b, map[string][]byte{"ns_test.conf": []byte(source)}, false)
			if err := w.Write(&test.d); err != nil {
				t.Fatal(err)
			}
			want := strings.NewReplacer("${", "`", "}?", "`?", "_id}", "_id`").Replace(test.want[1:])
			if d := cmp.Diff(want, b.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWriterColor(t *testing.T) {
	var b bytes.Buffer
	src := map[string][]byte{"f": []byte("abc")}
	d := &Diagnostic{Severity: Warning, Summary: "s", Detail: "d", Range: at("f", "abc", "b", 1)}
	if err := NewWriter(&b, src, true).WriteList(List{d}); err != nil {
		t.Fatal(err)
	}
	want := "\x1b[1;33mwarning\x1b[0m\x1b[1m: s\x1b[0m\n  f:1:2\n    |\n  1 | abc\n    |  \x1b[1;33m^ d\x1b[0m\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestWriteList(t *testing.T) {
	var b bytes.Buffer
	if err := NewWriter(&b, nil, false).WriteList(List{{Summary: "a"}, {Summary: "b"}}); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "error: a\n\nerror: b\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWriteJSON(t *testing.T) {
	r := at("ns_test.conf", source, "datapth_id", 1)
	list := List{
		{Summary: "unknown attribute `datapth_id`", Detail: "did you mean `datapath_id`?", Range: r, Related: []Related{{"here", r}}},
		{Severity: Warning, Summary: "<w>", Range: Range{Filename: "other"}},
	}
	var b bytes.Buffer
	if err := WriteJSON(&b, list, map[string][]byte{"ns_test.conf": []byte(source)}); err != nil {
		t.Fatal(err)
	}
	want := `{
  "format_version": "1",
  "valid": false,
  "error_count": 1,
  "warning_count": 1,
  "diagnostics": [
    {
      "severity": "error",
      "summary": "unknown attribute ~datapth_id~",
      "detail": "did you mean ~datapath_id~?",
      "range": {
        "filename": "ns_test.conf",
        "start": {
          "line": 2,
          "column": 3,
          "byte": 19
        },
        "end": {
          "line": 2,
          "column": 13,
          "byte": 29
        }
      },
      "snippet": "  datapth_id \"0xabc\"",
      "related": [
        {
          "message": "here",
          "range": {
            "filename": "ns_test.conf",
            "start": {
              "line": 2,
              "column": 3,
              "byte": 19
            },
            "end": {
              "line": 2,
              "column": 13,
              "byte": 29
            }
          },
          "snippet": "  datapth_id \"0xabc\""
        }
      ]
    },
    {
      "severity": "warning",
      "summary": "<w>",
      "detail": "",
      "range": {
        "filename": "other"
      },
      "snippet": null
    }
  ]
}
`
	if d := cmp.Diff(strings.ReplaceAll(want, "~", "`"), b.String()); d != "" {
		t.Error(d)
	}
	b.Reset()
	if err := WriteJSON(&b, nil, nil); err != nil || !strings.Contains(b.String(), `"diagnostics": []`) || !strings.Contains(b.String(), `"valid": true`) {
		t.Errorf("nothing found: %s %v", b.String(), err)
	}
}

func TestNearest(t *testing.T) {
	words := []string{"vswitch", "vhost", "netns", "link", "datapath_id", "host1", "host2"}
	tests := []struct{ word, want string }{
		{"vswtch", "vswitch"}, {"vswicth", "vswitch"}, {"VSwitch", "vswitch"}, {"datapth_id", "datapath_id"},
		{"hots1", "host1"}, {"lnik", "link"}, {"x", ""}, {"eth0", ""}, {"link", ""}, {"", ""}, {"nets", "netns"},
	}
	for _, test := range tests {
		got, ok := Nearest(test.word, words)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Nearest(%q) = %q, %v, want %q", test.word, got, ok, test.want)
		}
	}
}

func TestSort(t *testing.T) {
	list := List{
		{Summary: "3", Range: Range{Filename: "b", Start: Position{1, 1, 0}}},
		{Summary: "2", Range: Range{Filename: "a", Start: Position{2, 1, 9}}},
		{Summary: "1", Range: Range{Filename: "a"}},
	}
	list.Sort()
	for i, d := range list {
		if d.Summary != string(rune('1'+i)) {
			t.Errorf("%d is %s", i, d.Summary)
		}
	}
	if got, want := list[1].Error(), "a:2:1: 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

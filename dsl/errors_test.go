package dsl

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// TestErrors reads the files of testdata/dsl/errors. Each is cut by lines "---"
// into chunks, and each chunk is a network file of its own. A comment
//
//	#! severity: text
//
// says that a finding of that severity stands in this line, and that its message
// contains the text: each part of it that ": " cuts off. Several are cut by
// " | ". Nothing else may be found.
func TestErrors(t *testing.T) {
	files, err := filepath.Glob(testdata + "/errors/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".conf"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			line := 0
			for _, chunk := range strings.Split(string(src), "\n---\n") {
				checkChunk(t, filepath.Base(file), line, chunk)
				line += strings.Count(chunk, "\n") + 2
			}
		})
	}
}

// TestErrorsAreOfManyKinds keeps the collection from shrinking: what people get
// wrong comes in more ways than one thinks.
func TestErrorsAreOfManyKinds(t *testing.T) {
	files, err := filepath.Glob(testdata + "/errors/*.conf")
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile("`[^`]*`|\"[^\"]*\"|[0-9]+")
	kinds := map[string]bool{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(src), "\n") {
			_, list, _ := strings.Cut(line, "#! ")
			for _, want := range strings.Split(list, " | ") {
				kinds[quoted.ReplaceAllString(strings.TrimSpace(want), "…")] = true
			}
		}
	}
	if len(kinds) < 150 {
		t.Errorf("only %d kinds of mistake", len(kinds))
	}
}

// checkChunk reads a chunk that stands below so many lines.
func checkChunk(t *testing.T, name string, above int, chunk string) {
	t.Helper()
	want := map[int][]string{}
	for i, line := range strings.Split(chunk, "\n") {
		if _, list, ok := strings.Cut(line, "#! "); ok {
			want[above+i+1] = strings.Split(list, " | ")
		}
	}
	// Blank lines above keep the lines of the messages those of the file.
	padded := strings.Repeat("\n", above) + chunk
	network, report := LoadBytes(name, []byte(padded), WithOutput(&bytes.Buffer{}))
	if (network == nil) != report.Diagnostics.HasErrors() {
		t.Errorf("%s:%d: a network and errors, or neither", name, above+1)
	}
	for _, d := range report.Diagnostics {
		line := d.Range.Start.Line
		got := d.Severity.String() + ": " + d.Summary
		if d.Detail != "" {
			got += ": " + d.Detail
		}
		found := false
		for i, w := range want[line] {
			ok := true
			for _, part := range strings.Split(strings.TrimSpace(w), ": ") {
				ok = ok && strings.Contains(got, part)
			}
			if ok && strings.HasPrefix(w, d.Severity.String()) {
				want[line] = append(want[line][:i:i], want[line][i+1:]...)
				found = true
				break
			}
		}
		if !found {
			t.Errorf("%s: unexpected %s", d.Range, got)
		}
		if d.Range.Start.Byte > d.Range.End.Byte || d.Range.End.Byte > len(padded) {
			t.Errorf("%s: range %+v", got, d.Range)
		}
	}
	for line, list := range want {
		for _, w := range list {
			t.Errorf("%s:%d: missing %s", name, line, w)
		}
	}
}

// TestRelated checks the second places of findings.
func TestRelated(t *testing.T) {
	tests := []struct{ src, want string }{
		{"vswitch('a') { dpid 1 }\nvswitch('a') { dpid 2 }", "x.conf:1:9 first declared here"},
		{"vswitch('a') { dpid 1 }\nvswitch('b') { dpid '0x1' }", "x.conf:1:21 first declared here"},
		{"vhost('a')\nvhost('a')", "x.conf:1:7 first declared here"},
		{"vhost('a')\nvswitch('a') { dpid 1 }", "x.conf:2:9 first declared here"},
		{"vswitch('s') { dpid 1 }\nvhost('a')\nvhost('b')\nlink 's:1', 'a'\nlink 's:1', 'b'", "x.conf:4:6 first used here"},
		{"vhost('a') { ip '10.0.0.1' }\nvhost('b') { ip '10.0.0.1' }", "x.conf:1:17 first used here"},
		{"def f(n)\n  n / 0\nend\n\nf 3", "x.conf:5:1 in `f`, called here"},
		{"def f(n)\n  g n\nend\ndef g(n) = n.fetch\n[1].each { |n| f n }", "x.conf:5:16 in `f`, called here"},
	}
	for _, test := range tests {
		_, report := LoadBytes("x.conf", []byte(test.src))
		var got []string
		for _, d := range report.Diagnostics {
			for _, r := range d.Related {
				got = append(got, r.Range.String()+" "+r.Message)
			}
		}
		if !strings.Contains(strings.Join(got, "\n"), test.want) {
			t.Errorf("%s\ngot %q, want %q\n%s", test.src, got, test.want, text(report))
		}
	}
}

// TestDiagnosticsAreSorted: findings come in the order of the file.
func TestDiagnosticsAreSorted(t *testing.T) {
	_, report := LoadBytes("x.conf", []byte("link 'a', 'a'\nfoo\nvhost('h') { bogus }\nvhost('h')"))
	last := diag.Position{}
	for _, d := range report.Diagnostics {
		if d.Range.Start.Byte < last.Byte {
			t.Errorf("%s comes after %v", d.Range, last)
		}
		last = d.Range.Start
	}
}

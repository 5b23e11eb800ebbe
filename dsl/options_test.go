package dsl

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWithContextEndsTheReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	network, report := LoadBytes("x.conf", []byte("vhost 'h'\nloop { x = 1 }\n"), WithContext(ctx))
	if network != nil || !strings.Contains(text(report), "error: the reading was ended before its end\n  x.conf:2:1") {
		t.Errorf("got %v and\n%s", network, text(report))
	}
}

func TestWithOverlayAnswersBeforeTheDisk(t *testing.T) {
	folder := t.TempDir()
	saved := filepath.Join(folder, "saved.rb")
	if err := os.WriteFile(saved, []byte(`vhost "saved"`), 0o666); err != nil {
		t.Fatal(err)
	}
	overlay := WithOverlay(func(path string) ([]byte, bool) {
		switch path {
		case saved, filepath.Join(folder, "new.rb"), filepath.Join(filepath.Dir(folder), "outside.rb"):
			return []byte(`vhost "` + filepath.Base(path) + `"`), true
		}
		return nil, false
	})
	tests := []struct{ name, src, want, complaint string }{
		{"a file that is changed", `require_relative "saved"`, "saved.rb", ""},
		{"a file that is not on the disk", `require_relative "new"`, "new.rb", ""},
		{"a file outside the folder", `require_relative "../outside"`, "", "outside the folder"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, report := LoadBytes(filepath.Join(folder, "x.conf"), []byte(test.src), overlay)
			got := ""
			for _, h := range report.Declared.Hosts {
				got += h.Name
			}
			if got != test.want || !strings.Contains(text(report), test.complaint) {
				t.Errorf("got %q, want %q and %q in\n%s", got, test.want, test.complaint, text(report))
			}
		})
	}
}

func TestWithoutFilesReadsNone(t *testing.T) {
	_, report := LoadBytes("x.conf", []byte(`require_relative "options_test.go"`), WithoutFiles())
	if !strings.Contains(text(report), "no file can be read here") {
		t.Error(text(report))
	}
}

func TestDeclaredHoldsWhatCouldBeRead(t *testing.T) {
	tests := []struct {
		name, src string
		options   []Option
		hosts     string // "-": nothing was run
		complaint string
	}{
		{"all of it", "vhost 'a'\nvhost 'b'\nlink 'a', 'b'", nil, "a b", ""},
		{"with an error", "vhost 'a'\nvhost('b') { bogus 1 }", nil, "a b", "unknown attribute `bogus`"},
		{"without what depends on a syntax mistake", "vhost 'a'\nn = (\nn.times { vhost 'b' }", nil, "a", "never closed"},
		{"with it where that is wanted", "vhost 'a'\nn = \\ 2\n2.times { |n| vhost \"b#{n}\" }", []Option{WithDependentStatements()}, "a b0 b1", "has no meaning"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			network, report := LoadBytes("x.conf", []byte(test.src), test.options...)
			got := "-"
			if n := report.Declared; n != nil {
				var names []string
				for _, h := range n.Hosts {
					names = append(names, h.Name)
				}
				got = strings.Join(names, " ")
			}
			if got != test.hosts || !strings.Contains(text(report), test.complaint) {
				t.Errorf("got %q, want %q and %q in\n%s", got, test.hosts, test.complaint, text(report))
			}
			if (network == nil) != report.Diagnostics.HasErrors() {
				t.Error("a network and errors, or neither")
			}
		})
	}
}

package rubygen_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/internal/realruby"
	"github.com/trema-ns/trema-ns/dsl/internal/rubygen"
)

var (
	programs = flag.Int("programs", 300, "how many random programs to compare with real Ruby")
	seed     = flag.Uint64("seed", 1, "seed of the first program; the next has the next number")
	most     = flag.Int("most", 5, "stop after this many different failures")
)

// outcome is what a program came to here.
type outcome struct {
	output  string
	errors  diag.List
	network any
}

func here(src string) *outcome {
	var output bytes.Buffer
	network, report := dsl.LoadBytes("x.conf", []byte(src), dsl.WithOutput(&output))
	o := &outcome{output: output.String()}
	for _, d := range report.Diagnostics {
		if d.Severity == diag.Error {
			o.errors = append(o.errors, d)
		}
	}
	if network != nil {
		if text, err := network.MarshalJSON(); err == nil {
			_ = json.Unmarshal(text, &o.network)
		}
	}
	return o
}

// differs says how the two outcomes differ, or nothing. A program that Ruby ends
// with an exception must have an error here, and must have printed the same
// until then: here the statements after it still run.
func differs(ours *outcome, ruby *realruby.Answer) string {
	class, _, _ := strings.Cut(ruby.Error, ":")
	got, want := withoutAddresses(ours.output), withoutAddresses(ruby.Output)
	switch {
	case class == "the program was killed":
		return "" // it ran for too long, or found a fault of Ruby's own
	case class == "SyntaxError", class == "fatal", class == "SystemStackError", class == "NoMemoryError":
		return "" // not a program after all, or one that is too much for Ruby
	case len(ours.errors) > 0 && tooMuch[ours.errors[len(ours.errors)-1].Summary]:
		return "" // Ruby has no such limits
	case ruby.Error != "" && len(ours.errors) == 0:
		return "no " + class
	case ruby.Error != "":
		if !strings.HasPrefix(got, want) {
			return "other output before the " + class
		}
		return ""
	case len(ours.errors) > 0:
		return "error: " + strings.Map(lettersOnly, ours.errors[0].Summary)
	case got != want:
		return "other output"
	}
	var network any
	if err := json.Unmarshal(ruby.Network, &network); err != nil {
		return err.Error()
	}
	if !reflect.DeepEqual(network, ours.network) {
		return "another network"
	}
	return ""
}

// tooMuch are the limits that end a program here.
var tooMuch = map[string]bool{"this takes too much memory": true, "this runs for too long": true, "calls are nested too deeply": true}

// procAddress is where a Proc is, in memory and in a file, which it does not say
// here.
var procAddress = regexp.MustCompile(`#<Proc:0x[0-9a-f]{16}(?: [^ >]+:\d+)?`)

var address = regexp.MustCompile(`:0x[0-9a-f]{16}`)

// withoutAddresses makes texts alike that name objects by where they are.
func withoutAddresses(s string) string {
	return address.ReplaceAllString(procAddress.ReplaceAllString(s, "#<Proc"), ":0x…")
}

// lettersOnly makes messages alike that differ in numbers and values.
func lettersOnly(r rune) rune {
	if r >= 'a' && r <= 'z' || r == ' ' || r == '_' || r == '`' {
		return r
	}
	return -1
}

// clip keeps what is shown of an output short.
func clip(s string) string {
	const most = 4000
	if len(s) > most {
		return s[:most] + "…\n"
	}
	return s
}

// TestPrograms runs random programs here and in real Ruby. Those that differ are
// shrunk and shown with what both made of them.
//
// `make fuzz` runs many, from a seed of the day; the seed in a failure brings it
// back: go test ./dsl/internal/rubygen -seed N -programs 1.
func TestPrograms(t *testing.T) {
	if !realruby.Installed() {
		t.Skip("ruby is not installed: apt-get install ruby")
	}
	ruby, err := realruby.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer ruby.Close()
	compare := func(src string) (string, *outcome, *realruby.Answer) {
		answer, err := ruby.Eval("x.conf", src)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		ours := here(src)
		return differs(ours, answer), ours, answer
	}
	seen := map[string]bool{}
	failed, shown := 0, 0
	for i := range uint64(*programs) {
		program := rubygen.Program(*seed + i)
		kind, _, answer := compare(program.String())
		if answer.Error != "" {
			failed++
		}
		if kind == "" {
			continue
		}
		if strings.HasPrefix(kind, "error: ") && seen[kind] {
			continue
		}
		seen[kind] = true
		small := rubygen.Shrink(program, func(src string) bool {
			k, _, _ := compare(src)
			return k == kind
		}).String()
		_, ours, answer := compare(small)
		if seen[small] {
			continue
		}
		seen[small] = true
		shown++
		var text strings.Builder
		fmt.Fprintf(&text, "-seed %d: %s\n%s\n--- ruby:\n%s%s\n--- here:\n%s", *seed+i, kind, small, clip(answer.Output), answer.Error, clip(ours.output))
		for _, d := range ours.errors {
			fmt.Fprintf(&text, "%s\n", d.Error())
		}
		if kind == "another network" {
			got, _ := json.Marshal(ours.network)
			fmt.Fprintf(&text, "%s\n%s\n", answer.Network, got)
		}
		t.Error(text.String())
		if shown >= *most {
			break
		}
	}
	t.Logf("%d of %d programs end in an exception", failed, *programs)
}

package dsl

import (
	"slices"
	"strings"
	"testing"
)

// around is files that an attribute or option stands in, by the directive that
// it belongs to; its place is marked by a %.
var around = map[string]string{
	"vswitch":         "vswitch(\"x\") {\n  %\n  dpid 1\n}",
	"trema_switch":    "trema_switch(\"x\") {\n  %\n  dpid 1\n}",
	"switch":          "switch(\"x\") {\n  %\n  dpid 1\n}",
	"openflow_switch": "openflow_switch(\"x\") {\n  %\n  dpid 1\n}",
	"hw_switch":       "hw_switch(\"x\") {\n  %\n  dpid 1\n}",
	"custom_switch":   "custom_switch(\"x\") {\n  path \"./x\"\n  %\n  dpid 1\n}",
	"rswitch":         "rswitch(\"x\") {\n  %\n  dpid 1\n}",
	"vhost":           "vhost(\"x\") {\n  ip \"192.168.0.1\"\n  %\n}",
	"netns":           "netns(\"x\") {\n  ip \"192.168.0.1\"\n  %\n}",
	"run":             "run(\"x\") { % }",
	"app":             "app(\"x\") { % }",
	"route":           "netns(\"x\") {\n  ip \"192.168.0.1\"\n  %\n}",
	"link":            "vswitch(\"lsw\") { dpid 1 }\nvhost(\"host1\")\n%",
	"event":           "run(\"topology\")\n%",
	"filter":          "run(\"topology\")\n%",
}

// TestWords loads the example of every word: where the word belongs it must be
// accepted, and elsewhere refused.
func TestWords(t *testing.T) {
	for _, w := range Words() {
		if w.Meaning == "" || w.Usage == "" || w.Example == "" {
			t.Errorf("%v: no meaning, usage or example", w.Names)
		}
		for _, name := range w.Names {
			example := strings.ReplaceAll(w.Example, w.Names[0], name)
			if w.Kind == Directive {
				if network, report := LoadBytes("x", []byte(w.Example)); network == nil {
					t.Errorf("%s: %s", name, text(report))
				}
				if around[name] == "" && !slices.Contains([]string{"port", "use_tremashark"}, name) {
					t.Errorf("%s has no file around it", name)
				}
				continue
			}
			if w.Type == "" || w.Default == "" {
				t.Errorf("%s: no type or default", name)
			}
			for place, file := range around {
				hasOptions := slices.Contains([]string{"link", "route", "event", "filter"}, place)
				if (w.Kind == Setting) != hasOptions || hasOptions && !slices.Contains(w.Of, place) {
					continue // an option is written with what it belongs to
				}
				src := strings.Replace(file, "%", example, 1)
				if got, want := fits(src), known(name, place); got != want {
					t.Errorf("%s in %s: accepted %v, want %v\n%s", name, place, got, want, src)
				}
			}
		}
	}
}

// fits reports whether src loads and everything in it has an effect.
func fits(src string) bool {
	network, report := LoadBytes("x", []byte(src))
	for _, d := range report.Diagnostics {
		if strings.Contains(d.Summary, "has no effect on") {
			return false
		}
	}
	return network != nil
}

// known reports whether an attribute or option called name belongs to place.
func known(name, place string) bool {
	return slices.ContainsFunc(Words(), func(w Word) bool {
		return slices.Contains(w.Names, name) && slices.Contains(w.Of, place)
	})
}

package main

import (
	"errors"
	"strings"
	"testing"
)

func TestArrange(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"--version", "--version"},
		{"run learning-switch -c x.conf -d", "run -c x.conf -d -- learning-switch"},
		{"run -c x.conf learning-switch", "run -c x.conf -- learning-switch"},
		{"run --conf=x.conf learning-switch", "run --conf=x.conf -- learning-switch"},
		{"run learning-switch -d -- --match mac", "run -d -- learning-switch -- --match mac"},
		{"run -c - -d", "run -c - -d"},
		{"-v run learning-switch", "-v run -- learning-switch"},
		{"ru learning-switch", "run -- learning-switch"},
		{"dump lsw sw2", "dump_flows -- lsw sw2"},
		{"netns ns1 ping -c 1 10.0.0.1", "netns -- ns1 ping -c 1 10.0.0.1"},
		{"netns --lab x ns1 ls -l", "netns --lab x -- ns1 ls -l"},
		{"netns ns1 -- ls -l", "netns -- ns1 -- ls -l"},
		{"check - x.conf --json", "check --json -- - x.conf"},
		{"check -- -x.conf", "check -- -x.conf"},
		{"netns -- ns1 true", "netns -- ns1 true"},
		{"run learning-switch --no-openflow13", "run --openflow13=false -- learning-switch"},
		{"__complete run -c", "__complete run -c"},
	} {
		got, err := arrange(newApp(), append([]string{"trema-ns"}, strings.Fields(test.in)...))
		if err != nil || strings.Join(got[1:], " ") != test.want {
			t.Errorf("%s: %v, %v; want %s", test.in, got, err, test.want)
		}
	}
}

func TestMissingValue(t *testing.T) {
	for _, line := range []string{"run learning-switch -c", "run --name -- x", "netns --lab"} {
		_, err := arrange(newApp(), append([]string{"trema-ns"}, strings.Fields(line)...))
		var usage *usageError
		if !errors.As(err, &usage) || !strings.Contains(usage.text, "needs a value") {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestUnknownOption(t *testing.T) {
	for line, want := range map[string]string{
		"run --bogus":               "Unknown option --bogus",
		"run --bogus=1 x":           "Unknown option --bogus",
		"stop -x a":                 "Unknown option -x",
		"run --no-bogus":            "Unknown option --no-bogus",
		"dump_flows lsw --no-lab x": "Unknown option --no-lab",
	} {
		_, err := arrange(newApp(), append([]string{"trema-ns"}, strings.Fields(line)...))
		var usage *usageError
		if !errors.As(err, &usage) || usage.text != want {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}

func TestFindCommand(t *testing.T) {
	for _, test := range []struct{ word, want, err string }{
		{"run", "run", ""},
		{"kill", "kill", ""}, // not the beginning of killall
		{"killa", "killall", ""},
		{"k", "", "Ambiguous command 'k'. It matches kill,killall"},
		{"c", "", "Ambiguous command 'c'. It matches call,capture,cbench,check,completion,config"},
		{"_", "", "Unknown command '_'"},
		{"foo", "", "Unknown command 'foo'"},
	} {
		cmd, err := findCommand(newApp(), test.word)
		var usage *usageError
		switch {
		case test.err == "" && (err != nil || cmd.Name != test.want):
			t.Errorf("%s: %v, %v", test.word, cmd, err)
		case test.err != "" && (!errors.As(err, &usage) || usage.text != test.err):
			t.Errorf("%s: error %v, want %s", test.word, err, test.err)
		}
	}
}

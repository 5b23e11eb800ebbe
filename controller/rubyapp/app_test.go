package rubyapp_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
)

// TestEnds runs controllers that end by a mistake of theirs or by themselves,
// each when its switch is ready.
func TestEnds(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"an exception", "class A < Trema::Controller\n def switch_ready(dpid) = deep(dpid)\n def deep(x)\n  raise 'no'\n end\nend",
			"controller.rb:4:in `deep': no (RuntimeError)\n\tfrom controller.rb:2:in `switch_ready'"},
		{"a method of nil", "class A < Trema::Controller\n def switch_ready(dpid)\n  [nil].first.switch_up\n end\n def switch_up; end\nend",
			"controller.rb:3:in `switch_ready': undefined method `switch_up` for nil (NoMethodError)\nthe value on its left is nil: nothing was put there"},
		{"an endless loop", "class A < Trema::Controller\n def switch_ready(dpid)\n  loop {}\n end\nend",
			"controller.rb:3:in `switch_ready': this runs for too long\na controller may take some million steps; is there a loop without an end?"},
		{"endless recursion", "class A < Trema::Controller\n def switch_ready(dpid) = switch_ready(dpid)\nend",
			"calls are nested too deeply\ndoes a method call itself without an end?"},
		{"a memory bomb", "class A < Trema::Controller\n def switch_ready(dpid)\n  a = 'x'\n  loop { a += a }\n end\nend",
			"controller.rb:4:in `switch_ready': this takes too much memory\nis there a loop without an end, or a number far too large?"},
		{"method_missing that calls itself", "class A < Trema::Controller\n def switch_ready(dpid) = nothing\n def method_missing(*a) = nothing_again\nend",
			"calls are nested too deeply\ndoes a method call itself without an end?"},
		{"a wrong option", "class A < Trema::Controller\n def switch_ready(dpid)\n  send_flow_mod_add dpid, match: Match.new, action: [], prority: 1\n end\nend",
			"controller.rb:3:in `switch_ready': send_flow_mod does not know `prority` (ArgumentError)\ndid you mean `priority`?"},
		{"a wrong field", "class A < Trema::Controller\n def switch_ready(dpid)\n  Match.new(ethertype: 1)\n end\nend",
			"controller.rb:3:in `switch_ready': a match does not know `ethertype` (ArgumentError)\ndid you mean `ether_type`?"},
		{"no match", "class A < Trema::Controller\n def switch_ready(dpid)\n  send_flow_mod_add dpid, actions: []\n end\nend",
			"controller.rb:3:in `switch_ready': key not found: :match (KeyError)\n`match: Match.new` is for all packets"},
		{"what OpenFlow 1.0 cannot say", "class A < Trema::Controller\n def switch_ready(dpid)\n  send_flow_mod_add dpid, match: Match.new, instructions: GotoTable.new(1)\n end\nend",
			"controller.rb:3:in `switch_ready': flow mod: OpenFlow 1.0 knows no instructions but actions (ArgumentError)"},
		{"a timer", "class A < Trema::Controller\n timer_event :tick, interval: 0.01\n private\n def tick\n  raise 'tock'\n end\nend",
			"controller.rb:5:in `tick': tock (RuntimeError)"},
		{"exit", "class A < Trema::Controller\n def switch_ready(dpid) = exit(3)\nend", "the controller has ended with status 3"},
		{"abort", "class A < Trema::Controller\n def switch_ready(dpid) = abort('enough')\nend", "enough"},
		{"exit without status", "class A < Trema::Controller\n def switch_ready(dpid) = exit\nend", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, test.src)
			if err := l.start(); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(test.src, "switch_ready") {
				l.connect()
			}
			err := <-l.ended
			l.ended <- err
			got := ""
			if err != nil {
				got = err.Error()
			}
			got = strings.ReplaceAll(got, filepath.Dir(l.file)+"/", "")
			if i := strings.Index(got, "calls are nested"); i >= 0 {
				got = got[i:] // where, nobody can know
			}
			if got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
		})
	}
}

// TestMistakesAreKnownBefore checks that a controller with mistakes is not
// loaded, and what is said of it.
func TestMistakesAreKnownBefore(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"a syntax mistake", "class A < Trema::Controller\n def start(\nend", "`def` opened here is never closed"},
		{"an unknown method", "class A < Trema::Controller\n def start(a) = send_floww_mod_add(1)\nend", "undefined method `send_floww_mod_add`"},
		{"an unknown constant", "class A < Trema::Controller\n def start(a) = SendOutPrt\nend", "unknown constant `SendOutPrt`"},
		{"an unknown constant in another", "class A < Trema::Controller\n def start(a) = Arp::Requst\nend", "unknown constant `Requst`"},
		{"an unknown library", "require 'redis'\nclass A < Trema::Controller\nend", "no library `redis` here"},
		{"an unknown library in a method", "class A < Trema::Controller\n def show\n  require 'graphviz'\n end\nend", "no library `graphviz` here"},
		{"a process", "class A < Trema::Controller\n def start(a) = system('ls')\nend", "`system` is not available in a controller"},
		{"no controller", "class A\nend", "has no controller"},
		{"a timer of a method that is not there", "class A < Trema::Controller\n timer_event :tick\nend", "timer_event needs `interval:`"},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := write(t, test.src)
			app, report := rubyapp.Load(file, rubyapp.Options{})
			text := ""
			for _, d := range report.Diagnostics {
				text += d.Error() + "\n"
			}
			if app != nil || !strings.Contains(text, test.want) {
				t.Errorf("got %v, want %q", text, test.want)
			}
		})
	}
}

// TestNamesOfFilesLoadedLater checks that what a method will load is known.
func TestNamesOfFilesLoadedLater(t *testing.T) {
	file := write(t, `class A < Trema::Controller
  def start(_args)
    load File.join(__dir__, 'conf', 'routes.conf')
    puts Routes::ALL.inspect, route(1), Routes.new.hops
  end
end`)
	folder := filepath.Join(filepath.Dir(file), "conf")
	routes := "class Routes\n ALL = [1]\n attr_reader :hops\nend\ndef route(n) = n\n"
	if err := errors.Join(os.Mkdir(folder, 0o777), os.WriteFile(filepath.Join(folder, "routes.conf"), []byte(routes), 0o666)); err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t}
	l.load(file, rubyapp.Options{})
	if err := l.start(); err != nil {
		t.Fatal(err)
	}
	if got, want := l.recorded(), "[1]\n1\n\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNamesOfOtherFilesAreKnown(t *testing.T) {
	l := newLab(t, `
module Named
  def self.included(base) = base.extend(Macros)
  module Macros
    def named(*names) = names.each { |n| define_method(n) { n } }
  end
end
class A < Trema::Controller
  include Named
  named :one, :two
  def start(_args) = puts(one, two)
end`)
	if err := l.start(); err != nil {
		t.Fatal(err)
	}
	if got := l.recorded(); got != "one\ntwo\n" {
		t.Errorf("got %q", got)
	}
}

func TestCall(t *testing.T) {
	l := newLab(t, `
class A < Trema::Controller
  def start(_args) = @sum = 0
  def add(*numbers) = @sum += numbers.sum
  def hello(name) = "hello #{name}"
  def fails = raise('no')
  private
  def hidden = 1
end`)
	if err := l.start(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		method string
		args   []string
		want   string
	}{
		{"add", []string{"1", "0x10"}, "17\n"},
		{"hello", []string{"you"}, "hello you\n"},
	} {
		if got, err := l.listener.Call(test.method, test.args); got != test.want || err != nil {
			t.Errorf("%s %v: %q, %v", test.method, test.args, got, err)
		}
	}
	var unknown *controller.UnknownMethodError
	for _, method := range []string{"hidden", "nothing", "start_over", "send_packet_out"} {
		if _, err := l.listener.Call(method, nil); !errors.As(err, &unknown) || !strings.Contains(err.Error(), "add (at least 0 arguments)\n") {
			t.Errorf("%s: %v", method, err)
		}
	}
	if _, err := l.listener.Call("hello", nil); err == nil || err.Error() != "hello takes 1 argument, not 0" {
		t.Errorf("too few arguments: %v", err)
	}
	var mistake *rubyapp.Error
	if _, err := l.listener.Call("fails", nil); !errors.As(err, &mistake) {
		t.Errorf("a call that fails: %v", err)
	}
	if got, err := l.listener.Call("add", nil); got != "17\n" || err != nil {
		t.Errorf("after a call that failed: %q, %v", got, err)
	}
}

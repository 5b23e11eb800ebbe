package rubyapp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller/rubyapp"
)

// TestHostile runs controllers that do what they can to keep their machine busy:
// each ends with an error.
func TestHostile(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"ten thousand timers", "class A < Controller\n def switch_ready(dpid)\n  20_000.times { periodic_timer_event :tick, 1000 }\n end\n def tick; end\nend",
			"a controller has at most 10000 timers at a time"},
		{"a fork bomb of threads", "class A < Trema::Controller\n def switch_ready(dpid) = loop { Thread.new { sleep } }\nend",
			"a controller has at most 1000 threads"},
		{"core methods that call themselves", "class Array\n def each = each { }\n def inspect = inspect\nend\nclass Hash\n def [](k) = self[k]\nend\nclass A < Trema::Controller\n def switch_ready(dpid) = { 1 => 2 }[dpid]\nend",
			"calls are nested too deeply"},
		{"a rescue of everything", "class A < Trema::Controller\n def switch_ready(dpid)\n  begin\n   loop {}\n  rescue Exception\n   retry\n  end\n end\nend",
			"this runs for too long"},
		{"a hash method that raises", "class K\n def hash = raise('no')\nend\nclass A < Trema::Controller\n def switch_ready(dpid) = { K.new => 1 }\nend",
			"no (RuntimeError)"},
		{"a mac of its own class", "class M < Mac\n def initialize = nil\nend\nclass A < Trema::Controller\n def switch_ready(dpid) = Match.new(source_mac_address: M.new('x'))\nend",
			"is not a MAC address"},
		{"Trema's classes without content", "class A < Trema::Controller\n def switch_ready(dpid) = PacketIn.new.in_port\nend",
			"undefined method `new` for PacketIn"},
		{"a method of a packet on another object", "class A < Trema::Controller\n def switch_ready(dpid) = Match.instance_method(:to_s).bind_call(3)\nend",
			"bind argument must be an instance of Match"},
		{"output without end", "class A < Trema::Controller\n def switch_ready(dpid) = loop { puts 'x' * 1000 }\nend",
			"this takes too much memory"},
		{"a huge number", "class A < Trema::Controller\n def switch_ready(dpid) = 10 ** 10 ** 10\nend", "this takes too much memory"},
		{"a port far too large", "class A < Trema::Controller\n def switch_ready(dpid) = send_packet_out(dpid, raw_data: 'x', actions: SendOutPort.new(70_000))\nend",
			"port"},
		{"a packet far too large", "class A < Trema::Controller\n def switch_ready(dpid) = send_packet_out(dpid, raw_data: 'x' * 100_000, actions: SendOutPort.new(1))\nend",
			"message"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, test.src)
			if err := l.start(); err != nil {
				t.Fatal(err)
			}
			l.connect()
			select {
			case err := <-l.ended:
				l.ended <- err
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("ended with %v, want %q", err, test.want)
				}
			case <-time.After(time.Minute):
				t.Errorf("goes on, want %q; recorded:\n%.500s", test.want, l.recorded())
			}
		})
	}
}

// TestFilesStayBeside checks that a controller reads nothing but what it may.
func TestFilesStayBeside(t *testing.T) {
	for _, read := range []string{"File.read('/etc/hostname')", "File.readlines('../../etc/hostname')", "load '/etc/hostname'", "require '/etc/hostname'", "File.exist?('/etc/passwd')"} {
		app, report := rubyapp.Load(write(t, read+"\nclass A < Trema::Controller\nend"), rubyapp.Options{})
		if app != nil || !strings.Contains(report.Diagnostics[0].Error(), "cannot read") {
			t.Errorf("%s: %v", read, report.Diagnostics)
		}
	}
}

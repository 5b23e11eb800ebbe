package runner

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// HostsFile returns the file that covers /etc/hosts for commands in the hosts of
// a lab: with it these know each other by name.
func (d Dir) HostsFile(lab string) string { return filepath.Join(d.lab(lab), "hosts") }

// writeHosts writes the file, in place: there may be shells that have it
// mounted. The lab's own names come first, then those of the machine.
func (d Dir) writeHosts(r *Record) error {
	var s strings.Builder
	for i := range r.Hosts {
		if h := &r.Hosts[i]; h.Address.IsValid() && validHostName(h.Name) {
			fmt.Fprintf(&s, "%s\t%s\n", h.Address.Addr(), h.Name)
		}
	}
	machine, err := os.ReadFile("/etc/hosts")
	if err != nil {
		machine = []byte("127.0.0.1\tlocalhost\n::1\tlocalhost\n")
	}
	return os.WriteFile(d.HostsFile(r.Lab), append([]byte(s.String()), machine...), 0o644)
}

// validHostName reports whether a name is one word to hosts(5), and means a host
// of the lab.
func validHostName(name string) bool {
	if name == "" || strings.EqualFold(name, "localhost") {
		return false
	}
	for _, c := range []byte(name) {
		if c <= ' ' || c >= 0x7f || c == '#' {
			return false
		}
	}
	return true
}

package doctor

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

func openVSwitch(ctx context.Context, dir runner.Dir, running []process) OVSFacts {
	o := OVSFacts{Missing: text(ovs.Installed()), System: ovs.Look(ctx), KernelDatapath: ovs.KernelDatapath()}
	o.Version, _ = ovs.InstalledVersion(ctx) // Missing says why there is none
	// Opening the device would load its module: nobody asks before it is there.
	if b, err := os.ReadFile("/proc/misc"); err == nil && !strings.Contains(string(b), " tun\n") {
		if _, err := os.Stat("/dev/net/tun"); err != nil {
			o.TapErr = err.Error()
		}
	} else {
		o.TapErr = text(ovs.TapDevice())
	}
	// The labs' own has its directory among its arguments.
	ours := func(pid int) bool {
		b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
		return err == nil && strings.Contains(string(b), dir.OVS().RunDir+"/")
	}
	for _, p := range running {
		if p.name != "ovs-vswitchd" || p.pid == o.System.PID || ours(p.pid) {
			continue
		}
		if here, err := netns.InCurrent(p.pid); err == nil && here {
			o.Others = append(o.Others, Other{PID: p.pid, Name: p.name})
		}
	}
	return o
}

func meddlers(running []process) MeddlerFacts {
	m := MeddlerFacts{
		NetworkManager: concatenated("/etc/NetworkManager/NetworkManager.conf",
			"/etc/NetworkManager/conf.d/*.conf", "/run/NetworkManager/conf.d/*.conf", "/usr/lib/NetworkManager/conf.d/*.conf"),
		Networkd:  contents("/etc/systemd/network/*.network", "/run/systemd/network/*.network", "/usr/lib/systemd/network/*.network"),
		Dhcpcd:    concatenated("/etc/dhcpcd.conf"),
		UdevRules: contents("/etc/udev/rules.d/*.rules", "/run/udev/rules.d/*.rules"),
	}
	for _, known := range []string{"NetworkManager", "systemd-networkd", "dhcpcd", "connmand", "systemd-udevd", "udevd"} {
		short := known[:min(len(known), 15)] // what the kernel keeps of a process's name
		if slices.ContainsFunc(running, func(p process) bool { return p.name == short }) {
			m.Running = append(m.Running, known)
		}
	}
	return m
}

// contents returns the files that match, those that can be read, by path.
func contents(patterns ...string) map[string]string {
	files := map[string]string{}
	for _, pattern := range patterns {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			if b, err := os.ReadFile(path); err == nil {
				files[path] = string(b)
			}
		}
	}
	return files
}

func concatenated(patterns ...string) string {
	var all strings.Builder
	for _, text := range contents(patterns...) {
		all.WriteString(text + "\n")
	}
	return all.String()
}

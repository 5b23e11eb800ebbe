package doctor

import (
	"maps"
	"slices"
	"strings"
)

// meddlers judges programs that set up whatever interface appears, and with it
// the switches' ends of a lab's cables.
func (j *judge) meddlers() {
	m := j.facts.Meddlers
	before := len(j.findings)
	runs := func(name string) bool { return slices.Contains(m.Running, name) }
	if runs("NetworkManager") && !networkManagerLeavesVeths(m.NetworkManager) {
		j.say("meddlers", Warning, "NetworkManager runs and may set up a lab's interfaces, whose names it does not know for veths",
			"printf '[keyfile]\\nunmanaged-devices=driver:veth\\n' | sudo tee /etc/NetworkManager/conf.d/90-trema-ns.conf",
			"sudo systemctl reload NetworkManager")
	}
	if runs("systemd-networkd") {
		for _, file := range slices.Sorted(maps.Keys(m.Networkd)) {
			if networkdTakesVeths(m.Networkd[file]) {
				j.say("meddlers", Warning, "systemd-networkd runs, and "+file+" makes it set up every interface, a lab's too",
					"add to its [Match] section: Kind=!*", "sudo networkctl reload")
			}
		}
	}
	if runs("dhcpcd") && !setting(m.Dhcpcd, "allowinterfaces") && !setting(m.Dhcpcd, "denyinterfaces") {
		j.say("meddlers", Warning, "dhcpcd runs and asks for an address on every interface, a lab's too",
			"name those that it is for in /etc/dhcpcd.conf: allowinterfaces eth0 wlan0", "sudo systemctl restart dhcpcd")
	}
	if runs("connmand") {
		j.say("meddlers", Warning, "connmand runs and may set up a lab's interfaces", "list them in NetworkInterfaceBlacklist in /etc/connman/main.conf")
	}
	if runs("systemd-udevd") || runs("udevd") {
		for _, file := range slices.Sorted(maps.Keys(m.UdevRules)) {
			if rule := udevRuleForVeths(m.UdevRules[file]); rule != "" {
				j.say("meddlers", Warning, "a rule in "+file+" acts on every network interface, a lab's too: "+rule,
					"have it match the interfaces that it is for, by DRIVERS or ATTR{address}")
			}
		}
	}
	if len(j.findings) == before {
		j.say("meddlers", OK, "nothing sets up the interfaces of labs behind their back")
	}
}

// networkManagerLeavesVeths reports whether NetworkManager.conf(5) has it leave
// veths alone, or all interfaces that have no profile.
func networkManagerLeavesVeths(settings string) bool {
	for line := range strings.Lines(settings) {
		key, value, ok := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case !ok:
		case key == "unmanaged-devices", key == "match-device":
			for spec := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ';' || r == ',' }) {
				if spec = strings.TrimSpace(spec); spec == "*" || spec == "driver:veth" || spec == "type:veth" || spec == "interface-name:*" {
					return true
				}
			}
		case key == "no-auto-default" && strings.Contains(value, "*"):
			return true
		}
	}
	return false
}

// networkdTakesVeths reports whether a systemd.network(5) file matches
// interfaces of any name and kind.
func networkdTakesVeths(file string) bool {
	section, matches := "", false
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = line
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if section != "[Match]" || !ok || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		words := strings.Fields(value)
		switch strings.TrimSpace(key) {
		case "Name":
			if !slices.Contains(words, "*") {
				return false
			}
		case "Type":
			if !slices.Contains(words, "ether") {
				return false
			}
		default:
			return false // by address, driver or kind: not every interface
		}
		matches = true
	}
	return matches
}

// setting reports whether a file of lines "name value…" has one of that name.
func setting(file, name string) bool {
	for line := range strings.Lines(file) {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] == name {
			return true
		}
	}
	return false
}

// udevRuleForVeths returns the first rule of a udev(7) file that runs a program
// for, or renames, network interfaces of any kind.
func udevRuleForVeths(file string) string {
	file = strings.ReplaceAll(file, "\\\n", "")
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		acts := strings.Contains(line, "RUN") || strings.Contains(line, "NAME=\"") || strings.Contains(line, "NAME:=")
		switch {
		case strings.HasPrefix(line, "#"), !strings.Contains(line, `SUBSYSTEM=="net"`), !acts:
		case strings.Contains(line, "veth"):
			return line
		case !slices.ContainsFunc([]string{"KERNEL", "ATTR", "DRIVERS", "SUBSYSTEMS", "ENV{", "DEVPATH"}, func(key string) bool { return strings.Contains(line, key) }):
			return line
		}
	}
	return ""
}

package doctor

import (
	"fmt"
)

const (
	minOVS     = "2.17"
	installOVS = "sudo apt-get install openvswitch-switch (Debian, Ubuntu), sudo dnf install openvswitch (Fedora)"
)

// openVSwitch judges whether a network can have switches.
func (j *judge) openVSwitch() {
	o := j.facts.OVS
	const check = "openvswitch"
	system := false // it is the system's that labs use
	switch s := o.System; {
	case s.RunDir != "" && s.Permission:
		j.say(check, Unknown, "Open vSwitch has a database in "+s.RunDir+" that only root may ask", "sudo trema-ns doctor")
		system = true
	case o.Missing != "" && (s.RunDir == "" || s.Err != "" || s.Elsewhere):
		j.say(check, Problem, "networks with switches cannot be run: "+o.Missing, "install it: "+installOVS)
		return
	case s.Elsewhere:
		j.say(check, Note, "the Open vSwitch in "+s.RunDir+" works in another network namespace, so labs start one of their own",
			"to use it nevertheless: OVS_RUNDIR="+s.RunDir)
	case s.RunDir != "" && s.Err == "" && !s.Switching:
		j.say(check, Problem, "Open vSwitch's database runs in "+s.RunDir+", and its ovs-vswitchd does not: switches would never come up",
			"sudo systemctl restart openvswitch-switch (Debian, Ubuntu), sudo systemctl restart openvswitch (Fedora)",
			"or stop the database too: then labs start an Open vSwitch of their own")
		system = true
	case s.RunDir != "" && s.Err == "":
		j.say(check, OK, "Open vSwitch"+version(s.Version)+" runs, in "+s.RunDir+", and labs use it")
		system = true
	case s.RunDir != "":
		j.say(check, OK, "Open vSwitch"+version(o.Version)+" is installed; what it has left in "+s.RunDir+" does not answer, so labs start one of their own")
	default:
		j.say(check, OK, "Open vSwitch"+version(o.Version)+" is installed and does not run: labs start one of their own")
	}
	used := o.Version
	if system && o.System.Version != "" {
		used = o.System.Version
	}
	if olderVersion(used, minOVS) {
		j.say(check, Warning, "Open vSwitch "+used+" is older than "+minOVS+", the oldest that labs are tried with", "install a newer one: "+installOVS)
	}
	j.datapath(system)
	for _, p := range o.Others {
		j.say(check, Warning, fmt.Sprintf("another Open vSwitch runs on this network: %s (process %d)", p.Name, p.PID),
			"on the userspace datapath two of them fight over the device ovs-netdev: stop one, or run it in a network namespace of its own")
	}
}

func version(v string) string {
	if v == "" {
		return ""
	}
	return " " + v
}

// datapath judges where switches forward.
func (j *judge) datapath(system bool) {
	o := j.facts.OVS
	switch {
	case o.KernelDatapath && system:
		j.say("datapath", OK, "switches forward in the kernel: its module openvswitch is loaded")
	case o.KernelDatapath:
		j.say("datapath", OK, "switches forward in userspace; in the kernel, faster, when Open vSwitch runs before the lab, or with --datapath system")
	case o.TapErr != "" && system:
		j.say("datapath", Note, "switches forward in userspace; whether the running Open vSwitch can open /dev/net/tun for that, only it knows: this process cannot ("+o.TapErr+")")
	case o.TapErr != "":
		j.say("datapath", OK, "switches forward in userspace, without a device of their own on this machine: /dev/net/tun cannot be opened")
	default:
		j.say("datapath", OK, "switches forward in userspace: the kernel's module openvswitch is not loaded, and not needed",
			"sudo modprobe openvswitch, where the kernel has it, makes the system's Open vSwitch faster")
	}
}

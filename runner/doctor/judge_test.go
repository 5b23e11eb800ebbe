package doctor

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

var root = netns.Privilege{Root: true, NetAdmin: true, NetRaw: true, SysAdmin: true, OwnNet: true, OwnMounts: true}

// healthy is a machine of which there is nothing to complain.
func healthy() *Facts {
	return &Facts{
		Kernel:    "6.1.0-13-amd64",
		Privilege: root,
		Sysctls: map[string]string{
			"net.ipv4.conf.all.rp_filter": "0", "net.ipv4.conf.default.rp_filter": "2",
			"net.ipv4.neigh.default.gc_thresh3": "1024", "net.ipv6.neigh.default.gc_thresh3": "1024",
			"user.max_net_namespaces": "15000", "user.max_user_namespaces": "15000",
		},
		FileLimit: 1 << 20,
		OVS:       OVSFacts{Version: "3.1.0"},
		Port:      PortFacts{Number: 6653},
		RunDir:    DirFacts{Path: "/run/trema-ns", MaxPath: 80, Existing: "/run", FreeBytes: 1 << 30, FreeFiles: 1 << 20},
	}
}

// complaints returns what is not all right, a line each.
func complaints(findings []Finding) []string {
	lines := []string{}
	for _, f := range findings {
		if f.Level != OK {
			lines = append(lines, string(f.Level)+" "+f.Check+": "+f.Summary)
		}
	}
	return lines
}

func TestHealthyMachine(t *testing.T) {
	findings := Judge(healthy())
	if got := complaints(findings); len(got) > 0 {
		t.Errorf("complaints: %q", got)
	}
	seen := map[string]bool{}
	for _, f := range findings {
		seen[f.Check] = true
	}
	for _, check := range []string{"privilege", "kernel", "features", "rp_filter", "limits", "run directory", "openvswitch", "datapath", "port", "labs", "meddlers"} {
		if !seen[check] {
			t.Errorf("nothing is said of %s", check)
		}
	}
}

func TestFindings(t *testing.T) {
	for name, test := range map[string]struct {
		change func(f *Facts)
		want   []string // all complaints
		advice string   // part of the advice with the first of them
	}{
		"an ordinary user": {
			change: func(f *Facts) { f.Privilege = netns.Privilege{OwnNet: true, OwnMounts: true} },
			want: []string{
				"note privilege: you are not root, who alone may make labs outside namespaces of one's own",
				"unknown features: whether the kernel has all that link options and VLANs need, root can find out",
				"unknown labs: whether namespaces are left of labs that are not there only root can see",
			},
			advice: "sudo trema-ns run",
		},
		"an ordinary user on Ubuntu": {
			change: func(f *Facts) {
				f.Privilege = netns.Privilege{OwnNet: true, OwnMounts: true}
				f.Sysctls["kernel.apparmor_restrict_unprivileged_userns"] = "1"
			},
			want: []string{
				"note privilege: you are not root, who alone may make labs outside namespaces of one's own",
				"note privilege: ordinary users can have no namespaces of their own: kernel.apparmor_restrict_unprivileged_userns is 1",
				"unknown features: whether the kernel has all that link options and VLANs need, root can find out",
				"unknown labs: whether namespaces are left of labs that are not there only root can see",
			},
		},
		"a container without privileges": {
			change: func(f *Facts) {
				f.Container, f.SysctlReadOnly = "docker", true
				f.Privilege.SysAdmin, f.Privilege.NetAdmin = false, false
			},
			want: []string{
				"problem privilege: root has not the right to make a network here: CAP_NET_ADMIN, CAP_SYS_ADMIN is missing",
				"problem privilege: /proc/sys is read-only: IPv6 cannot be turned off on the devices of a lab in this container (docker)",
				"unknown features: whether the kernel has all that link options and VLANs need, root can find out",
				"unknown labs: whether namespaces are left of labs that are not there only root can see",
			},
			advice: "--privileged",
		},
		"root in a user namespace alone": {
			change: func(f *Facts) { f.Privilege.UserNamespace, f.Privilege.OwnNet = true, false },
			want: []string{
				"problem privilege: the network namespace belongs to somebody outside this user namespace",
				"unknown features: whether the kernel has all that link options and VLANs need, root can find out",
				"unknown labs: whether namespaces are left of labs that are not there only root can see",
			},
			advice: "unshare -Urnm",
		},
		"root in namespaces of their own": {change: func(f *Facts) { f.Privilege.UserNamespace = true }},
		"capabilities that nobody tells": {
			change: func(f *Facts) { f.PrivilegeErr = "capget: operation not permitted" },
			want:   []string{"unknown privilege: what this process may do cannot be found out: capget: operation not permitted"},
		},
		"an old kernel": {
			change: func(f *Facts) { f.Kernel = "5.10.0-26-amd64" },
			want:   []string{"problem kernel: Linux 5.10.0-26-amd64 is older than 5.14"},
			advice: "install",
		},
		"WSL 1": {
			change: func(f *Facts) { f.Kernel = "4.4.0-19041-Microsoft" },
			want:   []string{"problem kernel: WSL 1 has no Linux kernel"},
			advice: "--set-version",
		},
		"WSL 2": {
			change: func(f *Facts) { f.Kernel = "5.15.133.1-microsoft-standard-WSL2" },
			want:   []string{"note kernel: Linux 5.15.133.1-microsoft-standard-WSL2 is WSL 2's, which comes with few modules"},
			advice: "wsl --update",
		},
		"a kernel of few modules": {
			change: func(f *Facts) { f.Features.Missing = []netns.Feature{netns.Netem, netns.TBF, netns.VLAN} },
			want: []string{
				"note features: the kernel has no module sch_netem: delay, jitter and loss of links cannot be had",
				"note features: the kernel has no module sch_tbf: bandwidth of links cannot be had",
				"note features: the kernel has no module 8021q: vlan of hosts cannot be had",
			},
			advice: "sudo modprobe sch_netem",
		},
		"no veth": {
			change: func(f *Facts) { f.Features.Err = "create veth pair: operation not supported" },
			want:   []string{"problem features: namespaces and veth pairs cannot be made: create veth pair: operation not supported"},
			advice: "modprobe veth",
		},
		"strict reverse path filter": {
			change: func(f *Facts) { f.Sysctls["net.ipv4.conf.default.rp_filter"] = "1" },
			want:   []string{"warning rp_filter: net.ipv4.conf.default.rp_filter is 1, and hosts inherit it: one with several links drops what comes in by another than it would answer by"},
			advice: "sudo sysctl net.ipv4.conf.default.rp_filter=2",
		},
		"no more network namespaces": {
			change: func(f *Facts) { f.Sysctls["user.max_net_namespaces"] = "0" },
			want:   []string{"problem limits: the kernel makes 0 network namespaces, one is needed for each host"},
			advice: "sudo sysctl user.max_net_namespaces=15000",
		},
		"a network too large": {
			change: func(f *Facts) {
				f.Network = &NetworkFacts{File: "big.conf", Hosts: 20000, Ports: 20000}
				f.FileLimit = 4096
			},
			want: []string{
				"problem limits: the kernel makes 15000 network namespaces, one is needed for each host",
				"warning limits: net.ipv4.neigh.default.gc_thresh3 is 1024 for the 20000 hosts together: some will not find their neighbours",
				"warning limits: net.ipv6.neigh.default.gc_thresh3 is 1024 for the 20000 hosts together: some will not find their neighbours",
				"warning limits: a process may have 4096 files open, Open vSwitch may need 40256",
			},
			advice: "=40000",
		},
		"a run directory with a long name": {
			change: func(f *Facts) { f.RunDir.Path = "/" + strings.Repeat("x", 80) },
			want:   []string{"problem run directory: the path of the run directory /" + strings.Repeat("x", 80) + " is longer than 80 bytes, which sockets in it cannot have"},
			advice: "TREMA_NS_RUN",
		},
		"a run directory that cannot be looked at": {
			change: func(f *Facts) { f.RunDir.Err = "permission denied" },
			want:   []string{"problem run directory: the run directory /run/trema-ns cannot be looked at: permission denied"},
			advice: "TREMA_NS_RUN",
		},
		"a run directory that is read-only": {
			change: func(f *Facts) { f.RunDir.ReadOnly = true },
			want:   []string{"problem run directory: /run, where the run directory /run/trema-ns would be, is read-only"},
			advice: "TREMA_NS_RUN",
		},
		"a full disk": {
			change: func(f *Facts) { f.RunDir.FreeBytes = 4096 },
			want:   []string{"problem run directory: /run is full: 4 KiB are free"},
			advice: "make room",
		},
		"a disk almost full": {
			change: func(f *Facts) { f.RunDir.FreeBytes = 5 << 20 },
			want:   []string{"warning run directory: /run has 5 MiB left, which logs may fill"},
			advice: "make room",
		},
		"a disk out of inodes": {
			change: func(f *Facts) { f.RunDir.FreeFiles = 0 },
			want:   []string{"problem run directory: /run is full: it can have no more files"},
			advice: "remove some",
		},
		"a disk almost out of inodes": {
			change: func(f *Facts) { f.RunDir.FreeFiles = 3 },
			want:   []string{"warning run directory: /run can have 3 more files only"},
			advice: "remove some",
		},
		"a file system that does not count files": {change: func(f *Facts) { f.RunDir.FreeFiles, f.RunDir.NoCount = 0, true }},
		"no Open vSwitch": {
			change: func(f *Facts) { f.OVS = OVSFacts{Missing: "Open vSwitch is not installed: no program ovsdb-tool"} },
			want:   []string{"problem openvswitch: networks with switches cannot be run: Open vSwitch is not installed: no program ovsdb-tool"},
			advice: "apt-get install openvswitch-switch",
		},
		"an old Open vSwitch": {
			change: func(f *Facts) { f.OVS.Version = "2.9.8" },
			want:   []string{"warning openvswitch: Open vSwitch 2.9.8 is older than 2.17, the oldest that labs are tried with"},
			advice: "newer",
		},
		"an old Open vSwitch that runs": {
			change: func(f *Facts) {
				f.OVS.System = ovs.Survey{RunDir: "/run/openvswitch", Version: "2.13.0", Switching: true}
			},
			want: []string{"warning openvswitch: Open vSwitch 2.13.0 is older than 2.17, the oldest that labs are tried with"},
		},
		"a running Open vSwitch with the kernel's module": {
			change: func(f *Facts) {
				f.OVS.System = ovs.Survey{RunDir: "/run/openvswitch", Version: "3.1.0", Switching: true}
				f.OVS.KernelDatapath = true
			},
		},
		"the kernel's module and no running Open vSwitch": {change: func(f *Facts) { f.OVS.KernelDatapath = true }},
		"Open vSwitch without its switching half": {
			change: func(f *Facts) { f.OVS.System = ovs.Survey{RunDir: "/run/openvswitch", Version: "3.1.0"} },
			want:   []string{"problem openvswitch: Open vSwitch's database runs in /run/openvswitch, and its ovs-vswitchd does not: switches would never come up"},
			advice: "systemctl restart openvswitch-switch",
		},
		"Open vSwitch in another network namespace": {
			change: func(f *Facts) {
				f.OVS.System = ovs.Survey{RunDir: "/run/openvswitch", Version: "3.1.0", Switching: true, Elsewhere: true}
			},
			want:   []string{"note openvswitch: the Open vSwitch in /run/openvswitch works in another network namespace, so labs start one of their own"},
			advice: "OVS_RUNDIR",
		},
		"Open vSwitch in another network namespace and none here": {
			change: func(f *Facts) {
				f.OVS = OVSFacts{Missing: "Open vSwitch is not installed: no program ovsdb-tool", System: ovs.Survey{RunDir: "/run/openvswitch", Switching: true, Elsewhere: true}}
			},
			want: []string{"problem openvswitch: networks with switches cannot be run: Open vSwitch is not installed: no program ovsdb-tool"},
		},
		"Open vSwitch that only root may ask": {
			change: func(f *Facts) {
				f.OVS.System = ovs.Survey{RunDir: "/run/openvswitch", Err: "permission denied", Permission: true}
			},
			want:   []string{"unknown openvswitch: Open vSwitch has a database in /run/openvswitch that only root may ask"},
			advice: "sudo trema-ns doctor",
		},
		"the remains of Open vSwitch": {change: func(f *Facts) { f.OVS.System = ovs.Survey{RunDir: "/run/openvswitch", Err: "connection refused"} }},
		"no tap devices":              {change: func(f *Facts) { f.OVS.TapErr = "no such file or directory" }},
		"no tap devices for a running Open vSwitch": {
			change: func(f *Facts) {
				f.OVS.System = ovs.Survey{RunDir: "/run/openvswitch", Version: "3.1.0", Switching: true}
				f.OVS.TapErr = "permission denied"
			},
			want: []string{"note datapath: switches forward in userspace; whether the running Open vSwitch can open /dev/net/tun for that, only it knows: this process cannot (permission denied)"},
		},
		"somebody's second Open vSwitch": {
			change: func(f *Facts) { f.OVS.Others = []Other{{PID: 42, Name: "ovs-vswitchd"}} },
			want:   []string{"warning openvswitch: another Open vSwitch runs on this network: ovs-vswitchd (process 42)"},
			advice: "ovs-netdev",
		},
		"a port that a process has": {
			change: func(f *Facts) {
				f.Port.Err, f.Port.Holder = "address already in use", "nc (process 42)"
			},
			want:   []string{"problem port: nc (process 42) has TCP port 6653"},
			advice: "end that process",
		},
		"a port that a lab has": {
			change: func(f *Facts) {
				f.Port = PortFacts{Number: 6654, Err: "address already in use", Holder: "trema-ns (process 42)", Lab: "LearningSwitch"}
			},
			want:   []string{"problem port: the lab LearningSwitch has TCP port 6654"},
			advice: "trema-ns killall LearningSwitch",
		},
		"a port that somebody unknown has": {
			change: func(f *Facts) { f.Port.Err = "address already in use" },
			want:   []string{"problem port: TCP port 6653 cannot be listened on: address already in use"},
			advice: "choose another port",
		},
		"a port whose holder only root may see": {
			change: func(f *Facts) {
				f.Privilege.Root = false
				f.Port.Err = "address already in use"
			},
			want:   []string{"problem port: TCP port 6653 cannot be listened on: address already in use"},
			advice: "sudo trema-ns doctor",
		},
		"leftovers": {
			change: func(f *Facts) {
				f.Labs = LabFacts{
					Damaged: []string{"hurt"},
					Alive:   []string{"ok"}, Dead: []string{"dead"}, Unmounted: []string{"h9"},
					Strays: []runner.Stray{{Kind: "interface", Name: "lsw-1", Lab: "lost", Dir: "/run/trema-ns"}, {Kind: "namespace", Name: "h1", Lab: "lost", Dir: "/run/trema-ns"}, {Kind: "bridge", Name: "lsw", Lab: "lost", Dir: "/run/trema-ns"}},
				}
			},
			want: []string{
				"warning labs: the lab dead is dead: its process was killed, and what it had made is there",
				"warning labs: the record of the lab hurt is damaged",
				"warning labs: the interface lsw-1 belongs to the lab lost, which is not there",
				"warning labs: the namespace h1 belongs to the lab lost, which is not there",
				"warning labs: the bridge lsw belongs to the lab lost, which is not there",
				"warning labs: /run/netns has the name h9, which stands for no namespace",
			},
			advice: "sudo trema-ns killall dead",
		},
		"labs that run": {change: func(f *Facts) { f.Labs.Alive = []string{"a", "b"} }},
		"a record that cannot be read": {
			change: func(f *Facts) { f.Labs.Err = "lab.json: unexpected end of JSON input" },
			want:   []string{"problem labs: the labs of /run/trema-ns cannot be read: lab.json: unexpected end of JSON input"},
		},
		"NetworkManager": {
			change: func(f *Facts) { f.Meddlers.Running = []string{"NetworkManager"} },
			want:   []string{"warning meddlers: NetworkManager runs and may set up a lab's interfaces, whose names it does not know for veths"},
			advice: "unmanaged-devices=driver:veth",
		},
		"NetworkManager that leaves veths alone": {change: func(f *Facts) {
			f.Meddlers = MeddlerFacts{Running: []string{"NetworkManager"}, NetworkManager: "[keyfile]\nunmanaged-devices=mac:00:11:22:33:44:55;driver:veth\n"}
		}},
		"NetworkManager that waits to be told": {change: func(f *Facts) {
			f.Meddlers = MeddlerFacts{Running: []string{"NetworkManager"}, NetworkManager: "[main]\nno-auto-default=*\n"}
		}},
		"systemd-networkd for every interface": {
			change: func(f *Facts) {
				f.Meddlers = MeddlerFacts{Running: []string{"systemd-networkd"}, Networkd: map[string]string{
					"a.network": "[Match]\nName=en* *\nType=ether\n[Network]\nDHCP=yes\n",
					"b.network": "[Match]\nType=ether\nKind=!*\n",
					"c.network": "[Match]\n# Name=*\nName=en*\n",
					"d.network": "[Match]\nType=wlan\n",
					"e.network": "[Network]\nDHCP=yes\n",
				}}
			},
			want:   []string{"warning meddlers: systemd-networkd runs, and a.network makes it set up every interface, a lab's too"},
			advice: "Kind=!*",
		},
		"dhcpcd": {
			change: func(f *Facts) {
				f.Meddlers = MeddlerFacts{Running: []string{"dhcpcd"}, Dhcpcd: "# allowinterfaces eth0\nhostname\n"}
			},
			want:   []string{"warning meddlers: dhcpcd runs and asks for an address on every interface, a lab's too"},
			advice: "allowinterfaces eth0",
		},
		"dhcpcd for one interface": {change: func(f *Facts) {
			f.Meddlers = MeddlerFacts{Running: []string{"dhcpcd"}, Dhcpcd: "allowinterfaces eth0\n"}
		}},
		"connman": {
			change: func(f *Facts) { f.Meddlers.Running = []string{"connmand"} },
			want:   []string{"warning meddlers: connmand runs and may set up a lab's interfaces"},
			advice: "NetworkInterfaceBlacklist",
		},
		"rules of udev": {
			change: func(f *Facts) {
				f.Meddlers = MeddlerFacts{Running: []string{"systemd-udevd"}, UdevRules: map[string]string{
					"10-all.rules":  "# SUBSYSTEM==\"net\", RUN+=\"/no\"\nACTION==\"add\", SUBSYSTEM==\"net\", \\\n RUN+=\"/usr/local/bin/setup\"\n",
					"20-card.rules": `SUBSYSTEM=="net", ACTION=="add", ATTR{address}=="00:11:22:33:44:55", NAME="lan0"`,
					"30-veth.rules": `SUBSYSTEM=="net", KERNEL=="veth*", RUN+="/usr/local/bin/setup"`,
					"40-disk.rules": `SUBSYSTEM=="block", RUN+="/usr/local/bin/setup"`,
				}}
			},
			want: []string{
				`warning meddlers: a rule in 10-all.rules acts on every network interface, a lab's too: ACTION=="add", SUBSYSTEM=="net",  RUN+="/usr/local/bin/setup"`,
				`warning meddlers: a rule in 30-veth.rules acts on every network interface, a lab's too: SUBSYSTEM=="net", KERNEL=="veth*", RUN+="/usr/local/bin/setup"`,
			},
			advice: "ATTR{address}",
		},
		"rules of udev that does not run": {change: func(f *Facts) {
			f.Meddlers.UdevRules = map[string]string{"10-all.rules": `SUBSYSTEM=="net", RUN+="/usr/local/bin/setup"`}
		}},
		"a network that fits": {change: func(f *Facts) { f.Network = &NetworkFacts{File: "x.conf", Hosts: 2, Ports: 2} }},
		"a network that does not fit": {
			change: func(f *Facts) {
				at := diag.Range{Filename: "x.conf", Start: diag.Position{Line: 3, Column: 7}}
				f.Network = &NetworkFacts{File: "x.conf", Diags: diag.List{
					{Severity: diag.Error, Range: at, Summary: "host `a`: a network namespace of that name exists", Detail: "rename the host"},
					{Severity: diag.Warning, Range: at, Summary: "`event` has no effect"},
					{Severity: diag.Note, Range: at, Summary: "no such thing"},
				}}
			},
			want: []string{
				"problem network: x.conf:3:7: host `a`: a network namespace of that name exists",
				"warning network: x.conf:3:7: `event` has no effect",
				"note network: x.conf:3:7: no such thing",
			},
			advice: "rename the host",
		},
		"a network that cannot be planned": {
			change: func(f *Facts) { f.Network = &NetworkFacts{File: "x.conf", Err: "netlink: out of memory"} },
			want:   []string{"problem network: x.conf: netlink: out of memory"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			facts := healthy()
			test.change(facts)
			findings := Judge(facts)
			if test.want == nil {
				test.want = []string{}
			}
			if diff := cmp.Diff(test.want, complaints(findings)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			for _, f := range findings {
				if f.Level != OK {
					if !strings.Contains(f.Advice, test.advice) {
						t.Errorf("advice %q, want %q in it", f.Advice, test.advice)
					}
					break
				}
			}
		})
	}
}

func TestVersionsAreComparedAsNumbers(t *testing.T) {
	for _, test := range []struct {
		version, least string
		want           bool
	}{
		{"5.9", "5.14", true}, {"5.14", "5.14", false}, {"6.1.0-13-amd64", "5.14", false},
		{"2.17.9", "2.17", false}, {"10.0", "2.17", false}, {"", "2.17", false}, {"next", "2.17", false},
	} {
		if got := olderVersion(test.version, test.least); got != test.want {
			t.Errorf("%q before %q: %v", test.version, test.least, got)
		}
	}
}

func TestReportIsJSON(t *testing.T) {
	report := Report{FormatVersion: "1", Findings: []Finding{{Check: "port", Level: Problem, Summary: "taken", Advice: "end it"}}}
	b, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"format_version":"1","findings":[{"check":"port","level":"problem","summary":"taken","advice":"end it"}]}`
	if string(b) != want {
		t.Errorf("JSON %s, want %s", b, want)
	}
	if report.Count(Problem) != 1 || report.Count(Warning) != 0 {
		t.Errorf("counts: %d problems, %d warnings", report.Count(Problem), report.Count(Warning))
	}
}

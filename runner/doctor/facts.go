package doctor

import (
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Facts is what is known of a machine. Errors are texts, empty where all went
// well.
type Facts struct {
	Kernel         string            // its release, "6.1.0-13-amd64"
	Privilege      netns.Privilege   // of this process
	PrivilegeErr   string            //
	Container      string            // what kind this runs in: "docker", "lxc", …; empty: none that shows
	SysctlReadOnly bool              // /proc/sys cannot be written to, whoever asks
	Sysctls        map[string]string // by name, "net.ipv4.conf.all.rp_filter"; those there are
	FileLimit      uint64            // open files that a process may raise its limit to
	Features       FeatureFacts
	OVS            OVSFacts
	Port           PortFacts
	Labs           LabFacts
	RunDir         DirFacts
	Meddlers       MeddlerFacts
	Network        *NetworkFacts // nil: no file was named
}

// FeatureFacts is what the kernel can do of what labs may ask for.
type FeatureFacts struct {
	Missing []netns.Feature
	Err     string // why nobody knows, veth pairs that cannot be made among it
}

// OVSFacts is what is known of Open vSwitch.
type OVSFacts struct {
	Missing        string // why a private one cannot be started
	Version        string // of the installed one, "3.1.0"; empty: not known
	System         ovs.Survey
	KernelDatapath bool    // the kernel's module is loaded
	TapErr         string  // why no tap devices can be made
	Others         []Other // that run and are neither the system's nor the labs'
}

// Other is a process.
type Other struct {
	PID  int
	Name string
}

// PortFacts is what is known of the port that a controller would listen on.
type PortFacts struct {
	Number uint16
	Err    string // why it cannot be listened on
	Holder string // who has it, "nc (process 4711)"; empty: not known
	Lab    string // the lab that has it
}

// LabFacts is what labs have left behind, or are about to.
type LabFacts struct {
	Alive, Dead []string // by name
	Damaged     []string // those whose record cannot be read
	Err         string   // why not all could be read
	Strays      []runner.Stray
	Unmounted   []string // names under /run/netns that stand for no namespace
}

// DirFacts is what is known of the run directory.
type DirFacts struct {
	Path      string
	MaxPath   int    // longer ones have no room for sockets
	Existing  string // the path itself, or the nearest directory above that exists
	FreeBytes uint64
	FreeFiles uint64
	NoCount   bool // the file system has no fixed number of files
	ReadOnly  bool
	Err       string
}

// MeddlerFacts is what is known of programs that set up interfaces which appear.
type MeddlerFacts struct {
	Running        []string // of those that the package knows, by the names of their processes
	NetworkManager string   // its settings, all files
	Networkd       map[string]string
	Dhcpcd         string            // its settings
	UdevRules      map[string]string // the administrator's, by file
}

// NetworkFacts is what is known of the network that was asked about.
type NetworkFacts struct {
	File  string
	Hosts int
	Ports int       // of switches
	Diags diag.List // why it cannot be made here, as the plan finds it
	Err   string    // why there is no plan
}

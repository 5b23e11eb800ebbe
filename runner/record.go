package runner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
)

const recordName = "lab.json"

// Record is a lab on disk: what it consists of, so that every command finds it
// and anyone can take it down. It is written before the first change of the
// machine, when nobody knows the namespaces' inodes yet, and once more when the
// lab is up.
type Record struct {
	FormatVersion string            `json:"format_version"`
	Lab           string            `json:"lab"`
	Controller    string            `json:"controller,omitempty"` // "LearningSwitch"; empty: none of ours
	File          string            `json:"file,omitempty"`       // the network file; empty: none
	Process       process.ID        `json:"process"`
	Since         time.Time         `json:"since"`
	Listen        string            `json:"listen,omitempty"` // where the controller listens, "127.0.0.1:6653"
	Group         uint32            `json:"group,omitempty"`  // of the lab's devices; 0: it has none
	OVS           *ovs.Instance     `json:"ovs,omitempty"`    // nil: no switches
	Datapath      ovs.Datapath      `json:"datapath,omitempty"`
	Switches      []SwitchRecord    `json:"switches"`
	Hosts         []HostRecord      `json:"hosts"`
	Namespaces    []NamespaceRecord `json:"namespaces"`
	Attached      []AttachedRecord  `json:"attached,omitempty"`
}

// SwitchRecord is a bridge of a lab.
type SwitchRecord struct {
	Name       string `json:"name"`
	DatapathID string `json:"dpid"` // "0x0000000000000abc"
	Bridge     string `json:"bridge"`
	OpenFlow   string `json:"openflow"` // "1.0" or "1.3"
	Ports      []Port `json:"ports"`
}

// Port is a port of a switch and the device plugged into it.
type Port struct {
	Number uint32 `json:"number"`
	Device string `json:"device"`
}

// HostRecord is a host of a lab and where its namespace is.
type HostRecord struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	PID       int    `json:"pid,omitempty"`
	Address   string `json:"address,omitempty"`
	MAC       string `json:"mac,omitempty"`
}

// NamespaceRecord is a namespace that devices of a lab are in.
type NamespaceRecord struct {
	Name    string   `json:"name,omitempty"`    // of one that the lab has made
	PID     int      `json:"pid,omitempty"`     // of one that it has adopted
	Inode   uint64   `json:"inode,omitempty"`   // 0: not known yet
	Devices []string `json:"devices,omitempty"` // the lab's, those that do not go with a device outside
}

// AttachedRecord is an interface of the machine's own that is plugged into a
// switch, and how it was found.
type AttachedRecord struct {
	Device string `json:"device"`
	WasUp  bool   `json:"was_up"`

	// The other end of a veth, when its checksum offload had to be turned off.
	PeerNamespace string `json:"peer_namespace,omitempty"`
	PeerDevice    string `json:"peer_device,omitempty"`
}

// Alive reports whether the process that runs the lab lives.
func (r *Record) Alive() bool { return r.Process.Alive() }

// write puts the record on disk, whole or not at all.
func (d Dir) write(r *Record) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(d.lab(r.Lab), 0o755); err != nil {
		return err
	}
	path := d.recordFile(r.Lab)
	// After a power failure there is no lab to be found: no need to sync.
	if err := os.WriteFile(path+".new", append(b, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Record returns the record of a lab. The error of a lab that does not exist
// wraps [fs.ErrNotExist].
func (d Dir) Record(lab string) (*Record, error) {
	b, err := os.ReadFile(d.recordFile(lab))
	if err != nil {
		return nil, err
	}
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", d.recordFile(lab), err)
	}
	return &r, nil
}

// Records returns the labs of the run directory, dead ones too, by name. Those
// that can be read come back also when the error says that one cannot.
func (d Dir) Records() ([]*Record, error) {
	files, err := filepath.Glob(filepath.Join(string(d), "*", recordName))
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	var records []*Record
	var errs []error
	for _, f := range files {
		r, err := d.Record(filepath.Base(filepath.Dir(f)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone since
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		records = append(records, r)
	}
	return records, errors.Join(errs...)
}

// newRecord writes down what p is going to be.
func newRecord(p *Plan, facts *Facts) *Record {
	r := &Record{FormatVersion: "1", Lab: p.Lab, Group: p.Group, Switches: []SwitchRecord{}, Hosts: []HostRecord{}, Namespaces: []NamespaceRecord{}}
	for _, s := range p.Switches {
		r.Datapath = s.Bridge.Datapath
		sr := SwitchRecord{
			Name: s.Switch.Name, DatapathID: dsl.FormatDatapathID(s.Switch.DatapathID),
			Bridge: s.Bridge.Name, OpenFlow: openFlowOf(s.Bridge.Protocol), Ports: []Port{},
		}
		for _, port := range s.Bridge.Ports {
			sr.Ports = append(sr.Ports, Port{Number: port.Number, Device: port.Device})
		}
		r.Switches = append(r.Switches, sr)
	}
	for _, h := range p.Hosts {
		hr := HostRecord{Name: h.Host.Name, Kind: string(h.Host.Kind), Namespace: h.Namespace, PID: h.PID, MAC: h.Host.MAC.String()}
		if h.Host.Address.IsValid() {
			hr.Address = h.Host.Address.String()
		}
		r.Hosts = append(r.Hosts, hr)
		nr := NamespaceRecord{Name: h.Namespace, PID: h.PID}
		if h.PID != 0 {
			nr.Inode = facts.Processes[h.PID].Inode
		}
		r.Namespaces = append(r.Namespaces, nr)
	}
	for _, c := range p.Cables {
		a, b := c.Ends[0], c.Ends[1]
		if a.Host >= 0 && b.Host >= 0 {
			ns := &r.Namespaces[a.Host]
			ns.Devices = append(ns.Devices, a.Device)
		}
	}
	return r
}

func openFlowOf(protocol string) string {
	if protocol == "OpenFlow13" {
		return "1.3"
	}
	return "1.0"
}

package runner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// AttachedRecord is an interface of the machine's own that is plugged into a
// switch, and how it was found. The interface is the user's: it is brought up
// if it is down, and the far end of a veth computes its own checksums if the
// switch cannot take unfinished ones. At the end it is as it was, but for what
// the user has done meanwhile: an interface that was deleted and made anew, or
// moved away, has another index and is left alone.
type AttachedRecord struct {
	Device     string `json:"device"`
	Index      int    `json:"index"`
	WasUp      bool   `json:"was_up"`
	WasPromisc bool   `json:"was_promisc,omitempty"`

	// Peer is the other end of a veth, when its checksum offload has to be
	// turned off.
	Peer *PeerRecord `json:"peer,omitempty"`

	// Prepared is written down before the first change: until then there is
	// nothing to put back.
	Prepared bool `json:"prepared"`
}

// PeerRecord is the other end of a veth that is plugged into a switch.
type PeerRecord struct {
	Namespace string `json:"namespace,omitempty"` // empty: the machine's own
	Inode     uint64 `json:"inode"`               // of the namespace
	Device    string `json:"device"`
	Index     int    `json:"index"`
}

// inspectOne records how an interface that is to be plugged into a switch is
// found. A note comes back where the far end cannot be reached.
func inspectOne(root *netns.Namespace, device netns.Link, datapath ovs.Datapath) (r AttachedRecord, note string, err error) {
	r = AttachedRecord{Device: device.Name, Index: device.Index, WasUp: device.Up, WasPromisc: device.Promisc}
	if datapath != ovs.Userspace || device.Kind != netns.KindVeth {
		return r, "", nil
	}
	namespace, peer, ok := root.Peer(device.Name)
	if !ok {
		return r, fmt.Sprintf("the other end of %s is in a namespace without a name: if TCP fails there while ping works, run in it: ethtool --offload DEVICE tx off", device.Name), nil
	}
	ns, err := openNamed(namespace)
	if err != nil {
		return r, "", err
	}
	defer ns.Close()
	on, err := ns.ChecksumOffload(peer.Name)
	if err != nil || !on {
		return r, "", err
	}
	r.Peer = &PeerRecord{Namespace: namespace, Inode: ns.Inode, Device: peer.Name, Index: peer.Index}
	return r, "", nil
}

// inspect looks how the interfaces that are to be plugged in are.
func (c Config) inspect(root *netns.Namespace, attached []Attached, datapath ovs.Datapath) ([]AttachedRecord, error) {
	var found []AttachedRecord
	for _, a := range attached {
		link, err := root.Link(a.Device)
		if err != nil {
			return nil, fmt.Errorf("interface %s: %w", a.Device, err)
		}
		ar, note, err := inspectOne(root, link, datapath)
		if err != nil {
			return nil, fmt.Errorf("interface %s: %w", a.Device, err)
		}
		if note != "" {
			c.notice(note)
		}
		found = append(found, ar)
	}
	return found, nil
}

// openNamed opens the namespace called name, the machine's own if that is empty.
func openNamed(name string) (*netns.Namespace, error) {
	if name == "" {
		return netns.Current()
	}
	return netns.Open(name)
}

// prepareAttached makes the interfaces fit to be plugged in, and writes down
// before that it is going to.
func (r *Record) prepareAttached(dir Dir, root *netns.Namespace) error {
	if len(r.Found) == 0 {
		return nil
	}
	for i := range r.Found {
		r.Found[i].Prepared = true
	}
	if err := dir.write(r); err != nil {
		return err
	}
	for _, a := range r.Found {
		if err := a.prepare(root); err != nil {
			return fmt.Errorf("interface %s: %w", a.Device, err)
		}
	}
	return nil
}

// notes are what Open vSwitch keeps for us beside the interfaces: how they were
// found, should the record be lost.
func (r *Record) notes() ovs.Notes {
	notes := ovs.Notes{}
	for _, a := range r.Found {
		if note, err := json.Marshal(a); err == nil {
			notes[a.Device] = string(note)
		}
	}
	return notes
}

// foundBy is what notes say about the ports of the lab's bridges.
func (r *Record) foundBy(notes ovs.Notes, holders map[string]ovs.Holder) []AttachedRecord {
	var found []AttachedRecord
	for _, device := range slices.Sorted(maps.Keys(notes)) {
		var a AttachedRecord
		if holders[device].Owner == r.Owner && json.Unmarshal([]byte(notes[device]), &a) == nil {
			found = append(found, a)
		}
	}
	return found
}

// prepare makes the interface fit to be plugged in.
func (a *AttachedRecord) prepare(root *netns.Namespace) error {
	link, err := root.Link(a.Device)
	if err != nil {
		return err
	}
	if link.Index != a.Index {
		return errors.New("somebody has just put another in its place")
	}
	if err := a.Peer.setOffload(false); err != nil {
		return err
	}
	if link.Up {
		return nil
	}
	return root.SetUp(link.Index, "")
}

// restoreAttached leaves the interfaces as they were found. One that the user
// has removed since is no error.
func (r *Record) restoreAttached(root *netns.Namespace) error {
	if !slices.ContainsFunc(r.Found, func(a AttachedRecord) bool { return a.Prepared }) {
		return nil
	}
	links, err := root.Links()
	if err != nil {
		return err
	}
	var errs []error
	for _, a := range r.Found {
		i := slices.IndexFunc(links, func(l netns.Link) bool { return l.Index == a.Index })
		if i < 0 || !a.Prepared {
			continue // gone; its far end, too, if it was a veth
		}
		if err := a.restore(root, links[i]); err != nil {
			errs = append(errs, fmt.Errorf("give interface %s back: %w", links[i].Name, err))
		}
	}
	return errors.Join(errs...)
}

func (a *AttachedRecord) restore(root *netns.Namespace, now netns.Link) error {
	errs := []error{a.Peer.setOffload(true)}
	if now.Promisc && !a.WasPromisc {
		// An ovs-vswitchd that was killed leaves it so.
		errs = append(errs, root.SetPromiscOff(now.Index))
	}
	if now.Up && !a.WasUp {
		errs = append(errs, root.SetDown(now.Index))
	}
	return errors.Join(errs...)
}

// setOffload turns the checksum offload of the far end on or off, if that is
// still the device that it was.
func (p *PeerRecord) setOffload(on bool) error {
	if p == nil {
		return nil
	}
	if p.Namespace != "" {
		inode, err := netns.Inode(p.Namespace)
		if errors.Is(err, fs.ErrNotExist) || err == nil && inode != p.Inode {
			return nil // gone, and the device with it
		}
		if err != nil {
			return err
		}
	}
	ns, err := openNamed(p.Namespace)
	if err != nil {
		return err
	}
	defer ns.Close()
	link, err := ns.LinkByIndex(p.Index)
	if ns.Inode != p.Inode || errors.Is(err, netns.ErrNoLink) {
		return nil
	}
	if err != nil {
		return err
	}
	return ns.SetChecksumOffload(link.Name, on)
}

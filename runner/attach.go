package runner

import (
	"errors"
	"fmt"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// inspect records how an interface that is to be plugged into a switch is
// found. The interface is the user's: it is brought up if it is down, and the
// far end of a veth computes its own checksums if the switch cannot take
// unfinished ones; both are put back at the end. A note comes back where the
// far end cannot be reached.
func inspect(root *netns.Namespace, device netns.Link, datapath ovs.Datapath) (r AttachedRecord, note string, err error) {
	r = AttachedRecord{Device: device.Name, WasUp: device.Up}
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
	r.PeerNamespace, r.PeerDevice = namespace, peer.Name
	return r, "", nil
}

// openNamed opens the namespace called name, the machine's own if that is empty.
func openNamed(name string) (*netns.Namespace, error) {
	if name == "" {
		return netns.Current()
	}
	return netns.Open(name)
}

// prepare makes the interface fit to be plugged in.
func (r AttachedRecord) prepare(root *netns.Namespace) error {
	if r.PeerDevice != "" {
		if err := r.setPeerOffload(false); err != nil {
			return err
		}
	}
	if r.WasUp {
		return nil
	}
	link, err := root.Link(r.Device)
	if err != nil {
		return err
	}
	return root.SetUp(link.Index, "")
}

// restore leaves the interface as it was found. One that the user has removed
// since is no error.
func (r AttachedRecord) restore(root *netns.Namespace) error {
	var errs []error
	if r.PeerDevice != "" {
		errs = append(errs, r.setPeerOffload(true))
	}
	if !r.WasUp {
		switch link, err := root.Link(r.Device); {
		case err == nil:
			errs = append(errs, root.SetDown(link.Index))
		case !errors.Is(err, netns.ErrNoLink):
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (r AttachedRecord) setPeerOffload(on bool) error {
	ns, err := openNamed(r.PeerNamespace)
	if err != nil {
		return nil // gone, and the device with it
	}
	defer ns.Close()
	if _, err := ns.Link(r.PeerDevice); errors.Is(err, netns.ErrNoLink) {
		return nil
	}
	return ns.SetChecksumOffload(r.PeerDevice, on)
}

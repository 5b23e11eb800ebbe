package netns

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Feature is a part of the kernel that not every machine has, by the name of
// its module.
type Feature string

// The features that this package may need.
const (
	TBF   Feature = "sch_tbf"   // a limited rate
	Netem Feature = "sch_netem" // delay, jitter and loss
	VLAN  Feature = "8021q"     // tagged sub-interfaces
)

// Missing returns those of features that this machine's kernel cannot give. It
// tries them out, in a network namespace that is gone when it returns; the
// kernel loads their modules by that, as it would for a device in use. Without
// the right to make one it looks for the modules' files instead, and where
// there are none to look at, it takes a feature to be there.
func Missing(features ...Feature) ([]Feature, error) {
	if len(features) == 0 {
		return nil, nil
	}
	missing, err := tryOut(features)
	if errors.Is(err, unix.EPERM) {
		return withoutModule(features)
	}
	if err != nil {
		return nil, fmt.Errorf("find out what the kernel can do: %w", err)
	}
	return missing, nil
}

func tryOut(features []Feature) (missing []Feature, err error) {
	done := make(chan struct{})
	onThread(func() { // the namespace ends with the thread
		defer close(done)
		if err = unix.Unshare(unix.CLONE_NEWNET); err != nil {
			err = os.NewSyscallError("unshare", err)
			return
		}
		var ns *Namespace
		if ns, err = openHere(""); err != nil {
			return
		}
		defer ns.Close()
		// The loopback will not do: it bears no tagged sub-interface.
		index, _, err2 := CreateVeth(Veth{Ends: [2]VethEnd{{Namespace: ns, Name: "try0"}, {Namespace: ns, Name: "try1"}}})
		if err = err2; err != nil {
			return
		}
		for _, f := range features {
			there, err2 := ns.has(f, index)
			if err = err2; err != nil {
				return
			}
			if !there {
				missing = append(missing, f)
			}
		}
	})
	<-done
	return missing, err
}

// has tries a feature out on a device.
func (ns *Namespace) has(f Feature, index int) (bool, error) {
	var err error
	switch f {
	case TBF:
		err = ns.Shape(index, 1500, Shape{Rate: MinRate})
	case Netem:
		err = ns.Shape(index, 1500, Shape{Loss: 1})
	case VLAN:
		attrs := netlink.NewLinkAttrs()
		attrs.Name, attrs.ParentIndex = "try.1", index
		err = ns.handle.LinkAdd(&netlink.Vlan{LinkAttrs: attrs, VlanId: 1})
	default:
		return false, fmt.Errorf("nobody knows how to try out %s", f)
	}
	// What rtnetlink answers of a kind of queueing discipline, and of a kind of
	// device, that it does not know.
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EOPNOTSUPP) {
		return false, nil
	}
	return err == nil, err
}

// withoutModule returns the features whose modules the kernel neither contains
// nor can load.
func withoutModule(features []Feature) ([]Feature, error) {
	var uname unix.Utsname
	if err := unix.Uname(&uname); err != nil {
		return nil, os.NewSyscallError("uname", err)
	}
	return notListed(filepath.Join("/lib/modules", unix.ByteSliceToString(uname.Release[:])), features)
}

// notListed returns the features that the lists of modules in dir do not have.
func notListed(dir string, features []Feature) ([]Feature, error) {
	var lists strings.Builder
	for _, name := range []string{"modules.builtin", "modules.dep"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return nil, nil // as in a container
		}
		if err != nil {
			return nil, err
		}
		lists.Write(b)
	}
	return slices.DeleteFunc(slices.Clone(features), func(f Feature) bool {
		return strings.Contains(lists.String(), "/"+string(f)+".ko")
	}), nil
}

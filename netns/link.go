package netns

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// Kinds of devices that this package and its users tell apart.
const (
	KindVeth = "veth"
	KindTap  = "tuntap"
)

// Link is a network device as found in a namespace.
type Link struct {
	Index    int
	Name     string
	AltNames []string
	Alias    string
	Group    uint32 // 0: the default group
	MTU      int    // bytes
	Kind     string // KindVeth, KindTap, or another of ip-link(8)
	Up       bool   // administratively
	Promisc  bool   // somebody has said so, as ip-link(8) does; tcpdump(8) does not count
	MAC      net.HardwareAddr

	peerIndex int // of a veth's other end
	peerNSID  int // the namespace that end, or what the device sits on, is in, -1: the same
}

// ErrNoLink is returned for a device that does not exist.
var ErrNoLink = errors.New("no such interface")

// Links returns the devices of ns.
func (ns *Namespace) Links() ([]Link, error) {
	list, err := ns.handle.LinkList()
	// The kernel says when something has changed while it made the list.
	for tries := 0; errors.Is(err, netlink.ErrDumpInterrupted) && tries < 100; tries++ {
		list, err = ns.handle.LinkList()
	}
	if err != nil {
		return nil, fmt.Errorf("list interfaces: %w", err)
	}
	links := make([]Link, len(list))
	for i, l := range list {
		links[i] = linkOf(l)
	}
	return links, nil
}

// Link returns the device called name, which may be an alternative name. The
// error of one that does not exist wraps [ErrNoLink].
func (ns *Namespace) Link(name string) (Link, error) {
	l, err := ns.handle.LinkByName(name)
	if err != nil {
		return Link{}, linkError(name, err)
	}
	return linkOf(l), nil
}

// LinkByIndex returns the device with that index. The kernel gives the index of
// a device that is gone to no other.
func (ns *Namespace) LinkByIndex(index int) (Link, error) {
	l, err := ns.handle.LinkByIndex(index)
	if err != nil {
		return Link{}, linkError("interface "+strconv.Itoa(index), err)
	}
	return linkOf(l), nil
}

func linkError(name string, err error) error {
	if errors.As(err, new(netlink.LinkNotFoundError)) || errors.Is(err, unix.ENODEV) {
		err = ErrNoLink
	}
	return fmt.Errorf("%s: %w", name, err)
}

func linkOf(l netlink.Link) Link {
	a := l.Attrs()
	link := Link{
		Index: a.Index, Name: a.Name, AltNames: a.AltNames, Alias: a.Alias, Group: a.Group,
		MTU: a.MTU, Kind: l.Type(), Up: a.Flags&net.FlagUp != 0, Promisc: a.RawFlags&unix.IFF_PROMISC != 0, MAC: a.HardwareAddr,
		peerNSID: a.NetNsID,
	}
	if link.Kind == KindVeth {
		link.peerIndex = a.ParentIndex
	}
	return link
}

// VethEnd is one end of a veth pair to be made.
type VethEnd struct {
	Namespace *Namespace
	Name      string           // at most 15 bytes
	MAC       net.HardwareAddr // nil: the kernel's choice, which udev may change
}

// Veth is a veth pair to be made.
type Veth struct {
	Ends  [2]VethEnd
	MTU   int    // bytes; 0: the kernel's default of 1500
	Group uint32 // of the first end, from its creation on
}

// CreateVeth makes the pair, each end in its place, both down. The indices of
// the two ends come back.
func CreateVeth(v Veth) (first, second int, err error) {
	a, b := v.Ends[0], v.Ends[1]
	attrs := netlink.NewLinkAttrs()
	attrs.Name, attrs.HardwareAddr, attrs.MTU, attrs.Group = a.Name, a.MAC, v.MTU, v.Group
	link := netlink.NewVeth(attrs)
	link.PeerName, link.PeerHardwareAddr, link.PeerMTU = b.Name, b.MAC, uint32(v.MTU)
	link.PeerNamespace = netlink.NsFd(int(b.Namespace.file.Fd()))
	rtnl.Lock()
	defer rtnl.Unlock()
	if err := a.Namespace.handle.LinkAdd(link); err != nil {
		return 0, 0, fmt.Errorf("create veth pair %s, %s: %w", a.Name, b.Name, err)
	}
	second, err = b.Namespace.index(b.Name)
	return link.Index, second, err
}

// index returns the index of the device called name, which costs less than all
// else about it (netdevice(7)).
func (ns *Namespace) index(name string) (int, error) {
	request, err := unix.NewIfreq(name)
	if err == nil {
		err = unix.IoctlIfreq(ns.ioctl, unix.SIOCGIFINDEX, request)
	}
	if err != nil {
		return 0, linkError(name, err)
	}
	return int(request.Uint32()), nil
}

// SetUp marks the device with an alias and brings it up. An empty alias is not
// written.
func (ns *Namespace) SetUp(index int, alias string) error {
	return setUp(ns.handle, index, alias)
}

func setUp(h *netlink.Handle, index int, alias string) error {
	rtnl.Lock()
	defer rtnl.Unlock()
	link := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}
	if alias != "" {
		if err := h.LinkSetAlias(link, alias); err != nil {
			return fmt.Errorf("set alias: %w", err)
		}
	}
	if err := h.LinkSetUp(link); err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	return nil
}

// SetDown brings the device down.
func (ns *Namespace) SetDown(index int) error {
	return ns.handle.LinkSetDown(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}})
}

// SetPromiscOff lets the device receive its own frames only, as far as those
// are concerned who have made it receive all by ip-link(8) or like it.
func (ns *Namespace) SetPromiscOff(index int) error {
	return ns.handle.SetPromiscOff(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}})
}

// AddAltName gives the device a second name of up to 127 bytes.
func (ns *Namespace) AddAltName(index int, name string) error {
	return ns.handle.LinkAddAltName(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}, name)
}

// SetGroup puts the device into a group.
func (ns *Namespace) SetGroup(index int, group uint32) error {
	return ns.handle.LinkSetGroup(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}, int(group))
}

// SetAlias marks the device with an alias.
func (ns *Namespace) SetAlias(index int, alias string) error {
	return ns.handle.LinkSetAlias(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}, alias)
}

// DeleteLink deletes one device; a veth's other end goes with it. It takes an
// RCU grace period, some 17 ms: for many use [Namespace.DeleteGroup].
func (ns *Namespace) DeleteLink(index int) error {
	err := ns.handle.LinkDel(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}})
	if errors.Is(err, unix.ENODEV) {
		return nil
	}
	return err
}

// DeleteGroup deletes all devices of a group in one request, which takes
// little longer than deleting one. An empty group is no error.
func (ns *Namespace) DeleteGroup(group uint32) error {
	if group == 0 {
		return errors.New("group 0 holds every device that nobody put elsewhere")
	}
	err := ns.Do(func() error {
		req := nl.NewNetlinkRequest(unix.RTM_DELLINK, unix.NLM_F_ACK)
		req.AddData(nl.NewIfInfomsg(unix.AF_UNSPEC))
		req.AddData(nl.NewRtAttr(unix.IFLA_GROUP, nl.Uint32Attr(group)))
		_, err := req.Execute(unix.NETLINK_ROUTE, 0)
		return err
	})
	if err != nil && !errors.Is(err, unix.ENODEV) {
		return fmt.Errorf("delete interfaces of group %#x: %w", group, err)
	}
	return nil
}

// Peer returns the other end of the veth called name and the name of the
// namespace it is in, which is empty when that is ns itself. It finds only
// namespaces that have a name; ok is false for all else.
func (ns *Namespace) Peer(name string) (namespace string, peer Link, ok bool) {
	l, err := ns.Link(name)
	if err != nil || l.Kind != KindVeth {
		return "", Link{}, false
	}
	if l.peerNSID < 0 {
		p, err := ns.handle.LinkByIndex(l.peerIndex)
		if err != nil {
			return "", Link{}, false
		}
		return "", linkOf(p), true
	}
	names, err := Names()
	if err != nil {
		return "", Link{}, false
	}
	for candidate, inode := range names {
		if inode == 0 {
			continue
		}
		if p, ok := ns.peerIn(candidate, l); ok {
			return candidate, p, true
		}
	}
	return "", Link{}, false
}

// peerIn returns the other end of l if that is in the namespace called name.
func (ns *Namespace) peerIn(name string, l Link) (Link, bool) {
	path, err := namePath(name)
	if err != nil {
		return Link{}, false
	}
	f, err := os.Open(path)
	if err != nil {
		return Link{}, false
	}
	defer f.Close()
	id, err := ns.handle.GetNetNsIdByFd(int(f.Fd()))
	if err != nil || id != l.peerNSID {
		return Link{}, false
	}
	other, err := Open(name)
	if err != nil {
		return Link{}, false
	}
	defer other.Close()
	p, err := other.handle.LinkByIndex(l.peerIndex)
	if err != nil {
		return Link{}, false
	}
	return linkOf(p), true
}

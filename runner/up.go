package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// builder makes a planned network, or what a plan adds to one. What it leaves
// when it fails is what its record says, and goes with that.
type builder struct {
	dir    Dir
	plan   *Plan
	record *Record
	root   *netns.Namespace // the machine's own
	count  *labTraffic      // of frames, which begins with a vhost

	hosts    map[string]int              // a host's place in the plan
	open     []*netns.Namespace          // of the hosts, while cables to them are missing
	left     []int                       // how many that are, per host
	known    map[string]*PlannedHost     // all that the plan has cables to
	existing map[string]*netns.Namespace // of those that it does not make
	laid     int                         // cables
}

func newBuilder(dir Dir, plan *Plan, record *Record, root *netns.Namespace, count *labTraffic) *builder {
	b := &builder{
		dir: dir, plan: plan, record: record, root: root, count: count, hosts: make(map[string]int, len(plan.Hosts)),
		open: make([]*netns.Namespace, len(plan.Hosts)), left: make([]int, len(plan.Hosts)),
		known: index(plan.Hosts, nameOfHost), existing: map[string]*netns.Namespace{},
	}
	for i, h := range plan.Hosts {
		b.hosts[h.Name] = i
	}
	return b
}

// build makes all of a lab. laid is called when all cables are there and nothing
// is plugged together yet.
func build(ctx context.Context, dir Dir, plan *Plan, record *Record, count *labTraffic, laid func() error) error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	b := newBuilder(dir, plan, record, root, count)
	defer b.closeAll()
	if err := b.network(ctx); err != nil {
		return err
	}
	if err := laid(); err != nil {
		return err
	}
	return b.bridges(ctx)
}

// manyCables is from where on an ovs-vswitchd that runs while they are laid costs
// more than can be gained by starting it meanwhile: after each change of a device
// it asks the kernel for all devices.
const manyCables = 250

// network makes the namespaces and cables, and at the same time gets Open
// vSwitch going; the bridges follow when both are there.
func (b *builder) network(ctx context.Context) error {
	if len(b.plan.Hosts) > 0 {
		if err := prepareNetns(); err != nil {
			return err
		}
	}
	if len(b.plan.Cables) > manyCables {
		if err := b.kernel(ctx); err != nil {
			return err
		}
		return b.record.startOVS(ctx)
	}
	ovsReady := make(chan error, 1)
	go func() { ovsReady <- b.record.startOVS(ctx) }()
	err := b.kernel(ctx)
	if err2 := <-ovsReady; err == nil {
		err = err2
	}
	return err
}

// openExisting opens those of the hosts that the plan has cables to and does
// not make.
func (b *builder) openExisting(hosts []PlannedHost) error {
	b.known = index(hosts, nameOfHost)
	for _, c := range b.plan.Cables {
		for _, e := range c.Ends {
			if _, made := b.hosts[e.Host]; made || e.Host == "" || b.existing[e.Host] != nil {
				continue
			}
			ns, err := b.known[e.Host].open()
			if err != nil {
				return fmt.Errorf("host %s: %w", e.Host, err)
			}
			b.existing[e.Host] = ns
		}
	}
	return nil
}

// startOVS makes sure that the lab's Open vSwitch runs.
func (r *Record) startOVS(ctx context.Context) error {
	if r.OVS == nil || !r.OVS.Private {
		return nil
	}
	end, err := begin(ctx, PhaseOVS)
	if err != nil {
		return err
	}
	defer end()
	_, err = ovs.Start(ctx, r.OVS.RunDir)
	if err != nil {
		return fmt.Errorf("start Open vSwitch: %w", err)
	}
	return nil
}

// bridges plugs everything together.
func (b *builder) bridges(ctx context.Context) error {
	end, err := begin(ctx, PhaseSwitches)
	if err != nil {
		return err
	}
	defer end()
	if err := b.record.prepareAttached(b.dir, b.root); err != nil {
		return err
	}
	if len(b.plan.Switches) == 0 {
		return nil
	}
	edit := ovs.Edit{Owner: b.plan.Owner, Notes: b.record.notes()}
	for _, s := range b.plan.Switches {
		edit.Add = append(edit.Add, s.Bridge)
	}
	if err := editIn(ctx, b.record.OVS, edit); err != nil {
		return err
	}
	return b.markBridges()
}

func (b *builder) markBridges() error {
	for _, s := range b.plan.Switches {
		if err := b.plan.markBridge(b.root, s); err != nil {
			return fmt.Errorf("device of switch %s: %w", s.Name, err)
		}
	}
	return nil
}

// markBridge makes the device that Open vSwitch has made for a bridge known as
// the lab's. A tap device outlives the ovs-vswitchd that made it.
func (p *Plan) markBridge(root *netns.Namespace, s PlannedSwitch) error {
	if err := root.SetIPv6(false, s.Bridge.Name); err != nil {
		return err
	}
	link, err := root.Link(s.Bridge.Name)
	if errors.Is(err, netns.ErrNoLink) {
		return nil // of a datapath without taps
	}
	if err != nil {
		return err
	}
	if s.AltName != "" && !slices.Contains(link.AltNames, s.AltName) {
		if err := root.AddAltName(link.Index, s.AltName); err != nil {
			return err
		}
	}
	if link.Kind != netns.KindTap {
		return nil // of the kernel's datapath, which is asked to delete it
	}
	// The mark first: by the group alone only cables are known.
	if err := root.SetAlias(link.Index, p.mark()); err != nil {
		return err
	}
	return root.SetGroup(link.Index, p.Group)
}

// kernel makes the namespaces and the cables between them. Three threads share
// the work: one makes namespaces ahead, this one lays cables and sets hosts up,
// and a third finishes the ends outside. More would only wait for the kernel,
// which changes one device at a time.
func (b *builder) kernel(ctx context.Context) error {
	makerCtx, cancel := context.WithCancel(ctx)
	defer cancel()

	cablesOf := make([][]*Cable, len(b.plan.Hosts)) // those that can be laid once this host is there
	var outside []*Cable                            // those that need wait for none
	for i := range b.plan.Cables {
		c := &b.plan.Cables[i]
		last := -1
		for _, e := range c.Ends {
			if host, ok := b.hosts[e.Host]; ok {
				last = max(last, host)
				b.left[host]++
			}
		}
		if last < 0 {
			outside = append(outside, c)
			continue
		}
		cablesOf[last] = append(cablesOf[last], c)
	}

	if err := errors.Join(progress(ctx, PhaseNamespaces, 0, len(b.plan.Hosts)), progress(ctx, PhaseLinks, 0, len(b.plan.Cables))); err != nil {
		return err
	}
	made := make(chan error, 64) // one for each host, in order
	go b.namespaces(makerCtx, made)
	ends := make(chan outsideEnd, 64)
	finished := make(chan error, 1)
	go func() { finished <- b.finishEnds(ends) }()

	err := b.lay(ctx, outside, ends)
	for i := range b.plan.Hosts {
		if err != nil {
			break
		}
		if err = <-made; err != nil {
			break
		}
		err = b.lay(ctx, cablesOf[i], ends)
		b.release(i)
	}
	cancel()
	for range made { // the maker ends its thread before we return
	}
	close(ends)
	if err2 := <-finished; err == nil {
		err = err2
	}
	return err
}

// namespaces makes or opens the namespace of every host.
func (b *builder) namespaces(ctx context.Context, made chan<- error) {
	defer close(made)
	maker := netns.NewMaker()
	defer maker.Close()
	for i, h := range b.plan.Hosts {
		if ctx.Err() != nil {
			made <- ctx.Err()
			return
		}
		var ns *netns.Namespace
		var err error
		if h.PID != 0 {
			ns, err = openPID(h.PID, h.Inode)
		} else {
			ns, err = maker.Create(h.Namespace, b.plan.mark(), h.IPv6)
		}
		if err != nil {
			made <- fmt.Errorf("host %s: %w", h.Name, err)
			return
		}
		b.open[i] = ns
		b.plan.Hosts[i].Inode = ns.Inode
		if err := b.count.made(&b.plan.Hosts[i], ns); err != nil {
			made <- fmt.Errorf("host %s: %w", h.Name, err)
			return
		}
		err = progress(ctx, PhaseNamespaces, i+1, len(b.plan.Hosts))
		made <- err
		if err != nil {
			return
		}
	}
}

// release closes host i's namespace if all its cables are laid: a lab of
// thousands of hosts would run out of descriptors.
func (b *builder) release(i int) {
	if b.left[i] == 0 && b.open[i] != nil {
		b.open[i].Close()
		b.open[i] = nil
	}
}

func (b *builder) closeAll() {
	for i := range b.open {
		b.left[i] = 0
		b.release(i)
	}
	for _, ns := range b.existing {
		ns.Close()
	}
}

// outsideEnd is an end of a cable in the machine's own namespace.
type outsideEnd struct {
	cable *Cable
	end   CableEnd
	index int
	first bool // it was created in the lab's group
}

func (b *builder) lay(ctx context.Context, cables []*Cable, outside chan<- outsideEnd) error {
	for _, c := range cables {
		// The first end gets the lab's group as it is created, so the one
		// outside comes first: it is what a dead lab is found by.
		ends := c.Ends
		if ends[0].Host != "" && ends[1].Host == "" {
			ends[0], ends[1] = ends[1], ends[0]
		}
		veth := netns.Veth{MTU: c.MTU, Group: b.plan.Group}
		for i, e := range ends {
			mac, err := net.ParseMAC(e.MAC)
			if err != nil {
				return fmt.Errorf("device %s: %w", e.Device, err)
			}
			veth.Ends[i] = netns.VethEnd{Namespace: b.namespace(e), Name: e.Device, MAC: mac}
		}
		var index [2]int
		var err error
		if index[0], index[1], err = netns.CreateVeth(veth); err != nil {
			return fmt.Errorf("link %s, %s: %w", c.Names[0], c.Names[1], err)
		}
		for i, e := range ends {
			if e.Host == "" {
				outside <- outsideEnd{cable: c, end: e, index: index[i], first: i == 0}
				continue
			}
			if err := b.setUpHost(c, e, index[i]); err != nil {
				return err
			}
			if host, ok := b.hosts[e.Host]; ok {
				b.left[host]--
				b.release(host)
			}
		}
		b.laid++
		if err := progress(ctx, PhaseLinks, b.laid, len(b.plan.Cables)); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) namespace(e CableEnd) *netns.Namespace {
	if e.Host == "" {
		return b.root
	}
	if ns := b.existing[e.Host]; ns != nil {
		return ns
	}
	return b.open[b.hosts[e.Host]]
}

func (b *builder) setUpHost(c *Cable, e CableEnd, index int) error {
	h, ns := b.known[e.Host], b.namespace(e)
	setup := e.Setup
	setup.Name, setup.Index = e.Device, index
	if h.PID != 0 {
		// Its own namespace has IPv6 off already; this one is somebody else's.
		if err := ns.SetIPv6(h.IPv6, setup.Name); err != nil {
			return fmt.Errorf("host %s: %w", h.Name, err)
		}
	}
	if err := c.shape(ns, index); err != nil {
		return fmt.Errorf("host %s: %s: %w", h.Name, e.Device, err)
	}
	if err := ns.Configure(setup); err != nil {
		return fmt.Errorf("host %s: %w", h.Name, err)
	}
	return nil
}

// shape gives an end of the cable its bandwidth, delay and loss, while it is
// still down: the kernel takes long for one that is up.
func (c *Cable) shape(ns *netns.Namespace, index int) error {
	if c.Shape == (netns.Shape{}) {
		return nil
	}
	return ns.Shape(index, c.mtu(), c.Shape)
}

// mtu returns the largest frame, in bytes, that the cable carries.
func (c *Cable) mtu() int {
	if c.MTU == 0 {
		return 1500 // the kernel's default
	}
	return c.MTU
}

// finishEnds marks the ends outside and brings them up. IPv6 goes off before:
// an end that comes up with it sends frames that nobody asked for.
func (b *builder) finishEnds(ends <-chan outsideEnd) (err error) {
	for e := range ends {
		if err == nil {
			err = b.finishEnd(e)
		}
	}
	return err
}

func (b *builder) finishEnd(e outsideEnd) error {
	fail := func(err error) error { return fmt.Errorf("device %s: %w", e.end.Device, err) }
	if err := b.root.SetIPv6(false, e.end.Device); err != nil {
		return fail(err)
	}
	if !e.first {
		if err := b.root.SetGroup(e.index, b.plan.Group); err != nil {
			return fail(err)
		}
	}
	if e.end.AltName != "" {
		if err := b.root.AddAltName(e.index, e.end.AltName); err != nil {
			return fail(err)
		}
	}
	if err := e.cable.shape(b.root, e.index); err != nil {
		return fail(err)
	}
	if err := b.root.SetUp(e.index, b.plan.mark()); err != nil {
		return fail(err)
	}
	return nil
}

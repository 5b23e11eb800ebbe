package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
)

// Config is what to run.
type Config struct {
	Dir     Dir
	Network *dsl.Network // nil: the controller alone, for switches from elsewhere
	App     *apps.App    // nil: the network alone, for whoever connects
	Args    []string     // of the application
	Options Options
	Timeout time.Duration // for every switch to have shaken hands; 0: a minute
	Log     *slog.Logger  // of the controller

	// Notice is told what the user should know while the lab comes up, a line
	// at a time; Warn of what the plan found that does not prevent it.
	Notice func(line string)
	Warn   func(diag.List)
}

// Lab is a network that runs, with its controller.
type Lab struct {
	dir     Dir
	config  Config
	plan    *Plan
	record  *Record
	control *controller.Controller // nil: none of ours

	stop   context.CancelCauseFunc // asks the lab to end
	ctx    context.Context         // ends when somebody has asked
	served chan struct{}           // closed when the controller has ended

	programs  sync.WaitGroup     // switches that are programs
	dismissed map[[2]string]bool // of these, those that are ended on purpose; see programID

	mu    sync.Mutex
	state State

	stopAPI    func()
	changing   sync.Mutex    // held by whoever makes another lab of it, or takes it down
	supervisor *supervisor   // nil: there is nothing yet to supervise
	gone       chan struct{} // closed when everything is taken down
	goneErr    error         // what was not, once gone is closed
}

// ErrStopped is why a lab ended that was asked to over its API.
var ErrStopped = errors.New("stopped")

// LeftError is returned when a lab could not be made and what had been made of
// it could not be taken away again. The lab stays on record.
type LeftError struct{ Cause, Left error }

// Error gives both reasons.
func (e *LeftError) Error() string {
	if e.Cause == nil {
		return fmt.Sprintf("something is left of the lab: %v", e.Left)
	}
	return fmt.Sprintf("%v; and something is left of the lab: %v", e.Cause, e.Left)
}

// PlanError is returned for a network that cannot be made on this machine.
type PlanError struct{ Diagnostics diag.List }

// Error gives the first of the reasons.
func (e *PlanError) Error() string {
	for _, d := range e.Diagnostics {
		if d.Severity == diag.Error {
			return d.Error()
		}
	}
	return "the network cannot be made"
}

// RunningError is returned when the lab of that name runs already.
type RunningError struct{ Lab string }

// Error has Trema's words.
func (e *RunningError) Error() string { return e.Lab + " is already running." }

// PortError is returned when the controller cannot listen on its port.
type PortError struct {
	Address string
	Holder  string // what is known of the process that has it; may be empty
	Err     error
}

// Error says who has the port.
func (e *PortError) Error() string {
	s := fmt.Sprintf("cannot listen on %s: %v", e.Address, e.Err)
	if e.Holder != "" {
		s = fmt.Sprintf("cannot listen on %s: %s has the port", e.Address, e.Holder)
	}
	return s
}

// Unwrap returns why.
func (e *PortError) Unwrap() error { return e.Err }

// Up makes the lab and returns when it is ready: every switch whose controller
// it runs has shaken hands. When it fails, or ctx ends before, nothing is left.
func Up(ctx context.Context, c Config) (*Lab, error) {
	if c.Network != nil {
		if err := checkPrivilege(); err != nil {
			return nil, err
		}
	}
	c.complete()
	l := &Lab{dir: c.Dir, config: c, state: Starting, served: make(chan struct{}), dismissed: map[[2]string]bool{}, gone: make(chan struct{})}
	l.ctx, l.stop = context.WithCancelCause(ctx)
	if err := l.up(); err != nil {
		// What was asked for in the meantime is a better reason than what
		// failed because of it.
		if cause := context.Cause(l.ctx); cause != nil {
			err = cause
		}
		if left := l.Down(context.WithoutCancel(ctx)); left != nil {
			return nil, &LeftError{Cause: err, Left: left}
		}
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = Running
	return l, nil
}

func (l *Lab) up() error {
	if err := l.make(); err != nil {
		return err
	}
	return l.awaitSwitches()
}

// make does everything up to the point where switches connect. It holds the
// run directory's lock, so that two runs do not plan for the same names.
func (l *Lab) make() error {
	unlock, err := l.dir.lock(l.ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := l.clearDead(); err != nil {
		return err
	}
	facts, err := l.planned()
	if err != nil {
		return errors.Join(err, l.dir.release(context.WithoutCancel(l.ctx)))
	}
	if err := l.writeRecord(facts); err != nil {
		return err
	}
	if len(l.plan.Switches)+len(l.plan.Programs) > 0 {
		if err := l.dir.prepareLoopback(); err != nil { // the controller's address is on it
			return err
		}
	}
	if err := l.open(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.config.Timeout)
	defer cancel()
	if err := build(ctx, l.dir, l.plan, l.record); err != nil {
		return err
	}
	if err := l.startPrograms(); err != nil {
		return err
	}
	if err := l.dir.write(l.record); err != nil {
		return err
	}
	l.supervisor = l.supervise()
	return nil
}

// open makes the lab reachable, for switches and for commands.
func (l *Lab) open() error {
	end, err := begin(l.ctx, PhaseListen)
	if err != nil {
		return err
	}
	defer end()
	if err := l.listen(); err != nil {
		return err
	}
	l.stopAPI, err = l.serveAPI()
	return err
}

// clearDead takes down a lab of the same name whose process was killed.
func (l *Lab) clearDead() error {
	old, err := l.dir.Record(l.config.Options.Lab)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if old.Alive() {
		return &RunningError{old.Lab}
	}
	l.notice("cleaning up after an earlier " + old.Lab + " that was killed")
	return l.dir.clear(context.WithoutCancel(l.ctx), old) // half of it is no use
}

func (l *Lab) notice(line string) {
	if l.config.Notice != nil {
		l.config.Notice(line)
	}
}

// planned looks at the machine and plans.
func (l *Lab) planned() (*Facts, error) {
	if l.config.Network == nil {
		l.plan = &Plan{Lab: l.config.Options.Lab, Owner: l.config.Options.Owner, Switches: []PlannedSwitch{}, Hosts: []PlannedHost{}, Cables: []Cable{}}
		return &Facts{}, nil
	}
	plan, facts, err := l.config.plan(l.ctx)
	if err != nil {
		return nil, err
	}
	l.plan = plan
	return facts, nil
}

// Planned is what is to become of a lab.
type Planned struct {
	Plan   *Plan
	Change *Change       // what that takes: all of it, if the lab does not run
	OVS    *ovs.Instance // the one that runs; nil: a private one is started
	Lab    *Record       // the lab that runs; nil: none does
}

// Plan decides what [Up] would make or, if the lab runs, what [Lab.Apply] would
// change, and does nothing. The error of a network that cannot be made here is
// a [PlanError].
func (c Config) Plan(ctx context.Context) (*Planned, error) {
	c.complete()
	p := &Planned{}
	if r, err := c.Dir.Record(c.Options.Lab); err == nil && r.Alive() {
		p.Lab, c.Options.Base = r, &r.Plan
	}
	plan, facts, err := c.plan(ctx)
	if err != nil {
		return nil, err
	}
	p.Plan, p.OVS = plan, facts.OVS
	before := &Plan{Lab: plan.Lab, Owner: plan.Owner, Group: plan.Group}
	if p.Lab != nil {
		before = &p.Lab.Plan
	}
	p.Change = NewChange(before, plan)
	return p, nil
}

// complete fills in what is not given.
func (c *Config) complete() {
	if c.Timeout == 0 {
		c.Timeout = time.Minute
	}
	if c.Options.Port == 0 {
		c.Options.Port = PortOf(c.Network)
	}
	c.Options.Owner = c.Dir.Owner(c.Options.Lab)
}

func (c Config) plan(ctx context.Context) (*Plan, *Facts, error) {
	endFacts, err := begin(ctx, PhaseFacts)
	if err != nil {
		return nil, nil, err
	}
	facts, err := Gather(ctx, c.Dir, c.Network)
	if err != nil {
		return nil, nil, err
	}
	endFacts()
	endPlan, err := begin(ctx, PhasePlan)
	if err != nil {
		return nil, nil, err
	}
	defer endPlan()
	plan, diags := NewPlan(c.Network, facts, c.Options)
	if plan == nil {
		return nil, nil, &PlanError{diags}
	}
	if len(diags) > 0 && c.Warn != nil {
		c.Warn(diags)
	}
	return plan, facts, nil
}

// writeRecord writes down what is going to be, before anything is.
func (l *Lab) writeRecord(facts *Facts) error {
	end, err := begin(l.ctx, PhaseRecord)
	if err != nil {
		return err
	}
	defer end()
	r := &Record{FormatVersion: "1", Revision: 1, Since: time.Now(), Options: l.config.Options, Plan: *l.plan}
	if r.Process, err = process.Self(); err != nil {
		return err
	}
	if l.config.App != nil {
		r.Controller = l.config.App.Class
	}
	if l.config.Network != nil {
		r.File = l.config.Network.File
	}
	if len(l.plan.Switches) > 0 {
		r.OVS = facts.OVS
		if r.OVS == nil {
			r.OVS = &ovs.Instance{RunDir: l.dir.privateOVS(), Private: true}
		}
	}
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	if r.Found, err = l.inspect(root, r.Attached, r.datapath()); err != nil {
		return err
	}
	l.replace(r)
	return l.dir.write(r)
}

// inspect looks how the interfaces that are to be plugged in are.
func (l *Lab) inspect(root *netns.Namespace, attached []Attached, datapath ovs.Datapath) ([]AttachedRecord, error) {
	var found []AttachedRecord
	for _, a := range attached {
		link, err := root.Link(a.Device)
		if err != nil {
			return nil, fmt.Errorf("interface %s: %w", a.Device, err)
		}
		ar, note, err := inspect(root, link, datapath)
		if err != nil {
			return nil, fmt.Errorf("interface %s: %w", a.Device, err)
		}
		if note != "" {
			l.notice(note)
		}
		found = append(found, ar)
	}
	return found, nil
}

// PortOf returns the port that a run listens on when none is asked for: the one
// that all the file's switches name, if they do, else the usual one.
func PortOf(n *dsl.Network) uint16 {
	var port uint16
	if n != nil {
		for _, s := range n.Switches {
			switch {
			case s.Kind != dsl.VSwitch || s.Controller.IsValid() && !s.Controller.IsLoopback():
				continue
			case s.Port == 0, port != 0 && s.Port != port:
				return controller.DefaultPort
			}
			port = s.Port
		}
	}
	if port == 0 {
		return controller.DefaultPort
	}
	return port
}

// listen starts the controller, before any switch is told to connect to it.
func (l *Lab) listen() error {
	if l.config.App == nil {
		close(l.served)
		return nil
	}
	// Switches of this machine come over the loopback. Only those from
	// elsewhere need a port that everybody can reach.
	host := "127.0.0.1"
	if n := l.config.Network; n == nil || slices.ContainsFunc(n.Switches, func(s *dsl.Switch) bool { return s.Kind == dsl.HWSwitch }) {
		host = ""
	}
	addr := net.JoinHostPort(host, strconv.Itoa(int(l.config.Options.Port)))
	c, err := controller.Listen(l.ctx, addr, l.config.App.New(),
		controller.WithLogger(l.config.Log), controller.WithArgs(l.config.Args))
	if err != nil {
		close(l.served)
		if errors.Is(err, syscall.EADDRINUSE) {
			return &PortError{Address: addr, Holder: PortHolder(l.config.Options.Port).String(), Err: syscall.EADDRINUSE}
		}
		return err
	}
	l.control = c
	l.record.Listen = c.Addr().String()
	go func() {
		defer close(l.served)
		if err := c.Serve(l.ctx); err != nil {
			l.stop(fmt.Errorf("%s: %w", l.config.App.Class, err))
			return
		}
		// An application may end by itself, and the lab with it.
		l.stop(context.Canceled)
	}()
	return nil
}

// awaitSwitches returns when all switches that are ours to serve are ready.
func (l *Lab) awaitSwitches() error {
	if l.control == nil {
		return nil
	}
	var dpids []uint64
	var names []string
	for _, s := range l.plan.Switches {
		if s.Awaited {
			dpids = append(dpids, s.Bridge.DatapathID)
			names = append(names, s.Name)
		}
	}
	for _, p := range l.plan.Programs {
		if p.Awaited {
			dpids = append(dpids, p.DatapathID)
			names = append(names, p.Name)
		}
	}
	if len(dpids) == 0 {
		return nil
	}
	end, err := begin(l.ctx, PhaseConnect)
	if err != nil {
		return err
	}
	defer end()
	l.notice("waiting for " + counted(len(names), "switch", "switches") + ": " + abridged(names))
	ctx, cancel := context.WithTimeout(l.ctx, l.config.Timeout)
	defer cancel()
	err = l.control.WaitReady(ctx, dpids)
	if err == nil {
		return nil
	}
	if l.ctx.Err() != nil {
		return context.Cause(l.ctx)
	}
	connected := map[uint64]bool{}
	for _, c := range l.control.Connected() {
		connected[c.DatapathID] = true
	}
	var missing []string
	for i, dpid := range dpids {
		if !connected[dpid] {
			missing = append(missing, names[i])
		}
	}
	if len(missing) == 0 {
		return err
	}
	return fmt.Errorf("%s not connected within %v: %s (--timeout waits longer)",
		counted(len(missing), "switch has", "switches have"), l.config.Timeout, abridged(missing))
}

// counted returns "1 switch" or "2 switches".
func counted(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return strconv.Itoa(n) + " " + many
}

// abridged lists names, the first few of many.
func abridged(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s, … and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// Summary says in a line what the lab consists of; it is empty for a
// controller alone.
func (l *Lab) Summary() string {
	if l.config.Network == nil {
		return ""
	}
	return l.config.Network.Summary()
}

// Name returns the lab's name.
func (l *Lab) Name() string { return l.config.Options.Lab }

// Listen returns where the controller listens, empty when there is none.
func (l *Lab) Listen() string { return l.record.Listen }

// Wait returns when somebody has asked the lab to end, and why: nil when ctx
// ended or it was stopped, else what went wrong.
func (l *Lab) Wait() error {
	<-l.ctx.Done()
	err := context.Cause(l.ctx)
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrStopped) {
		return nil
	}
	return err
}

// Down takes the lab down and returns when nothing of it is left. The error
// says what could not be taken down, which stays on record.
func (l *Lab) Down(ctx context.Context) error {
	l.mu.Lock()
	l.state = Stopping
	l.mu.Unlock()
	l.stop(context.Canceled)
	if l.control != nil {
		<-l.served
	}
	l.changing.Lock()
	defer l.changing.Unlock()
	if l.supervisor != nil {
		l.supervisor.end()
	}
	if l.record != nil {
		l.goneErr = l.remove(ctx)
		if l.goneErr == nil {
			l.programs.Wait()
		}
	}
	close(l.gone) // Down is called once
	if l.stopAPI != nil {
		l.stopAPI()
	}
	return l.goneErr
}

func (l *Lab) remove(ctx context.Context) error {
	unlock, err := l.dir.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return l.dir.remove(ctx, l.record)
}

// current returns the lab's record as it is now, which is replaced as a whole.
func (l *Lab) current() *Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.record
}

// Status returns the lab as it is now.
func (l *Lab) Status() Status {
	l.mu.Lock()
	s := l.record.StatusOf(l.state)
	l.mu.Unlock()
	if l.control == nil {
		return s
	}
	connected := map[string]bool{}
	for _, c := range l.control.Connected() {
		connected[dsl.FormatDatapathID(c.DatapathID)] = true
	}
	for i := range s.Switches {
		s.Switches[i].Connected = connected[s.Switches[i].DatapathID]
	}
	return s
}

// flows asks a switch for its flow entries, over the socket that its bridge
// has for tools.
func (l *Lab) flows(ctx context.Context, name string) ([]Flow, error) {
	r := l.current()
	i := slices.IndexFunc(r.Switches, func(s PlannedSwitch) bool { return s.Name == name })
	if i < 0 {
		err := &NotFoundError{Kind: "switch", Name: name}
		for _, s := range r.Switches {
			err.Known = append(err.Known, s.Name)
		}
		return nil, err
	}
	s := r.Switches[i]
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	sw, err := controller.Dial(ctx, "unix", r.OVS.Management(s.Bridge.Name), s.version())
	if err != nil {
		return nil, fmt.Errorf("switch %s: %w", name, err)
	}
	defer sw.Close()
	stats, err := sw.FlowStats(ctx, openflow.AllFlows())
	if err != nil {
		return nil, fmt.Errorf("switch %s: %w", name, err)
	}
	flows := []Flow{}
	for i := range stats {
		flows = append(flows, Flow{Text: stats[i].String()})
	}
	return flows, nil
}

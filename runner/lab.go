package runner

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps"
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
	App     *apps.App    // nil: another controller, see Options.Foreign, or the network alone, for whoever connects
	Args    []string     // of the application
	Options Options
	TLS     *tls.Config   // the controller's, with Options.TLS
	Timeout time.Duration // for every switch to have shaken hands; 0: a minute
	Log     *slog.Logger  // of the controller
	Web     string        // the address of the page for browsers, "127.0.0.1:8080"; empty: none
	Capture string        // a pcapng file to write everything to that is sent; empty: none
	Console io.Writer     // sees what a controller prints that is a program; nil: its log alone does
	Files   Files         // for those who look for Trema's

	// HostLog writes a line into the log of a vhost; nil: there is none.
	HostLog func(host, line string)

	// Notice is told what the user should know while the lab comes up, a line
	// at a time; Warn of what the plan found that does not prevent it.
	Notice func(line string)
	Wait   func(line string) // the same, of what it waits for
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

	api       http.Handler
	feed      *feed
	web       *webServer         // nil: the run asks for none
	recording *recording         // nil: the run asks for none
	programs  sync.WaitGroup     // switches that are programs, and such a controller
	dismissed map[[2]string]bool // of these, those that are ended on purpose; see programID

	mu      sync.Mutex
	state   State
	foreign ProgramStatus           // the controller that is a program, once it is started
	giveUp  context.CancelCauseFunc // ends the wait for a change's switches; nil: there is no change

	stopAPI    func()
	changing   sync.Mutex    // held by whoever makes another lab of it, or takes it down
	supervisor *supervisor   // nil: there is nothing yet to supervise
	traffic    *labTraffic   // of the hosts
	gone       chan struct{} // closed when everything is taken down
	goneErr    error         // what was not, once gone is closed
}

// Up makes the lab and returns when it is ready: every switch whose controller
// it runs has shaken hands. When it fails, or ctx ends before, nothing is left.
func Up(ctx context.Context, c Config) (*Lab, error) {
	if c.Network != nil {
		if err := checkPrivilege(); err != nil {
			return nil, err
		}
	}
	c.complete()
	l := &Lab{dir: c.Dir, config: c, state: Starting, served: make(chan struct{}), dismissed: map[[2]string]bool{}, gone: make(chan struct{}), traffic: newLabTraffic()}
	l.ctx, l.stop = context.WithCancelCause(ctx)
	l.feed = newFeed(l)
	if c.Web != "" {
		l.config.Log = l.feed.logger(c.Log)
	}
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
	return l.awaitSwitches(l.ctx)
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
		if l.record == nil { // else Down sees to it
			err = errors.Join(err, l.dir.release(context.WithoutCancel(l.ctx)))
		}
		return err
	}
	if len(l.plan.Switches)+len(l.plan.Programs) > 0 {
		if err := prepareLoopback(); err != nil { // the controller's address is on it
			return err
		}
	}
	if err := l.open(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.config.Timeout)
	defer cancel()
	if err := l.startRecording(); err != nil {
		return err
	}
	if err := build(ctx, l.dir, l.plan, l.record, l.traffic, l.recordCables); err != nil {
		return err
	}
	if err := l.startPrograms(); err != nil {
		return err
	}
	if err := errors.Join(l.dir.write(l.record), l.dir.writeHosts(l.record)); err != nil {
		return err
	}
	for i := range l.record.Hosts {
		l.logHost(&l.record.Hosts[i], "started")
	}
	l.supervisor = l.supervise(map[string]bool{})
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
	if l.stopAPI, err = l.serveAPI(); err != nil || l.config.Web == "" {
		return err
	}
	l.web, err = serveWeb(l.config.Web, l.api)
	return err
}

// clearDead takes down a lab of the same name whose process was killed.
func (l *Lab) clearDead() error {
	old, err := l.dir.onRecord(l.config.Options.Lab)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if old.Alive() && !l.dir.isEnding(l.ctx, old) {
		return &RunningError{old.Lab}
	}
	l.config.notice("cleaning up after an earlier " + old.Lab + " that was killed")
	return l.dir.clear(context.WithoutCancel(l.ctx), old) // half of it is no use
}

// isEnding reports whether a lab's process, which still is there, has ended soon
// after: one that was killed answers nobody, and takes its time to be gone.
func (d Dir) isEnding(ctx context.Context, r *Record) bool {
	ask, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	if _, err := d.Client(r.Lab).Status(ask); err == nil {
		return false
	}
	wait, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return r.Process.Wait(wait) == nil
}

func (l *Lab) logHost(h *PlannedHost, line string) {
	if l.config.HostLog != nil && h.Kind == dsl.VHost {
		l.config.HostLog(h.Name, line)
	}
}

func (c Config) notice(line string) {
	if c.Notice != nil {
		c.Notice(line)
	}
}

func (c Config) wait(line string) {
	if c.Wait != nil {
		c.Wait(line)
	}
}

// planned looks at the machine and plans.
func (l *Lab) planned() (*Facts, error) {
	if l.config.Network == nil {
		l.plan = &Plan{Lab: l.config.Options.Lab, Owner: l.config.Options.Owner, Switches: []PlannedSwitch{}, Hosts: []PlannedHost{}, Cables: []Cable{}}
		return &Facts{}, nil
	}
	plan, facts, err := l.config.plan(l.ctx, nil)
	if err != nil {
		return nil, err
	}
	l.plan = plan
	return facts, nil
}

// writeRecord writes down what is going to be, before anything is.
func (l *Lab) writeRecord(facts *Facts) error {
	end, err := begin(l.ctx, PhaseRecord)
	if err != nil {
		return err
	}
	defer end()
	r := &Record{FormatVersion: formatVersion, Revision: 1, Since: time.Now(), Options: l.config.Options, Files: l.config.Files, Plan: *l.plan}
	if r.Process, err = process.Self(); err != nil {
		return err
	}
	switch f := l.config.Options.Foreign; {
	case f != nil:
		r.Controller = f.String()
	case l.config.App != nil:
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
	r.Network = root.Inode
	if r.Found, err = l.config.inspect(root, r.Attached, r.datapath()); err != nil {
		return err
	}
	if err := r.checkFiles(); err != nil {
		return err
	}
	l.replace(r)
	if err := l.dir.write(r); err != nil {
		return err
	}
	return r.writeFiles(l.dir)
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

// Web returns what to open in a browser to see the lab; empty if the run has
// not asked for a page.
func (l *Lab) Web() string {
	if l.web == nil {
		return ""
	}
	return l.web.url
}

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
	l.recording.stop()
	uncounted := make(chan struct{}) // it is waiting for the kernel, most of it
	go func() {
		defer close(uncounted)
		l.traffic.close()
	}()
	if l.record != nil {
		l.goneErr = l.remove(ctx)
		if l.goneErr == nil {
			l.programs.Wait()
		}
	}
	<-uncounted
	close(l.gone) // Down is called once
	if l.stopAPI != nil {
		l.stopAPI()
	}
	l.web.stop()
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
func (l *Lab) Status(ctx context.Context) Status {
	l.mu.Lock()
	r := l.record
	s := r.StatusOf(l.state)
	if program := l.foreign; program.Command != nil {
		s.Program = &program
	}
	l.mu.Unlock()
	s.findDown()
	connected, peers := map[string]bool{}, map[string]string{}
	if l.control != nil {
		for _, c := range l.control.Connected() {
			dpid := dsl.FormatDatapathID(c.DatapathID)
			connected[dpid], peers[dpid] = true, c.RemoteAddr
		}
	}
	// Of other controllers than ours only Open vSwitch knows.
	if l.control == nil || slices.ContainsFunc(r.Switches, func(sw PlannedSwitch) bool { return !sw.Awaited }) {
		states, _ := r.controllers(ctx) // one that does not answer connects nothing
		for _, sw := range r.Switches {
			if states[sw.Bridge.Name].Connected && (l.control == nil || !sw.Awaited) {
				connected[dsl.FormatDatapathID(sw.Bridge.DatapathID)] = true
			}
		}
	}
	for i := range s.Switches {
		dpid := s.Switches[i].DatapathID
		s.Switches[i].Peer, s.Switches[i].Connected = peers[dpid], connected[dpid]
	}
	return s
}

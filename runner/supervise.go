package runner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
)

// supervisor keeps a running lab whole while Open vSwitch goes and comes back.
//
// It has a connection to the database, whose end it notices at once, and looks
// every now and then whether ovs-vswitchd is still the same process. When
// either is not as it was, it waits until both are back, starts them itself if
// they are private, and restores what is missing of the lab. A bridge that goes
// while both run is one that the user has deleted: it stays so.
type supervisor struct {
	lab     *Lab
	ovs     ovs.Instance
	log     *slog.Logger
	switchd process.ID      // ovs-vswitchd, when the lab was last whole
	deleted map[string]bool // bridges that the user has deleted

	cancel context.CancelFunc
	tasks  sync.WaitGroup
}

const (
	superviseInterval = 500 * time.Millisecond // between two looks at the processes
	mendPause         = 100 * time.Millisecond // after a first failure; it grows
	mendPauseMax      = 3 * time.Second
)

// supervise starts the supervisor of a lab that has just been made or changed.
func (l *Lab) supervise(deleted map[string]bool) *supervisor {
	ctx, cancel := context.WithCancel(l.ctx)
	s := &supervisor{lab: l, log: l.config.Log, deleted: deleted, cancel: cancel}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	keeper := newRecordKeeper(l, s.log)
	s.tasks.Go(func() { keeper.run(ctx) })
	if l.record.OVS == nil {
		return s
	}
	s.ovs = *l.record.OVS
	s.switchd = s.ovs.Switchd()
	s.tasks.Go(func() { s.run(ctx) })
	return s
}

// end ends the supervisor and returns when it changes nothing any more.
func (s *supervisor) end() {
	s.cancel()
	s.tasks.Wait()
}

func (s *supervisor) run(ctx context.Context) {
	c, gone, err := s.connect(ctx)
	for {
		if err == nil {
			err = s.watch(ctx, c, gone)
			c.Close()
		}
		if ctx.Err() != nil {
			return
		}
		s.log.Warn(fmt.Sprintf("Open vSwitch in %s: %v", s.ovs.RunDir, err))
		c, gone, err = s.mend(ctx)
	}
}

// connect opens a connection on which the server tells when bridges come and go.
func (s *supervisor) connect(ctx context.Context) (c *ovs.Client, bridges <-chan struct{}, err error) {
	ctx, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	c, err = s.ovs.Dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	bridges, err = c.WatchBridges(ctx)
	if err != nil {
		c.Close()
		return nil, nil, err
	}
	return c, bridges, nil
}

// watch returns when Open vSwitch is not as it was, and what has happened.
func (s *supervisor) watch(ctx context.Context, c *ovs.Client, bridges <-chan struct{}) error {
	tick := time.NewTicker(superviseInterval)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.Done():
			return ovs.ErrClosed
		case <-bridges:
			err = s.noteDeleted(ctx, c)
		case <-tick.C:
			err = s.processes()
		}
		if err != nil {
			return err
		}
	}
}

// processes returns an error if Open vSwitch is not as it was when the lab was
// last whole.
func (s *supervisor) processes() error {
	switch now := s.ovs.Switchd(); {
	case now == process.ID{} && s.switchd != process.ID{}:
		return errors.New("ovs-vswitchd has ended")
	case now != s.switchd:
		return errors.New("ovs-vswitchd has been started again")
	case s.ovs.Private && !s.ovs.Whole():
		return errors.New("its files have been deleted")
	}
	return nil
}

// noteDeleted looks which bridges of the lab are gone. Those that went while
// ovs-vswitchd ran, the user has deleted.
func (s *supervisor) noteDeleted(ctx context.Context, c *ovs.Client) error {
	ctx, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	present, err := c.Bridges(ctx, s.lab.record.Owner)
	if err != nil {
		return err
	}
	if err := s.processes(); err != nil {
		return err
	}
	for _, sw := range s.wanted() {
		if name := sw.Bridge.Name; !present[name] {
			s.deleted[name] = true
			s.log.Warn(fmt.Sprintf("somebody has deleted bridge %s: it is not made again", name))
		}
	}
	return nil
}

// wanted returns the switches that the lab has as long as Open vSwitch runs.
func (s *supervisor) wanted() []PlannedSwitch {
	r := s.lab.record
	return slices.DeleteFunc(slices.Clone(r.Switches), func(sw PlannedSwitch) bool {
		return s.deleted[sw.Bridge.Name] || r.isStopped(sw.Name)
	})
}

// mend returns when Open vSwitch is back and has the lab's bridges, or with
// ctx's error.
func (s *supervisor) mend(ctx context.Context) (*ovs.Client, <-chan struct{}, error) {
	var told string
	for pause := mendPause; ; pause = min(2*pause, mendPauseMax) {
		c, bridges, err := s.restore(ctx)
		if err == nil {
			return c, bridges, nil
		}
		if ctx.Err() == nil && err.Error() != told && pause > mendPause {
			told = err.Error()
			s.log.Warn(fmt.Sprintf("Open vSwitch in %s is not back yet: %v", s.ovs.RunDir, err))
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}

// restore makes one attempt at what mend promises.
func (s *supervisor) restore(ctx context.Context) (_ *ovs.Client, _ <-chan struct{}, err error) {
	if err := s.startPrivate(ctx); err != nil {
		return nil, nil, err
	}
	switchd := s.ovs.Switchd()
	if switchd == (process.ID{}) && s.switchd != switchd {
		return nil, nil, errors.New("ovs-vswitchd does not run")
	}
	c, bridges, err := s.connect(ctx)
	if err != nil {
		return nil, nil, err
	}
	made, err := s.restoreBridges(ctx, c)
	if err != nil && (ovs.Unreachable(err) || ctx.Err() != nil) {
		c.Close()
		return nil, nil, err
	}
	s.switchd = switchd
	text := fmt.Sprintf("Open vSwitch in %s is back", s.ovs.RunDir)
	if len(made) > 0 {
		text += "; made again: " + strings.Join(made, ", ")
	}
	s.log.Info(text)
	if err != nil {
		s.log.Warn(err.Error()) // trying again would not help
	}
	return c, bridges, nil
}

// startPrivate starts a private Open vSwitch again. Of several labs that use
// it, the one that gets the lock does so.
func (s *supervisor) startPrivate(ctx context.Context) error {
	if !s.ovs.Private || s.ovs.Whole() {
		return nil
	}
	unlock, err := s.lab.dir.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(ctx, s.lab.config.Timeout)
	defer cancel()
	_, err = ovs.Start(ctx, s.ovs.RunDir)
	return err
}

// restoreBridges makes the bridges that are missing, and marks the devices of
// all: ovs-vswitchd may have made those anew.
func (s *supervisor) restoreBridges(ctx context.Context, c *ovs.Client) (made []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.lab.config.Timeout)
	defer cancel()
	switches := s.wanted()
	bridges := make([]ovs.Bridge, len(switches))
	for i, sw := range switches {
		bridges[i] = sw.Bridge
	}
	made, err = c.Restore(ctx, bridges, s.lab.current().notes())
	root, rootErr := netns.Current()
	if rootErr != nil {
		return made, errors.Join(err, rootErr)
	}
	defer root.Close()
	for _, sw := range switches {
		if markErr := s.lab.plan.markBridge(root, sw); markErr != nil {
			err = errors.Join(err, fmt.Errorf("device of switch %s: %w", sw.Name, markErr))
		}
	}
	return made, err
}

package runner

import (
	"context"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Planned is what is to become of a lab.
type Planned struct {
	Plan   *Plan
	Change *Change          // what that takes: all of it, if the lab does not run
	OVS    *ovs.Instance    // the one that runs; nil: a private one is started
	Lab    *Record          // the lab that runs; nil: none does
	Dead   *Record          // an earlier one of that name that was killed, which goes first; nil: there is none
	Found  []AttachedRecord // the interfaces that are to be plugged in, as far as this user may know

	options Options
}

// Plan decides what [Up] would make or, if the lab runs, what [Lab.Apply] would
// change, and does nothing. The error of a network that cannot be made here is
// a [PlanError].
func (c Config) Plan(ctx context.Context) (*Planned, error) {
	c.complete()
	p := &Planned{}
	switch r, err := c.Dir.onRecord(c.Options.Lab); {
	case err != nil: // no such lab
	case !r.Alive():
		if p.Dead, err = c.Dir.presumed(r); err != nil {
			return nil, err
		}
	case r.Damaged != nil:
		return nil, &RunningError{r.Lab} // its record is about to be written again
	default:
		p.Lab, c.Options.Base = r, &r.Plan
	}
	plan, facts, err := c.plan(ctx, p.Dead)
	if err != nil {
		return nil, err
	}
	p.Plan, p.OVS, p.options = plan, facts.OVS, c.Options
	before := &Plan{Lab: plan.Lab, Owner: plan.Owner, Group: plan.Group}
	if p.Lab != nil {
		before = &p.Lab.Plan
	}
	p.Change = NewChange(before, plan)
	if p.Lab != nil {
		p.Change.leaveAlone(p.Change.stillStopped(p.Lab.Stopped))
	}
	p.Found, err = c.find(p.Change)
	return p, err
}

// presumed fills in what the record of a dead lab, if it is damaged, must have
// said.
func (d Dir) presumed(dead *Record) (*Record, error) {
	if dead.Damaged == nil {
		return dead, nil
	}
	root, err := netns.Current()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	dead.Group = groupOf(dead.Owner, root.Inode)
	if private := d.OVS(); private.Left() {
		dead.OVS = &private
	}
	return dead, nil
}

// find looks how the interfaces are that a change plugs in.
func (c Config) find(change *Change) ([]AttachedRecord, error) {
	if len(change.Add.Attached) == 0 {
		return nil, nil
	}
	root, err := netns.Current()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	datapath := change.To.datapath()
	if checkPrivilege() != nil {
		datapath = "" // the far end of a cable only root may look at
	}
	return c.inspect(root, change.Add.Attached, datapath)
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

// plan plans for the machine as it is or, if there is a dead lab, as it will be
// without that.
func (c Config) plan(ctx context.Context, dead *Record) (*Plan, *Facts, error) {
	endFacts, err := begin(ctx, PhaseFacts)
	if err != nil {
		return nil, nil, err
	}
	facts, err := gather(ctx, c.Dir, c.Network, dead)
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

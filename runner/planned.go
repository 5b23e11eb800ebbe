package runner

import (
	"context"
	"slices"
	"time"

	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Planned is what is to become of a lab.
type Planned struct {
	Plan   *Plan
	Change *Change       // what that takes: all of it, if the lab does not run
	OVS    *ovs.Instance // the one that runs; nil: a private one is started
	Lab    *Record       // the lab that runs; nil: none does

	options Options
}

// Steps lists what is to be done, in an order in which it can be. dir is where
// the lab has its files. The controller of a lab that runs stays as it is.
func (p *Planned) Steps(dir Dir) []Step {
	steps := p.Change.Steps(p.OVS, dir)
	if f := p.options.Foreign; f != nil && len(f.Command) > 0 && p.Lab == nil {
		steps = slices.Insert(steps, 0, f.step(p.options.Port))
	}
	return steps
}

// Plan decides what [Up] would make or, if the lab runs, what [Lab.Apply] would
// change, and does nothing. The error of a network that cannot be made here is
// a [PlanError].
func (c Config) Plan(ctx context.Context) (*Planned, error) {
	c.complete()
	p := &Planned{}
	if r, err := c.Dir.Record(c.Options.Lab); err == nil {
		if !r.Alive() {
			return nil, &DeadError{r.Lab}
		}
		p.Lab, c.Options.Base = r, &r.Plan
	}
	plan, facts, err := c.plan(ctx)
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

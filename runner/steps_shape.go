package runner

import "github.com/trema-ns/trema-ns/netns"

// shape gives both ends of a cable its bandwidth, delay and loss. It comes after
// the bridges: a run tells Open vSwitch to leave them alone.
func (s *stepper) shape(c *Cable) {
	for _, e := range c.Ends {
		step := Step{
			Action: "shape", Kind: "interface", Object: s.place(e),
			Reason: "the link's bandwidth, delay, jitter or loss, for what this end sends",
		}
		if step.Commands = s.addShape(c, e); len(step.Commands) > 0 {
			s.add(step)
		}
	}
}

// addShape returns what shapes one end of a cable that has no shape yet.
func (s *stepper) addShape(c *Cable, e CableEnd) []string {
	var commands []string
	for _, words := range c.Shape.TC(c.mtu()) {
		commands = append(commands, s.tc(e.Host)+" qdisc add dev "+quote(e.Device)+" "+words)
	}
	return commands
}

// reshape returns what gives one end of a cable that stays its new shape.
func (s *stepper) reshape(c *CableChange, e CableEnd) []string {
	if c.From.Shape == c.To.Shape && (c.From.MTU == c.To.MTU || c.To.Shape == netns.Shape{}) {
		return nil
	}
	var commands []string
	if c.From.Shape != (netns.Shape{}) {
		commands = append(commands, s.tc(e.Host)+" qdisc delete dev "+quote(e.Device)+" root")
	}
	return append(commands, s.addShape(&c.To, e)...)
}

// tc begins a tc(8) command in a host, or in the machine's own namespace.
func (s *stepper) tc(host string) string {
	if host == "" {
		return "tc"
	}
	return s.run(host) + "tc"
}

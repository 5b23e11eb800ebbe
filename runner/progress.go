package runner

import "context"

// Phase is a part of a lab's coming up or going down.
type Phase string

// The phases, in the order in which they begin. The kernel's and Open vSwitch's
// overlap.
const (
	PhaseFacts      Phase = "facts"      // what is on the machine
	PhasePlan       Phase = "plan"       // every name and number
	PhaseRecord     Phase = "record"     // the lab on disk
	PhaseListen     Phase = "listen"     // the controller's port and the lab's own socket
	PhaseOVS        Phase = "ovs"        // a private Open vSwitch starts
	PhaseNamespaces Phase = "namespaces" // of the hosts
	PhaseLinks      Phase = "links"      // veth pairs, with their addresses
	PhaseSwitches   Phase = "switches"   // bridges and their ports
	PhaseConnect    Phase = "connect"    // switches shake hands with the controller

	PhaseStopPrograms     Phase = "stop programs" // that are switches
	PhaseDeleteSwitches   Phase = "delete switches"
	PhaseDeleteLinks      Phase = "delete links"
	PhaseDeleteNamespaces Phase = "delete namespaces"
	PhaseSettle           Phase = "settle"       // nobody holds the devices any more
	PhaseGiveBack         Phase = "give back"    // interfaces that were there before
	PhaseStopOVS          Phase = "stop ovs"     // a private one, or the end of its devices
	PhaseForget           Phase = "forget"       // the lab on disk
	PhaseReleaseShared    Phase = "release rest" // what the labs had in common
)

type progressKey struct{}

// WithProgress returns a context under which [Up], [Lab.Down], [Lab.Apply],
// [Dir.Kill] and all that call them report how far they are: f is called with
// done 0 when a phase begins, with done = total when it has ended, and in
// between for each thing that is made. f may be called from several goroutines
// at once. What comes up, or is changed, fails with the error that f returns;
// what goes down goes on.
func WithProgress(ctx context.Context, f func(p Phase, done, total int) error) context.Context {
	return context.WithValue(ctx, progressKey{}, f)
}

// progress reports to whoever wants to know.
func progress(ctx context.Context, p Phase, done, total int) error {
	if f, ok := ctx.Value(progressKey{}).(func(Phase, int, int) error); ok {
		return f(p, done, total)
	}
	return nil
}

// begin reports the begin of a phase and returns what reports its end. With an
// error it shall not begin.
func begin(ctx context.Context, p Phase) (end func(), err error) {
	return func() { progress(ctx, p, 1, 1) }, progress(ctx, p, 0, 1)
}

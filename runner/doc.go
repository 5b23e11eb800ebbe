// Package runner turns a declared network into a running lab and back.
//
// A lab's life is a straight line. [Gather] looks at the machine, [NewPlan]
// decides every name and number and finds every reason why it cannot be, and
// only then is anything done: the plan is written down as a [Record], the
// controller listens, the network comes up, and everything the record names
// goes when the lab ends. NewPlan is pure; it can be asked without root and
// without consequences.
//
// What belongs to a lab carries its mark in the kernel and in Open vSwitch.
// Taking down removes what carries the mark and nothing else, whether the
// process that made it still lives or not.
//
// The package knows the network file only as a resolved [dsl.Network], and the
// controller only by what it must wait for.
package runner

package interp

import (
	"math/big"
	"strings"
)

// A program has a budget of steps and one of memory, so that a file of a few
// lines from a stranger cannot keep a machine busy or fill it. Both count what
// was used in all: what a program drops again was work too. A call and a turn
// of a loop are a step each. A built-in method whose work grows with its
// receiver and arguments costs more, here, for all of them alike; those that
// make more than they are given count it themselves.

// stepsBetweenChecks is how often a running program asks whether it shall end.
const stepsBetweenChecks = 256

// tick counts a step at site.
func (in *Interp) tick(s *Site) error {
	in.steps--
	if in.steps > in.nextCheck {
		return nil
	}
	return in.checkSteps(s)
}

// spend counts work of n steps.
func (in *Interp) spend(n int) error {
	if n >= in.steps {
		in.steps = 0
	}
	in.steps -= n
	if in.steps > in.nextCheck {
		return nil
	}
	return in.checkSteps(nil)
}

// checkSteps says whether the program shall end.
func (in *Interp) checkSteps(s *Site) error {
	in.nextCheck = max(0, in.steps-stepsBetweenChecks)
	switch c := in.options.Context; {
	case in.full:
		in.steps, in.nextCheck = -1, 0
		return errFull
	case c != nil && c.Err() != nil:
		in.steps, in.nextCheck = -1, 0
		return &Fatal{Summary: "the reading was ended before its end", Place: s}
	case in.steps <= 0:
		in.steps = -1
		return &Fatal{
			Summary: "this runs for too long",
			Detail:  "a " + in.options.Noun + " may take some million steps; is there a loop without an end?",
			Place:   s,
		}
	}
	return nil
}

// grow counts n bytes that a value is about to take.
func (in *Interp) grow(n int) error {
	if n < 0 || n > in.memory {
		in.memory = 0
		return &Fatal{Summary: "this takes too much memory", Detail: "is there a loop without an end, or a number far too large?"}
	}
	in.memory -= n
	return nil
}

// Grow counts n bytes that the host keeps for the program.
func (in *Interp) Grow(n int) error { return in.grow(n) }

// The steps of what is slow for reasons of its own.
const (
	stepsOfRescue   = 20  // an exception is made, with the calls that led to it
	stepsOfThrow    = 5   // all that it passes is left
	stepsOfOutput   = 20  // a write
	stepsOfFile     = 500 // a file is looked for
	maxOutputFactor = 16  // bytes of memory that a printed byte counts for
)

// The bytes that values take, with what Go's maps and slices add.
const (
	bytesOfElement = 16
	bytesOfString  = 96
	bytesOfPair    = 256
	bytesOfObject  = 256
	bytesOfClass   = 4096
)

// free are the built-in methods that take the same time whatever they are given,
// or only hand on what others have made.
var free = wordSet(`[] []= at dig fetch first last push append << pop size length bytesize empty? nil? !
	class is_a? kind_of? instance_of? respond_to? frozen? freeze object_id equal? itself then tap dup_none
	key? has_key? store default default= lambda? arity receiver name owner call () yield === to_proc
	send public_send __send__ method catch throw loop lambda proc raise fail require require_relative load
	find detect find_index index_by inject reduce sum min max sample next peek rewind begin end exclude_end?
	cover? to_sym source shift any? all? none? one? count puts print p pp
	instance_variable_get instance_variable_set instance_variable_defined? new exist? file?`)

// quick are those that go through a string as fast as memory is read.
var quick = wordSet(`== != eql? <=> < > <= >= + to_s to_str include? index start_with? end_with? length size
	to_i to_int valid_encoding? ascii_only? dup clone hash slice concat chomp strip lstrip rstrip`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// effort returns the steps that m takes to go through v.
func (m *Method) effort(v Value) int {
	switch v := v.(type) {
	case *String:
		n := len(v.s) + len(v.tail)
		if m.quick {
			return n / 512
		}
		return n / 8
	case Symbol:
		return len(v) / 512
	case *Array:
		return len(v.Elems) / 4
	case *Hash:
		return len(v.entries) / 4
	case *big.Int:
		return squareEffort(v)
	}
	return 0
}

// squareEffort returns the steps of a multiplication by a number of the size
// of b, or of a conversion of it to text.
func squareEffort(b *big.Int) int {
	words := b.BitLen() / 64
	return words * words / 64
}

// sizeOf returns the bytes of a value that a method has made.
func sizeOf(v Value) int {
	switch v := v.(type) {
	case *String:
		return bytesOfString + len(v.s) + len(v.tail)
	case *Array:
		return bytesOfElement * len(v.Elems)
	case *Hash:
		return bytesOfPair * v.Len()
	case *big.Int:
		return v.BitLen() / 8
	case *Enumerator, *Object, *Proc, *BoundMethod:
		return bytesOfObject
	}
	return 0
}

// charge counts what a built-in method costs.
func (in *Interp) charge(m *Method, self Value, args []Value) error {
	work := m.effort(self)
	for _, a := range args {
		work += m.effort(a)
	}
	if work == 0 {
		return nil
	}
	return in.spend(work)
}

// Package rubyapp runs Trema's controllers: Ruby files with a class below
// Controller or Trema::Controller, on the interpreter of package interp.
//
// [Load] reads and runs a file and finds what is wrong with it; [Program.App]
// makes an application of it, for controller.Listen.
//
// Trema's interface is in tables. A class of it is a table of methods in a file
// of its own (packet_in.go, mac.go, match.go, …), and a generation of Trema is
// a set of such tables (generation.go). To add an accessor is to add a row.
//
// The package promises:
//
//   - A controller reaches its switches, its standard output, its log and the
//     files that [Options] let it read, and nothing else of the machine.
//   - What the file says that nothing defines is known when it is loaded, as far
//     as it can be known: unknown names, constants and libraries.
//   - A handler ends. One that runs too long, takes too much memory or raises an
//     exception ends the controller with an *[Error], which has Ruby's
//     back-trace.
//   - Handlers, timers and calls run one at a time.
//
// It is the one place where the language and OpenFlow meet: interp knows nothing
// of networks, and controller nothing of Ruby.
package rubyapp

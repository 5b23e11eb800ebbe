// Package traffic sends UDP frames from network namespaces, and counts those
// that arrive in them.
//
// Frames are written to a namespace's device as they are to be on the wire:
// nobody is asked for an address (no ARP), no route is looked up, and any
// address can be their source. Arriving frames are counted by flow, in the order
// in which flows were first seen.
//
// Whatever the speed of the machine, a frame that reaches a namespace is counted
// once, and a frame that does not is missed by nobody's fault but the network's:
// a sender that knows the receiver has at no time more frames on their way than
// the sockets between the two can hold, as long as any arrive at all. Should
// frames be lost to a full socket all the same, [Stats] says how many.
//
// A namespace costs a socket, and while nothing is sent no time: one goroutine
// waits for the frames of all.
//
// The package knows nothing of network files, labs or switches.
package traffic

// Package controller is an OpenFlow controller: it listens for switches, leads
// each through the handshake of OpenFlow 1.0 or 1.3, and hands what they send to
// an application.
//
// An application is any value that implements one or more of the handler
// interfaces: [Starter], [SwitchReadyHandler], [PacketInHandler] and so on. The
// names are Trema's in Go spelling. One application speaks both versions; what
// it says is put into the switch's own version, and what that version cannot say
// is an error.
//
// [Main] makes a program of an application. Where that is not all a program does,
// [Listen] makes a [Controller] of it and [Controller.Serve] runs it; [Combine]
// makes one application of several. Package controllertest runs one on fake
// switches.
//
// A handler is given the [Switch] it hears of. The Send methods of Switch only
// send: replies come to handlers. Its other methods, such as [Switch.FlowStats],
// [Switch.PortStats] and [Switch.Barrier], wait for the reply and return it; an
// application calls them in a function given to [Controller.Go]. Timers are
// [Controller.Every] and [Controller.After].
//
// The package promises:
//
//   - Handlers and timers of one controller never run at the same time, unless
//     the application says by [Concurrent] that it can take it.
//   - Start has returned before the listener opens; SwitchReady is the first
//     that is heard of a switch and SwitchDisconnected the last.
//   - Nothing a peer sends ends the controller. A bad message costs the switch
//     that sent it its connection, at most. A peer that does not read, does not
//     answer or does not speak OpenFlow is given up after a time and holds up
//     nobody.
//   - What handlers send during one read from a switch leaves with one write.
//   - A packet-in is read in place: what a handler is given lives until the
//     handler returns. Clone keeps it.
//   - When Serve returns, no goroutine of the controller is left.
//
// It knows nothing of network files, of the building of labs and, but for Main, of
// the process that it is in.
package controller

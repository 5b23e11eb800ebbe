// Package openflow holds the types of OpenFlow that do not depend on its
// version: the header, [Match], [Action], [FlowMod], [PacketIn] and the rest,
// with their text as ovs-ofctl prints it. Its sub-packages of10 and of13 turn
// them into the bytes of OpenFlow 1.0 and 1.3 and back.
//
// A type here can say what both versions can; a codec refuses, with an error
// and never silently, what its version cannot say. Port numbers are those of
// OpenFlow 1.3, 32 bits wide; of10 maps the reserved ones.
//
// The packages promise:
//
//   - Wire format only. No sockets, no clocks, no goroutines, no logging.
//   - Parse functions fill a struct of the caller's and allocate nothing but
//     the growth of its slices. What has the type []byte in it is a view of
//     the message: it lives until the message's buffer is used again. Clone
//     makes a copy to keep.
//   - Append functions append one whole message, with its length in place.
//   - No bytes, however damaged, make a parser panic, loop or read beyond the
//     message. The error is a [*ParseError]: what, where, and the type and code
//     with which OpenFlow names the mistake.
//   - Properties, TLVs and types that are not known are skipped.
//
// Section numbers in the comments are those of the OpenFlow Switch
// Specification 1.0.0 (31 December 2009) and 1.3.5 (26 March 2015).
//
// The packages must not know who sends the bytes, nor anything of dsl, runner
// or controller.
package openflow

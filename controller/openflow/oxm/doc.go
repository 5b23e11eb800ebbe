// Package oxm is the wire format of the match fields of OpenFlow 1.3 (OXM,
// §7.2.3) and of Open vSwitch's extension of 1.0 (NXM), which have the same
// frame: class, field, mask bit and length in 4 bytes, then the value and,
// with the bit, the mask.
//
// Whichever class a field comes in, [Parse] puts it into the same place of an
// openflow.Match, and skips what it does not know. [Append] writes OXM where the
// specification has a field and Open vSwitch's NXM for the others, which only
// Open vSwitch understands.
package oxm

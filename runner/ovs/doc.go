// Package ovs drives Open vSwitch: which one to use, a private one where none
// runs, and its bridges, through OVSDB (RFC 7047).
//
// A whole network of bridges is one transaction. It takes effect when
// ovs-vswitchd says so by its cur_cfg column, and even then an interface may
// have failed, so the outcome of each port is read back.
//
// Bridges carry the name of their owner in external_ids, and only those of the
// asking owner are ever deleted.
package ovs

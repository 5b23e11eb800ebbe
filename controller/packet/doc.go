// Package packet reads Ethernet frames in place: Ethernet, VLAN, ARP, IPv4,
// IPv6, TCP, UDP, ICMP and LLDP.
//
// Two ways lead in. [Decode] fills one flat [Packet] with everything a switch
// would match on, the same things in the same way as Open vSwitch extracts
// them. The view types ([Ethernet], [ARP], [IPv4], ...) give the single headers
// of a frame; each comes from a function that has checked its length, so that
// its methods cannot run over the end.
//
// The package promises: nothing is allocated, nothing is copied but addresses,
// and no frame, however short or damaged, makes it panic. Views and [Packet]
// live as long as the frame they were made from and change with it.
//
// It knows nothing of OpenFlow, of switches and of sockets, and imports nothing
// of this module.
package packet

// Package netns is the kernel side of a network on one machine: network
// namespaces, veth pairs, addresses, routes, offloads.
//
// It does each thing the way that costs the kernel least, because a network of
// a few hundred hosts is some thousand operations:
//
//   - A namespace is made on a thread of its own that then makes the next one;
//     nothing is entered twice. See [Maker].
//   - A veth pair is created with its far end already in place. Moving a device
//     into a namespace costs an RCU grace period, some 18 ms each.
//   - Devices are deleted by group, in one request. See [Namespace.DeleteGroup].
//   - Netlink sockets belong to the namespace they were opened in and are used
//     from any thread.
//
// The package knows nothing of network files, labs or switches, and remembers
// nothing: who owns what is written into the kernel objects themselves, as an
// interface alias and group, and read back from there.
package netns

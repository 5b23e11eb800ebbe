// Package script reads and runs what people type at the prompt of
// `trema-ns shell` or write into a file: commands of trema-ns, commands in
// hosts, and what they expect of the lab.
//
//	# Two hosts on a learning switch.
//	send_packets -s host1 -d host2
//	expect host2 received 1 packet from host1
//	host2 ping -c 1 host1
//	expect lsw has at least 2 flows
//	expect output '1 received' from host1 ping -c 1 192.168.0.2
//
// A [Names] says which words are commands, hosts and switches, so that a
// script's mistakes are found, all at once, before it runs. A [Runner] runs it
// on a [Lab]. An expectation waits until it is met, for a bounded time: scripts
// need no sleep. docs/scripts.md is the language's description.
//
// The package knows nothing of how labs are made.
package script

// Package capture reads the frames that pass network devices and writes them as
// pcapng, the format of Wireshark.
//
// A Capture watches devices in any namespaces at once, with a packet socket
// each, and hands their frames on in the order of time. Frames that the kernel
// had to throw away because nobody came for them in time are counted.
//
// The package knows nothing of labs, of switches and of what is in a frame.
package capture

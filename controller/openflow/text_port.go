package openflow

import "strconv"

var portNames = [...]string{"IN_PORT", "TABLE", "NORMAL", "FLOOD", "ALL", "CONTROLLER", "LOCAL", "ANY"}

// AppendPortName appends [PortName] to b.
func AppendPortName(b []byte, port uint32) []byte {
	if port >= PortInPort {
		return append(b, portNames[port-PortInPort]...)
	}
	return strconv.AppendUint(b, uint64(port), 10)
}

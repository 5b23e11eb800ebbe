package openflow

import "strconv"

// flagNames are the words for the flags of a flow, in their order.
var flagNames = [...]string{"send_flow_rem", "check_overlap", "reset_counts", "no_packet_counts", "no_byte_counts"}

// String returns the flow as ovs-ofctl dump-flows prints it, without the blank
// before it.
func (f *FlowStats) String() string { return string(f.AppendText(nil)) }

// AppendText appends [FlowStats.String] to b.
func (f *FlowStats) AppendText(b []byte) []byte {
	field := func(name string, v uint64) {
		b = append(b, name...)
		b = strconv.AppendUint(b, v, 10)
		b = append(b, ", "...)
	}
	b = appendHex(append(b, "cookie="...), f.Cookie)
	b = appendDuration(append(b, ", duration="...), f.DurationSec, f.DurationNsec)
	b = append(b, ", "...)
	field("table=", uint64(f.TableID))
	field("n_packets=", f.PacketCount)
	field("n_bytes=", f.ByteCount)
	if f.IdleTimeout != 0 {
		field("idle_timeout=", uint64(f.IdleTimeout))
	}
	if f.HardTimeout != 0 {
		field("hard_timeout=", uint64(f.HardTimeout))
	}
	for i, name := range flagNames {
		if f.Flags&(1<<i) != 0 {
			b = append(append(b, name...), ' ')
		}
	}
	if f.Importance != 0 {
		field("importance=", uint64(f.Importance))
	}
	if f.HasAges {
		field("idle_age=", uint64(f.IdleAge))
		if f.HardAge != f.DurationSec {
			field("hard_age=", uint64(f.HardAge))
		}
	}
	b = f.Match.appendText(b, f.Priority)
	if b[len(b)-1] != ' ' {
		b = append(b, ' ')
	}
	b = append(b, "actions="...)
	return f.Instructions.AppendText(b, f.Version)
}

// appendDuration writes seconds, with decimals only where there are some: three
// if they are enough, otherwise nine.
func appendDuration(b []byte, sec, nsec uint32) []byte {
	b = strconv.AppendUint(b, uint64(sec), 10)
	if nsec > 0 {
		b = append(b, '.')
		v, digits := nsec, 9
		if nsec%1e6 == 0 {
			v, digits = nsec/1e6, 3
		}
		s := strconv.FormatUint(uint64(v), 10)
		for i := len(s); i < digits; i++ {
			b = append(b, '0')
		}
		b = append(b, s...)
	}
	return append(b, 's')
}

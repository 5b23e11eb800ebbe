package rubyapp

import (
	"encoding/binary"

	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// mac is what a Mac holds.
type mac packet.MAC

// Key implements interp.Valued.
func (m mac) Key() any { return m }

func (a *App) newMAC(m packet.MAC) value {
	return &interp.Object{Class: a.macClass, Data: mac(m)}
}

// toMAC returns a Mac, a String or a number as an address.
func (a *App) toMAC(v value) (packet.MAC, error) {
	switch v := v.(type) {
	case *interp.Object:
		if m, ok := v.Data.(mac); ok {
			return packet.MAC(m), nil
		}
	case *interp.String:
		m, err := packet.ParseMAC(v.String())
		if err != nil {
			return m, a.argumentError("%v", err)
		}
		return m, nil
	case interp.Int:
		if v >= 0 && v < 1<<48 {
			return packet.MACFromUint64(uint64(v)), nil
		}
	}
	return packet.MAC{}, a.argumentError("Invalid MAC address: %s", a.in.Inspect(v))
}

var macTable = []class{{
	name: "Mac",
	does: "an Ethernet address",
	own: []method{
		{"new", "an address of a String, a number or another", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			m, err := a.toMAC(args[0])
			return a.newMAC(m), err
		}},
	},
	methods: []method{
		{"==", "whether it is the same as another, or as a String", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, _ := data[mac](self)
			other, err := a.toMAC(args[0])
			return err == nil && packet.MAC(m) == other, nil
		}},
		{"to_s to_str", "as text", 0, 0, get(func(_ *App, m mac) value { return str(packet.MAC(m).String()) })},
		{"inspect", "as text, with its class", 0, 0, get(func(_ *App, m mac) value { return str("#<Mac:" + packet.MAC(m).String() + ">") })},
		{"to_i value", "as a number", 0, 0, get(func(_ *App, m mac) value { return interp.Int(packet.MAC(m).Uint64()) })},
		{"to_a", "as six numbers", 0, 0, get(func(_ *App, m mac) value {
			list := interp.NewArray()
			for _, b := range m {
				list.Elems = append(list.Elems, interp.Int(b))
			}
			return list
		})},
		{"to_hex", "its bytes in hexadecimal", 0, 0, get(func(_ *App, m mac) value { return str(hexBytes(m[:])) })},
		{"to_binary to_binary_s", "its six bytes", 0, 0, get(func(_ *App, m mac) value { return str(string(m[:])) })},
		{"broadcast?", "whether it is ff:ff:ff:ff:ff:ff", 0, 0, get(func(_ *App, m mac) value { return packet.MAC(m).IsBroadcast() })},
		{"multicast?", "whether it is of a group", 0, 0, get(func(_ *App, m mac) value { return packet.MAC(m).IsMulticast() })},
		{"reserved?", "whether it is one that bridges do not forward", 0, 0, get(func(_ *App, m mac) value { return isReserved(packet.MAC(m)) })},
	},
}}

// isReserved reports whether m is one of 01:80:c2:00:00:00 to :ff, all of which
// Trema took for reserved.
func isReserved(m packet.MAC) bool {
	return binary.BigEndian.Uint32(m[:]) == 0x0180c200 && m[4] == 0
}

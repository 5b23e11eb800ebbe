package rubyapp

import (
	"encoding/hex"
	"fmt"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// numberMethods are those that Trema adds to Integer. The units of time count
// seconds.
var numberMethods = []method{
	{"to_hex", "in hexadecimal, as datapath IDs are shown", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
		if n, ok := interp.ToUint(self); ok {
			return str(hexNumber(n)), nil
		}
		return nil, a.argumentError("%s is not from 0 to 2**64-1", a.in.Inspect(self))
	}},
	unit("sec second seconds", 1), unit("min minute minutes", 60), unit("hour hours", 3600), unit("day days", 86400),
	{"msec millisecond milliseconds", "as a number of seconds", 0, 0, func(_ *App, self value, _ []value, _ *interp.Proc) (value, error) {
		n, _ := self.(interp.Int)
		return interp.Float(n) / 1000, nil
	}},
}

func unit(names string, seconds interp.Int) method {
	return method{names, "as a number of seconds", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
		return a.in.Send(self, "*", seconds)
	}}
}

// hexNumber is %#x of Ruby, which leaves the prefix of 0 out.
func hexNumber(n uint64) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%#x", n)
}

// hexBytes lists bytes as Trema shows them: "0xab, 0x01".
func hexBytes(b []byte) string {
	text := ""
	for i := range b {
		if i > 0 {
			text += ", "
		}
		text += "0x" + hex.EncodeToString(b[i:i+1])
	}
	return text
}

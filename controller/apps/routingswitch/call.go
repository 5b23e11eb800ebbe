package routingswitch

import (
	"errors"
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// methods lists those of Call.
const methods = `  slice_list                        the slices with their members
  slice_add SLICE
  slice_delete SLICE
  slice_add_port SLICE PORT         a port is written like 0x1:2
  slice_delete_port SLICE PORT
  slice_add_host SLICE PORT MAC
  slice_delete_host SLICE PORT MAC
`

// arguments has how many each method takes.
var arguments = map[string]int{"slice_list": 0, "slice_add": 1, "slice_delete": 1, "slice_add_port": 2,
	"slice_delete_port": 2, "slice_add_host": 3, "slice_delete_host": 3}

// Call implements controller.CallHandler.
func (r *RoutingSwitch) Call(method string, args []string) (string, error) {
	want, known := arguments[method]
	switch {
	case !known:
		return "", &controller.UnknownMethodError{Method: method, Known: methods}
	case r.slices == nil:
		return "", errors.New("routing-switch keeps slices with --slicing only: run routing-switch … -- --slicing")
	case len(args) != want:
		return "", fmt.Errorf("%s takes %d arguments, not %d; there are\n%s", method, want, len(args), methods)
	}
	var port topology.Port
	var mac packet.MAC
	var err error
	if want >= 2 {
		if port, err = ParsePort(args[1]); err != nil {
			return "", err
		}
	}
	if want == 3 {
		if mac, err = packet.ParseMAC(args[2]); err != nil {
			return "", err
		}
	}
	s := r.slices
	switch method {
	case "slice_add":
		return "", s.Add(args[0])
	case "slice_delete":
		return "", s.Delete(args[0])
	case "slice_add_port":
		return "", s.AddPort(args[0], port)
	case "slice_delete_port":
		return "", s.DeletePort(args[0], port)
	case "slice_add_host":
		return "", s.AddHost(args[0], port, mac)
	case "slice_delete_host":
		return "", s.DeleteHost(args[0], port, mac)
	}
	var list strings.Builder
	for _, name := range s.Names() {
		list.WriteString(s.all[name].String())
	}
	return list.String(), nil
}

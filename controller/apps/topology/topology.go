// Package topology is Trema's topology: it finds out how switches are connected,
// and tells of every change, or draws it.
//
// [Discovery] and [Graph] are what it is made of, for other applications.
package topology

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Usage lists the arguments Start takes.
const Usage = "text                        print every change (default)\n" +
	"graphviz [FILE]             draw the switches and links as FILE, topology.png unless it is said; .dot needs no Graphviz\n" +
	"-d, --destination_mac ADDR  destination of the LLDP frames, 01:80:c2:00:00:0e unless it is said"

// Topology is the application.
type Topology struct {
	log *slog.Logger
	*Discovery
	draw *drawing // nil: text
}

// New returns the application.
func New() *Topology {
	t := new(Topology)
	t.Discovery = NewDiscovery(t.changed)
	return t
}

// Start implements controller.Starter.
func (t *Topology) Start(c *controller.Controller, args []string) error {
	t.log = c.Logger()
	var words []string
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		name, value, joined := strings.Cut(arg, "=")
		if name != "-d" && name != "--destination_mac" {
			words = append(words, arg)
			continue
		}
		if !joined && len(args) > 0 {
			value, args = args[0], args[1:]
		}
		mac, err := packet.ParseMAC(value)
		if err != nil {
			return fmt.Errorf("topology: %s: %w", name, err)
		}
		t.Destination = mac
	}
	switch {
	case len(words) == 0 || len(words) == 1 && words[0] == "text":
		t.log.Info("Topology started (text mode).")
	case words[0] == "graphviz" && len(words) <= 2:
		file := "topology.png"
		if len(words) == 2 {
			file = words[1]
		}
		draw, err := newDrawing(c, file)
		if err != nil {
			return err
		}
		t.draw = draw
		t.log.Info(fmt.Sprintf("Topology started (Graphviz mode, output = %s).", file))
	default:
		return fmt.Errorf("topology takes text or graphviz [FILE], not %s", strings.Join(words, " "))
	}
	t.Discovery.Start(c)
	return nil
}

// PacketIn implements controller.PacketInHandler.
func (t *Topology) PacketIn(sw *controller.Switch, m *openflow.PacketIn) { t.Discovery.PacketIn(sw, m) }

// PortAdd implements controller.PortAddHandler.
func (t *Topology) PortAdd(sw *controller.Switch, p *openflow.Port) { t.PortChanged(sw, p) }

// PortModify implements controller.PortModifyHandler.
func (t *Topology) PortModify(sw *controller.Switch, p *openflow.Port) { t.PortChanged(sw, p) }

// changed tells of a change with what there is after it.
func (t *Topology) changed(e Event) {
	if t.draw != nil {
		t.draw.show(&t.Graph)
		return
	}
	switch e.Kind {
	case SwitchAdded:
		t.log.Info(fmt.Sprintf("Switch %#x added: %s", e.Switch, list("%#x", t.Switches())))
	case SwitchDeleted:
		t.log.Info(fmt.Sprintf("Switch %#x deleted: %s", e.Switch, list("%#x", t.Switches())))
	case PortAdded:
		t.log.Info(fmt.Sprintf("Port %s added: %s", e.Port, list("%d", t.Ports(e.Port.Switch))))
	case PortDeleted:
		t.log.Info(fmt.Sprintf("Port %s deleted: %s", e.Port, list("%d", t.Ports(e.Port.Switch))))
	case LinkAdded:
		t.log.Info(fmt.Sprintf("Link %s added: %s", e.Link, list("%s", t.Links())))
	case LinkDeleted:
		t.log.Info(fmt.Sprintf("Link %s deleted: %s", e.Link, list("%s", t.Links())))
	}
}

func list[T any](format string, items []T) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = fmt.Sprintf(format, item)
	}
	return strings.Join(texts, ", ")
}

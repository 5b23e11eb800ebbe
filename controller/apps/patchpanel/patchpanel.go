// Package patchpanel is Trema's patch panel: what comes in by one port of a
// patch goes out by the other, and nothing else goes anywhere.
package patchpanel

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Usage lists the arguments Start takes.
const Usage = "[FILE]  patches to begin with, one a line: PORT PORT on every switch, or DPID PORT PORT"

// everySwitch stands for the number of a switch in a patch for all.
const everySwitch = 0

// PatchPanel is the application.
type PatchPanel struct {
	ctl     *controller.Controller
	patches []patch
}

type patch struct {
	dpid uint64 // or everySwitch
	a, b uint32
}

// New returns the application.
func New() *PatchPanel { return new(PatchPanel) }

// Start implements controller.Starter.
func (p *PatchPanel) Start(c *controller.Controller, args []string) error {
	p.ctl = c
	for _, name := range args {
		if err := p.read(name); err != nil {
			return err
		}
	}
	c.Logger().Info("PatchPanel started.")
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (p *PatchPanel) SwitchReady(sw *controller.Switch) {
	for _, x := range p.patches {
		if x.dpid == everySwitch || x.dpid == sw.DatapathID() {
			x.connect(sw)
		}
	}
}

// CreatePatch joins two ports of a switch, now or when it connects. It is called
// in the handlers' turn.
func (p *PatchPanel) CreatePatch(dpid uint64, a, b uint32) {
	x := patch{dpid, a, b}
	p.patches = append(p.patches, x)
	if sw := p.ctl.Switch(dpid); sw != nil {
		x.connect(sw)
	}
}

// DeletePatch takes apart what CreatePatch has joined.
func (p *PatchPanel) DeletePatch(dpid uint64, a, b uint32) error {
	i := slices.IndexFunc(p.patches, func(x patch) bool {
		return x.dpid == dpid && (x.a == a && x.b == b || x.a == b && x.b == a)
	})
	if i < 0 {
		return fmt.Errorf("there is no patch of ports %d and %d on switch %#x", a, b, dpid)
	}
	x := p.patches[i]
	p.patches = slices.Delete(p.patches, i, i+1)
	if sw := p.ctl.Switch(dpid); sw != nil {
		x.disconnect(sw)
	}
	return nil
}

// methods lists those of Call.
const methods = "  create DPID PORT PORT  join two ports of a switch\n  delete DPID PORT PORT  take them apart\n"

// Call implements controller.CallHandler.
func (p *PatchPanel) Call(method string, args []string) (string, error) {
	if method != "create" && method != "delete" {
		return "", &controller.UnknownMethodError{Method: method, Known: methods}
	}
	if len(args) != 3 {
		return "", fmt.Errorf("%s takes a switch and two ports, such as 0xabc 1 2", method)
	}
	x, err := parsePatch(args)
	if err != nil {
		return "", err
	}
	if method == "delete" {
		return "", p.DeletePatch(x.dpid, x.a, x.b)
	}
	p.CreatePatch(x.dpid, x.a, x.b)
	return "", nil
}

func (x patch) connect(sw *controller.Switch) {
	for _, way := range [][2]uint32{{x.a, x.b}, {x.b, x.a}} {
		fm := openflow.FlowMod{Instructions: openflow.Apply(openflow.Output(way[1]))}
		fm.Match.SetInPort(way[0])
		sw.SendFlowMod(&fm)
	}
}

func (x patch) disconnect(sw *controller.Switch) {
	for _, port := range []uint32{x.a, x.b} {
		fm := openflow.FlowMod{Command: openflow.FlowDeleteStrict}
		fm.Match.SetInPort(port)
		sw.SendFlowMod(&fm)
	}
}

// read reads a file of patches. Empty lines and what follows # do not count.
func (p *PatchPanel) read(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("patch-panel: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for number := 1; lines.Scan(); number++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		x, err := parsePatch(words)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
		p.patches = append(p.patches, x)
	}
	return lines.Err()
}

func parsePatch(words []string) (x patch, err error) {
	if len(words) == 3 {
		if x.dpid, err = strconv.ParseUint(words[0], 0, 64); err != nil || x.dpid == everySwitch {
			return x, fmt.Errorf("%q is not the number of a switch; it is written like 0xabc", words[0])
		}
		words = words[1:]
	}
	if len(words) != 2 {
		return x, fmt.Errorf("got %d words, want two ports, or a switch and two ports", len(words))
	}
	for i, port := range []*uint32{&x.a, &x.b} {
		v, err := strconv.ParseUint(words[i], 10, 32)
		if err != nil || v == 0 || uint32(v) > openflow.PortMax {
			return x, fmt.Errorf("%q is not the number of a port", words[i])
		}
		*port = uint32(v)
	}
	return x, nil
}

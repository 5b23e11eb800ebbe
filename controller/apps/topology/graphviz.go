package topology

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/trema-ns/trema-ns/controller"
)

// drawing keeps a file that shows a graph.
type drawing struct {
	ctl    *controller.Controller
	file   string
	format string // what dot is asked for; empty: the text that it reads
	next   []byte // what is to be drawn, guarded by the handlers' turn like busy
	busy   bool
}

func newDrawing(c *controller.Controller, file string) (*drawing, error) {
	file, err := filepath.Abs(file) // the working directory may change
	if err != nil {
		return nil, fmt.Errorf("topology: %w", err)
	}
	d := &drawing{ctl: c, file: file, format: strings.TrimPrefix(filepath.Ext(file), ".")}
	switch d.format {
	case "dot", "gv":
		d.format = ""
	case "":
		return nil, fmt.Errorf("topology: %s has no ending that says its format, such as .png, .svg or .dot", file)
	default:
		if _, err := exec.LookPath("dot"); err != nil {
			return nil, fmt.Errorf("topology: drawing %s takes Graphviz (apt-get install graphviz); FILE.dot does not", file)
		}
	}
	return d, nil
}

// Dot returns the graph in the language of Graphviz.
func (g *Graph) Dot() []byte {
	var b bytes.Buffer
	b.WriteString("graph topology {\n  node [shape=box]\n")
	for _, dpid := range g.Switches() {
		fmt.Fprintf(&b, "  \"%#x\"\n", dpid)
	}
	for _, l := range g.Links() {
		fmt.Fprintf(&b, "  \"%#x\" -- \"%#x\" [taillabel=\"%d\", headlabel=\"%d\"]\n", l.A.Switch, l.B.Switch, l.A.Number, l.B.Number)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

// show has the graph drawn, which others may be before it is done.
func (d *drawing) show(g *Graph) {
	d.next = g.Dot()
	if !d.busy {
		d.busy = true
		d.ctl.Go(d.work)
	}
}

// work draws until there is nothing new.
func (d *drawing) work(ctx context.Context) {
	for {
		var dot []byte
		d.ctl.Do(func() {
			dot, d.next = d.next, nil
			d.busy = dot != nil
		})
		if dot == nil {
			return
		}
		if err := d.write(ctx, dot); err != nil && ctx.Err() == nil {
			d.ctl.Logger().Error("cannot draw the topology: " + err.Error())
		}
	}
}

// write replaces the file at once, so that nobody sees half of it.
func (d *drawing) write(ctx context.Context, dot []byte) error {
	if d.format != "" {
		cmd := exec.CommandContext(ctx, "dot", "-T"+d.format)
		cmd.Stdin = bytes.NewReader(dot)
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("dot: %w: %s", err, bytes.TrimSpace(complaint.Bytes()))
		}
		dot = out
	}
	temp := d.file + ".new"
	if err := os.WriteFile(temp, dot, 0o644); err != nil {
		return err
	}
	return os.Rename(temp, d.file)
}

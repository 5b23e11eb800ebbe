package runner

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"golang.org/x/sys/unix"
)

// PlannedProgram is a program of the user's that is to be started as a switch.
type PlannedProgram struct {
	Name       string   `json:"name"`
	DatapathID uint64   `json:"dpid"`
	Command    []string `json:"command"`
	Dir        string   `json:"dir"`        // its working directory
	Controller string   `json:"controller"` // "tcp:127.0.0.1:6653"
	Awaited    bool     `json:"awaited"`    // its controller is this run's, which has to shake hands with it
}

// ProgramFacts is what is known of a program that a network file names.
type ProgramFacts struct {
	Command []string // what runs it
	Err     error    // why it cannot be run
}

// findPrograms looks for the programs that are switches of a network, by what
// the file calls them.
func findPrograms(network *dsl.Network, dir string) map[string]ProgramFacts {
	found := map[string]ProgramFacts{}
	for _, s := range network.Switches {
		if isProgram(s) {
			command, err := findProgram(s.Path, s.Kind == dsl.RSwitch, filepath.Dir(network.File), dir)
			found[s.Path] = ProgramFacts{command, err}
		}
	}
	return found
}

func isProgram(s *dsl.Switch) bool { return s.Kind == dsl.CustomSwitch || s.Kind == dsl.RSwitch }

// findProgram looks in folders, in their order, then, for a name without a
// slash, where the shell looks. One that is to be an rswitch may lack its .rb.
func findProgram(name string, rswitch bool, folders ...string) ([]string, error) {
	var candidates []string
	for _, folder := range folders {
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		path, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if slices.Contains(candidates, path) {
			continue
		}
		candidates = append(candidates, path)
		if rswitch {
			candidates = append(candidates, path+".rb")
		}
	}
	for _, path := range candidates {
		info, err := os.Stat(path)
		if err != nil || info.IsDir() {
			continue
		}
		if unix.Access(path, unix.X_OK) == nil {
			return []string{path}, nil
		}
		if !rswitch && filepath.Ext(path) != ".rb" {
			return nil, fmt.Errorf("%s is not executable: chmod +x makes it so", path)
		}
		ruby, err := exec.LookPath("ruby")
		if err != nil {
			return nil, fmt.Errorf("%s needs ruby, which is not installed", path)
		}
		return []string{ruby, path}, nil
	}
	if !strings.Contains(name, "/") {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path}, nil
		}
	}
	return nil, fmt.Errorf("there is no such program; tried %s", strings.Join(candidates, ", "))
}

// programMark is the environment variable that all processes of the lab's
// programs have, and are found by, also from other containers: there a lab has
// another network namespace.
func (r *Record) programMark() string {
	return fmt.Sprintf("TREMA_NS_PROGRAM_OF=%s/%d", r.Owner, r.Network)
}

// markOf is the one that those of a single program have.
func (r *Record) markOf(program *PlannedProgram) string {
	return fmt.Sprintf("TREMA_NS_SWITCH=%s/%d/%s", r.Owner, r.Network, programID(program)[0])
}

// arguments returns the program and its arguments.
func (p *PlannedProgram) arguments() []string {
	return slices.Concat(p.Command, []string{"-i", fmt.Sprintf("0x%x", p.DatapathID)})
}

// log returns the file that what a program prints goes to.
func (p *PlannedProgram) log(dir Dir, lab string) string {
	name := p.Name
	if strings.Contains(name, "/") || len(name) > 200 {
		name = shortName(lab, "log "+name)
	}
	return filepath.Join(dir.lab(lab), name+".log")
}

// startPrograms starts the switches that are programs.
func (l *Lab) startPrograms() error {
	for i := range l.plan.Programs {
		p := &l.plan.Programs[i]
		if err := l.startProgram(p); err != nil {
			return fmt.Errorf("switch %s: %w", p.Name, err)
		}
	}
	return nil
}

func (l *Lab) startProgram(p *PlannedProgram) error {
	mark := l.current().markOf(p)
	l.mu.Lock()
	delete(l.dismissed, programID(p))
	l.mu.Unlock()
	_, err := l.launch(launch{
		Name: "switch " + p.Name + ": its program", Command: p.arguments(), Dir: p.Dir,
		Env: []string{"OPENFLOW_TARGET=" + p.Controller, mark}, Mark: mark, Log: p.log(l.dir, l.plan.Lab),
		Dismissed: func() bool {
			l.mu.Lock()
			defer l.mu.Unlock()
			return l.dismissed[programID(p)]
		},
	})
	return err
}

// changePrograms ends and starts what a change of the lab asks for.
func (l *Lab) changePrograms(ctx context.Context, c *Change) error {
	for i := range c.Remove.Programs {
		if err := l.dismiss(ctx, &c.Remove.Programs[i]); err != nil {
			return err
		}
	}
	for i := range c.Add.Programs {
		p := &c.Add.Programs[i]
		if err := l.startProgram(p); err != nil {
			return fmt.Errorf("switch %s: %w", p.Name, err)
		}
	}
	return nil
}

// dismiss ends a program, with all that it has started.
func (l *Lab) dismiss(ctx context.Context, p *PlannedProgram) error {
	l.mu.Lock()
	l.dismissed[programID(p)] = true
	l.mu.Unlock()
	if err := stopMarked(ctx, l.current().markOf(p)); err != nil {
		return fmt.Errorf("switch %s: %w", p.Name, err)
	}
	return nil
}

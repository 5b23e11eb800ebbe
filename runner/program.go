package runner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/runner/process"
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
			command, err := findProgram(s, filepath.Dir(network.File), dir)
			found[s.Path] = ProgramFacts{command, err}
		}
	}
	return found
}

func isProgram(s *dsl.Switch) bool { return s.Kind == dsl.CustomSwitch || s.Kind == dsl.RSwitch }

// findProgram looks in the folder of the network file, then in the working
// directory, then, for a name without a slash, where the shell looks.
func findProgram(s *dsl.Switch, folders ...string) ([]string, error) {
	var candidates []string
	for _, folder := range folders {
		path := s.Path
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
		if s.Kind == dsl.RSwitch {
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
		if s.Kind != dsl.RSwitch && filepath.Ext(path) != ".rb" {
			return nil, fmt.Errorf("%s is not executable: chmod +x makes it so", path)
		}
		ruby, err := exec.LookPath("ruby")
		if err != nil {
			return nil, fmt.Errorf("%s needs ruby, which is not installed", path)
		}
		return []string{ruby, path}, nil
	}
	if !strings.Contains(s.Path, "/") {
		if path, err := exec.LookPath(s.Path); err == nil {
			return []string{path}, nil
		}
	}
	return nil, fmt.Errorf("there is no such program; tried %s", strings.Join(candidates, ", "))
}

// programMark is the environment variable that all processes of the lab's
// programs have, and are found by.
func (p *Plan) programMark() string { return "TREMA_NS_SWITCH_OF=" + p.Owner }

// markOf is the one that those of a single program have.
func (p *Plan) markOf(program *PlannedProgram) string {
	return "TREMA_NS_SWITCH=" + p.Owner + "/" + programID(program)[0]
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
	log, err := os.OpenFile(p.log(l.dir, l.plan.Lab), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	args := p.arguments()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = p.Dir
	cmd.Env = append(os.Environ(), "OPENFLOW_TARGET="+p.Controller, l.plan.programMark(), l.plan.markOf(p))
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is for the lab
	if err := cmd.Start(); err != nil {
		return err
	}
	l.mu.Lock()
	delete(l.dismissed, programID(p))
	l.mu.Unlock()
	l.programs.Add(1)
	go func() {
		defer l.programs.Done()
		l.programEnded(p, cmd.Wait())
	}()
	return nil
}

// programEnded tells of a program that has ended before its lab. One that ends
// before the lab is ready is why there will be none.
func (l *Lab) programEnded(p *PlannedProgram, status error) {
	l.mu.Lock()
	state, dismissed := l.state, l.dismissed[programID(p)]
	l.mu.Unlock()
	if state == Stopping || dismissed {
		return
	}
	how := "exit status 0"
	if status != nil {
		how = status.Error()
	}
	log := p.log(l.dir, l.plan.Lab)
	err := fmt.Errorf("switch %s: its program has ended: %s", p.Name, how)
	if line := lastLine(log); line != "" {
		err = fmt.Errorf("%w: %s", err, line)
	}
	if state == Starting {
		l.stop(err)
		return
	}
	if l.config.Log != nil {
		l.config.Log.Error(err.Error(), slog.String("log", log))
	}
}

// lastLine returns the last line that a program has printed, if that is short
// enough to be a message.
func lastLine(file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	text := strings.TrimSpace(string(b))
	line := text[strings.LastIndexByte(text, '\n')+1:]
	if len(line) > 500 {
		return ""
	}
	return line
}

// stopPrograms ends everything that the lab's programs have started, whoever
// started them and whether that still lives.
func (r *Record) stopPrograms(ctx context.Context) error {
	if len(r.Programs) == 0 {
		return nil
	}
	return stopMarked(ctx, r.programMark())
}

// changePrograms ends and starts what a change of the lab asks for.
func (l *Lab) changePrograms(ctx context.Context, c *Change) error {
	for i := range c.Remove.Programs {
		p := &c.Remove.Programs[i]
		l.mu.Lock()
		l.dismissed[programID(p)] = true
		l.mu.Unlock()
		if err := stopMarked(ctx, l.plan.markOf(p)); err != nil {
			return fmt.Errorf("switch %s: %w", p.Name, err)
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

func stopMarked(ctx context.Context, mark string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := process.StopMarked(ctx, mark, 3*time.Second); err != nil {
		return errors.Join(errors.New("end the programs that are switches"), err)
	}
	return nil
}

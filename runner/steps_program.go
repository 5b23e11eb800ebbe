package runner

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
)

// program starts a switch that is a program.
func (s *stepper) program(p *PlannedProgram) {
	s.add(startStep(p.arguments(), p.Dir, p.Controller, "", fmt.Sprintf("/run/switch-%x", p.DatapathID),
		p.Command[len(p.Command)-1], fmt.Sprintf("it is switch %s, datapath %s", p.Name, dsl.FormatDatapathID(p.DatapathID))))
}

// step starts the controller.
func (f *Foreign) step(port uint16) Step {
	as := ""
	if f.User != nil {
		as = f.User.Name
	}
	return startStep(f.Command, f.Dir, "tcp:"+f.target(port).String(), as, "/run/controller", f.Command[0], "it is the controller")
}

// startStep starts a program in the background, as a user if that is not empty.
// files is what its log and the file with its pid begin with.
func startStep(command []string, dir, target, user, files, object, reason string) Step {
	words := []string{"OPENFLOW_TARGET=" + quote(target)}
	if user != "" {
		words = append([]string{"sudo", "-u", quote(user), "--"}, words...) // sudo takes variables like this
	}
	for _, w := range command {
		words = append(words, quote(w))
	}
	return Step{
		Action: "start", Kind: "program", Object: object, Reason: reason,
		Commands: []string{fmt.Sprintf("(cd %s; %s >%s.log 2>&1 & echo $! >%s.pid)", quote(dir), strings.Join(words, " "), files, files)},
		Undo:     []string{fmt.Sprintf("kill $(cat %[1]s.pid); rm %[1]s.pid %[1]s.log", files)},
	}
}

// removeProgram ends a switch that is a program.
func (s *stepper) removeProgram(p *PlannedProgram) {
	s.add(Step{
		Action: "end", Kind: "program", Object: p.Command[len(p.Command)-1],
		Reason:   "switch " + p.Name + " is not in the file, or another",
		Commands: []string{"pkill -x -f " + quote(regexp.QuoteMeta(strings.Join(p.arguments(), " ")))},
	})
}

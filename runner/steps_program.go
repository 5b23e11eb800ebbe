package runner

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
)

// program starts a switch that is a program.
func (s *stepper) program(p *PlannedProgram) {
	words := []string{"OPENFLOW_TARGET=" + quote(p.Controller)}
	for _, w := range p.arguments() {
		words = append(words, quote(w))
	}
	files := fmt.Sprintf("/run/switch-%x", p.DatapathID)
	s.add(Step{
		Action: "start", Kind: "program", Object: p.Command[len(p.Command)-1],
		Reason:   fmt.Sprintf("it is switch %s, datapath %s", p.Name, dsl.FormatDatapathID(p.DatapathID)),
		Commands: []string{fmt.Sprintf("(cd %s; %s >%s.log 2>&1 & echo $! >%s.pid)", quote(p.Dir), strings.Join(words, " "), files, files)},
		Undo:     []string{fmt.Sprintf("kill $(cat %[1]s.pid); rm %[1]s.pid %[1]s.log", files)},
	})
}

// removeProgram ends a switch that is a program.
func (s *stepper) removeProgram(p *PlannedProgram) {
	s.add(Step{
		Action: "end", Kind: "program", Object: p.Command[len(p.Command)-1],
		Reason:   "switch " + p.Name + " is not in the file, or another",
		Commands: []string{"pkill -x -f " + quote(regexp.QuoteMeta(strings.Join(p.arguments(), " ")))},
	})
}

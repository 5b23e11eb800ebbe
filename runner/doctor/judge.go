package doctor

import (
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Judge says what facts mean for labs. Everything that is looked at has a
// finding, in an order that people can read down: what runs needs, what it
// meets, what is asked about.
func Judge(f *Facts) []Finding {
	j := &judge{facts: f}
	j.privilege()
	j.kernel()
	j.features()
	j.sysctls()
	j.limits()
	j.runDir()
	j.openVSwitch()
	j.port()
	j.labs()
	j.meddlers()
	j.network()
	return j.findings
}

type judge struct {
	facts    *Facts
	findings []Finding
}

// say adds a finding. Several lines of advice are as many arguments.
func (j *judge) say(check string, level Level, summary string, advice ...string) {
	j.findings = append(j.findings, Finding{Check: check, Level: level, Summary: summary, Advice: strings.Join(advice, "\n")})
}

// port judges the controller's port.
func (j *judge) port() {
	p := j.facts.Port
	const otherwise = "or choose another port: trema-ns run -p PORT"
	switch {
	case p.Err == "":
		j.say("port", OK, fmt.Sprintf("TCP port %d is free for the controller", p.Number))
	case p.Lab != "":
		j.say("port", Problem, fmt.Sprintf("the lab %s has TCP port %d", p.Lab, p.Number), "trema-ns killall "+p.Lab+", "+otherwise)
	case p.Holder != "":
		j.say("port", Problem, fmt.Sprintf("%s has TCP port %d", p.Holder, p.Number), "end that process, "+otherwise)
	case !j.facts.Privilege.Root:
		j.say("port", Problem, fmt.Sprintf("TCP port %d cannot be listened on: %s", p.Number, p.Err),
			"whose process has it only root can see: sudo trema-ns doctor; "+otherwise)
	default:
		j.say("port", Problem, fmt.Sprintf("TCP port %d cannot be listened on: %s", p.Number, p.Err), strings.TrimPrefix(otherwise, "or "))
	}
}

// labs judges what labs have left.
func (j *judge) labs() {
	l := j.facts.Labs
	if l.Err != "" {
		j.say("labs", Problem, "the labs of "+j.facts.RunDir.Path+" cannot be read: "+l.Err)
	}
	for _, name := range l.Dead {
		j.say("labs", Warning, "the lab "+name+" is dead: its process was killed, and what it had made is there", "sudo trema-ns killall "+name)
	}
	for _, name := range l.Damaged {
		j.say("labs", Warning, "the record of the lab "+name+" is damaged", "sudo trema-ns killall "+name+" takes down what carries its mark")
	}
	for _, s := range l.Strays {
		j.say("labs", Warning, fmt.Sprintf("the %s %s belongs to the lab %s, which is not there", s.Kind, s.Name, s.Lab),
			"sudo "+s.Remedy())
	}
	for _, name := range l.Unmounted {
		j.say("labs", Warning, "/run/netns has the name "+name+", which stands for no namespace", "sudo ip netns delete "+name)
	}
	if l.Err == "" && len(l.Dead)+len(l.Damaged)+len(l.Strays)+len(l.Unmounted) == 0 {
		summary := "no lab has left anything behind"
		if len(l.Alive) > 0 {
			summary += "; running: " + strings.Join(l.Alive, ", ")
		}
		j.say("labs", OK, summary)
	}
	if !j.facts.Privilege.CanMakeLabs() {
		j.say("labs", Unknown, "whether namespaces are left of labs that are not there only root can see", "sudo trema-ns doctor")
	}
}

// network judges the file that was asked about.
func (j *judge) network() {
	n := j.facts.Network
	if n == nil {
		return
	}
	if n.Err != "" {
		j.say("network", Problem, n.File+": "+n.Err)
		return
	}
	for _, d := range n.Diags {
		level := Warning
		switch d.Severity {
		case diag.Error:
			level = Problem
		case diag.Note:
			level = Note
		}
		j.say("network", level, d.Range.String()+": "+d.Summary, d.Detail)
	}
	if len(n.Diags) == 0 {
		j.say("network", OK, n.File+" can be made here: no name clashes with anything")
	}
}

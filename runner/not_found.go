package runner

import "fmt"

// NotFoundError is returned for a name that nothing has.
type NotFoundError struct {
	Kind  string // "switch", "host", "lab", "port" or kindOfNode
	Name  string
	Known []string // what there is instead
}

// kindOfNode is the kind of what may be a switch or a host, or an interface that
// is plugged in.
const kindOfNode = "switch or host"

// kindOfAny is the kind of what may be a lab as well.
const kindOfAny = "lab, switch or host"

// Error says what there is instead.
func (e *NotFoundError) Error() string {
	s := fmt.Sprintf("%q does not exist.", e.Name)
	if len(e.Known) == 0 {
		return s + " There is no " + e.Kind + "."
	}
	const shown = 20
	switch n := len(e.Known); {
	case n == 1:
		return s + fmt.Sprintf(" There is %s %s.", e.Kind, e.Known[0])
	case n <= shown:
		return s + fmt.Sprintf(" There are %s %s.", plural(e.Kind), joinNames(e.Known))
	default:
		return s + fmt.Sprintf(" There are %d %s, among them %s.", n, plural(e.Kind), joinNames(e.Known[:shown]))
	}
}

func plural(kind string) string {
	switch kind {
	case "switch":
		return "switches"
	case kindOfNode:
		return "switches and hosts"
	case kindOfAny:
		return "labs, switches and hosts"
	}
	return kind + "s"
}

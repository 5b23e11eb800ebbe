package runner

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/trema-ns/trema-ns/netns"
)

// Foreign is a controller that is not one of ours: a program of the user's that
// is started and ended with the lab, or one that listens already.
type Foreign struct {
	Command []string       `json:"command,omitempty"` // the program and its arguments; empty: it runs already
	Dir     string         `json:"dir,omitempty"`     // where it is started
	User    *Invoker       `json:"user,omitempty"`    // as whom; nil: as whoever runs the lab
	Address netip.AddrPort `json:"address,omitzero"`  // where the one listens that runs already
}

// Name returns what the lab is called after a program; it is empty for a
// controller that runs already, of which nothing is known.
func (f *Foreign) Name() string {
	if len(f.Command) == 0 {
		return ""
	}
	base := filepath.Base(f.Command[0])
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// String is how people call it: the program, or tcp:HOST:PORT.
func (f *Foreign) String() string {
	if len(f.Command) == 0 {
		return "tcp:" + f.Address.String()
	}
	return f.Name()
}

// target returns where switches that name no controller of their own find it.
func (f *Foreign) target(port uint16) netip.AddrPort {
	if f != nil && f.Address.IsValid() {
		return f.Address
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)
}

func newForeign(command []string) (*Foreign, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	return &Foreign{Command: command, Dir: dir, User: invoker()}, nil
}

// Invoker is the user who has run sudo. A controller needs none of root's
// rights, finds what it needs in its author's home, and what it writes is to be
// theirs.
type Invoker struct {
	Name   string   `json:"name"`
	UID    uint32   `json:"uid"`
	GID    uint32   `json:"gid"`
	Groups []uint32 `json:"groups,omitempty"` // besides
	Home   string   `json:"home,omitempty"`
}

// invoker returns who has run sudo, nil if nobody has.
func invoker() *Invoker {
	uid, err := strconv.ParseUint(os.Getenv("SUDO_UID"), 10, 32)
	if err != nil || uid == 0 || os.Geteuid() != 0 {
		return nil
	}
	if p, err := netns.CurrentPrivilege(); err != nil || p.UserNamespace {
		return nil // there the number is another's, or nobody's
	}
	gid, err := strconv.ParseUint(os.Getenv("SUDO_GID"), 10, 32)
	if err != nil {
		return nil
	}
	i := &Invoker{Name: strconv.FormatUint(uid, 10), UID: uint32(uid), GID: uint32(gid)}
	if u, err := user.LookupId(i.Name); err == nil {
		i.Name, i.Home = u.Username, u.HomeDir
		groups, _ := u.GroupIds()
		for _, g := range groups {
			if id, err := strconv.ParseUint(g, 10, 32); err == nil {
				i.Groups = append(i.Groups, uint32(id))
			}
		}
	}
	return i
}

// credential is what the kernel is told, nil for no change.
func (i *Invoker) credential() *syscall.Credential {
	if i == nil {
		return nil
	}
	return &syscall.Credential{Uid: i.UID, Gid: i.GID, Groups: i.Groups}
}

// environment is what differs in the user's environment from root's.
func (i *Invoker) environment() []string {
	if i == nil || i.Home == "" {
		return nil
	}
	return []string{"HOME=" + i.Home, "USER=" + i.Name, "LOGNAME=" + i.Name}
}

// controllerMark is the environment variable that all processes of a controller
// have which is a program.
func (r *Record) controllerMark() string {
	return fmt.Sprintf("TREMA_NS_CONTROLLER=%s/%d", r.Owner, r.Network)
}

// startForeign starts the controller that is a program. It is not waited for:
// switches come back until it listens.
func (l *Lab) startForeign(f *Foreign) error {
	at := f.target(l.config.Options.Port)
	if len(f.Command) == 0 {
		l.record.Listen = at.String()
		return nil
	}
	// Where somebody listens already, the switches would go to them.
	probe, err := net.Listen("tcp", at.String())
	if err != nil {
		return l.portError(at.String(), err)
	}
	probe.Close()
	l.record.Listen = at.String()
	env := append(f.User.environment(), "OPENFLOW_TARGET=tcp:"+at.String(), l.current().controllerMark())
	if os.Getenv("PYTHONUNBUFFERED") == "" {
		env = append(env, "PYTHONUNBUFFERED=1") // else what it has printed is lost when it is ended
	}
	id, err := l.launch(launch{
		Name: "controller " + f.Name(), Command: f.Command, Dir: f.Dir, Env: env, Credential: f.User.credential(),
		Log: l.controllerLog(), Console: l.config.Console, Mark: l.current().controllerMark(),
		Ended: func(how string) {
			l.mu.Lock()
			l.foreign.Ended = how
			l.mu.Unlock()
		},
	})
	if err != nil {
		if f.User != nil {
			err = fmt.Errorf("%w (as %s, who has run sudo)", err, f.User.Name)
		}
		return fmt.Errorf("controller %s: %w", f.Name(), err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.foreign = ProgramStatus{Command: f.Command, PID: id.PID, Log: l.controllerLog(), Ended: l.foreign.Ended}
	if f.User != nil {
		l.foreign.User = f.User.Name
	}
	return nil
}

// controllerLog returns the file that what the controller prints goes to.
func (l *Lab) controllerLog() string { return filepath.Join(l.dir.lab(l.plan.Lab), "controller.log") }

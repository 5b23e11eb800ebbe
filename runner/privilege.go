package runner

import (
	"errors"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
)

// ErrPrivilege is returned to a user who may not change the network. The error
// itself is a [PrivilegeError].
var ErrPrivilege = errors.New("not allowed to make a network")

// PrivilegeError says what keeps a user from making networks.
type PrivilegeError struct{ netns.Privilege }

// Is makes it an [ErrPrivilege].
func (e *PrivilegeError) Is(target error) bool { return target == ErrPrivilege }

// Error says what is missing.
func (e *PrivilegeError) Error() string {
	missing := strings.Join(e.Missing(), ", ")
	switch {
	case !e.Root && missing != "":
		return "a network is made by root only"
	case missing != "":
		return "root has not the right to make a network here: " + missing + " is missing"
	case !e.OwnNet:
		return "the network namespace belongs to somebody outside this user namespace"
	case !e.OwnMounts:
		return "the mount namespace belongs to somebody outside this user namespace"
	}
	return ErrPrivilege.Error()
}

// Advice says how to get what is missing; command is the whole command line
// that was refused.
func (e *PrivilegeError) Advice(command string) string {
	const own = "unshare -Urnm "
	switch {
	case !e.Root && len(e.Missing()) > 0:
		return "run as root: sudo " + command + "\nor in namespaces of your own: " + own + command
	case e.UserNamespace:
		return "start with namespaces of all kinds of your own: " + own + command
	}
	return "start the container with --privileged, or with --cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add NET_RAW"
}

// checkPrivilege returns a [PrivilegeError] unless labs can be made.
func checkPrivilege() error {
	p, err := netns.CurrentPrivilege()
	if err != nil {
		return err
	}
	if !p.CanMakeLabs() {
		return &PrivilegeError{p}
	}
	return nil
}

package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/trema-ns/trema-ns/netns"
	"golang.org/x/sys/unix"
)

// deleteNamespaces takes the names of the lab's namespaces away, and the lab's
// cables out of those that live on.
func (r *Record) deleteNamespaces(ctx context.Context, root *netns.Namespace) error {
	if len(r.Hosts) == 0 {
		return nil
	}
	var errs []error
	// First all cables: afterwards, what leads out of a namespace is the user's.
	if cabled := r.cabledInside(); len(cabled) > 0 {
		inhabitants, err := findInhabitants()
		if err != nil {
			return err
		}
		for _, h := range r.Hosts {
			if cabled[h.Name] {
				errs = append(errs, r.deleteCablesInside(h, inhabitants))
			}
		}
	}
	made := r.insideMACs()
	var held heldNamespaces
	defer held.release()
	for i, h := range r.Hosts {
		errs = append(errs, progress(ctx, PhaseDeleteNamespaces, i, len(r.Hosts)+1))
		if h.PID == 0 {
			held.hold(h.Namespace)
			errs = append(errs, r.deleteNamespace(h, root, made))
		}
	}
	return errors.Join(errs...)
}

// heldNamespaces live on without their names for a moment. Once the kernel has
// begun to take namespaces down, it has the lock that is needed to look into the
// next one: it is to begin when we are through, and with many at once.
type heldNamespaces []*os.File

// maxHeld is how many files are opened for that.
const maxHeld = 256

func (held *heldNamespaces) hold(name string) {
	if len(*held) == maxHeld {
		held.release()
	}
	if f, err := netns.Hold(name); err == nil { // else it only takes longer
		*held = append(*held, f)
	}
}

func (held *heldNamespaces) release() {
	for _, f := range *held {
		f.Close()
	}
	*held = (*held)[:0]
}

// deleteNamespace takes the name of a host's namespace away, if it is the one
// that the lab made. What the user has put into it comes out before, or it would
// end with it.
func (r *Record) deleteNamespace(h PlannedHost, root *netns.Namespace, made map[string]bool) error {
	inode, err := netns.Inode(h.Namespace)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // somebody has deleted it
	}
	if err != nil {
		return err
	}
	if inode != 0 {
		ns, err := r.openOwn(h.Namespace)
		if ns == nil {
			return err
		}
		err = giveBackDevices(ns, root, r.Group, made)
		ns.Close()
		if err != nil {
			return fmt.Errorf("namespace %s is left: %w", h.Namespace, err)
		}
	}
	// Without an inode only the file is there: the lab was killed before the
	// namespace was mounted or after it was unmounted, or somebody has unmounted
	// it.
	return netns.Delete(h.Namespace)
}

// openOwn opens the namespace called name if it is the lab's; without an error
// there is none. The inode would not tell, it is used again; the mark was there
// before the name was.
func (r *Record) openOwn(name string) (*netns.Namespace, error) {
	inode, err := netns.Inode(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && inode == 0 {
		return nil, nil // gone, or a name that stands for nothing
	}
	if err != nil {
		return nil, err
	}
	ns, err := netns.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // gone in the meantime
	}
	if err != nil {
		return nil, err
	}
	if mark, err := ns.Mark(); err != nil || mark != r.mark() {
		ns.Close()
		return nil, err
	}
	return ns, nil
}

// giveBackDevices moves devices out of a namespace that is about to end: those
// that are no more than an end of something outside of it, like one end of a
// veth pair of the user's, and physical ones, which would come back to the
// machine's first namespace, be that ours or not. Any other ends with its
// namespace, as it does with those that ip-netns(8) deletes.
func giveBackDevices(ns, root *netns.Namespace, group uint32, made map[string]bool) error {
	links, err := ns.Links()
	if err != nil {
		return err
	}
	var errs []error
	for _, l := range links {
		if !made[l.MAC.String()] && l.Group != group && l.BelongsOutside() {
			errs = append(errs, ns.MoveLink(l, root))
		}
	}
	return errors.Join(errs...)
}

// cabledInside returns the hosts that hold the first end of a cable to another
// host: nothing outside takes that away.
func (p *Plan) cabledInside() map[string]bool {
	hosts := map[string]bool{}
	for _, c := range p.Cables {
		if c.Ends[0].Host != "" && c.Ends[1].Host != "" {
			hosts[c.Ends[0].Host] = true
		}
	}
	return hosts
}

// deleteCablesInside deletes the cables from inside a namespace, which may
// outlive the lab because a process runs in it, not necessarily the one that it
// was adopted of.
func (r *Record) deleteCablesInside(h PlannedHost, inhabitants map[uint64]int) error {
	if h.PID == 0 {
		ns, err := r.openOwn(h.Namespace)
		if ns == nil {
			return err
		}
		defer ns.Close()
		return ns.DeleteGroup(r.Group)
	}
	pid, ok := inhabitants[h.Inode]
	if !ok {
		return nil
	}
	ns, err := openPID(pid, h.Inode)
	if isGone(err) {
		return nil // and the devices with it
	}
	if err != nil {
		return err
	}
	defer ns.Close()
	return ns.DeleteGroup(r.Group)
}

// goneError is returned for a namespace that does not exist any more, and all
// that was in it.
type goneError struct{ text string }

func (e *goneError) Error() string { return e.text }

func isGone(err error) bool { return errors.As(err, new(*goneError)) }

// openPID opens the namespace of a process if that is the one with inode. The
// error of one that is not there, or not any more, is a goneError.
func openPID(pid int, inode uint64) (*netns.Namespace, error) {
	ns, err := netns.OpenPID(pid)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH) {
		return nil, &goneError{fmt.Sprintf("process %d has ended", pid)}
	}
	if err != nil {
		return nil, err
	}
	if ns.Inode != inode {
		ns.Close()
		return nil, &goneError{fmt.Sprintf("process %d has gone to another namespace", pid)}
	}
	return ns, nil
}

// Open opens the namespace of a host of a running lab.
func (h *PlannedHost) Open() (*netns.Namespace, error) {
	ns, err := h.open()
	if err != nil {
		return nil, fmt.Errorf("host %s: %w", h.Name, err)
	}
	return ns, nil
}

// open opens the namespace of a host that there is. The error of one that is
// not there any more is a goneError.
func (h *PlannedHost) open() (*netns.Namespace, error) {
	if h.PID == 0 {
		return h.openNamed()
	}
	ns, err := openPID(h.PID, h.Inode)
	if !isGone(err) {
		return ns, err
	}
	// Others may live in it still.
	inhabitants, findErr := findInhabitants()
	if findErr != nil {
		return nil, findErr
	}
	if pid, ok := inhabitants[h.Inode]; ok {
		return openPID(pid, h.Inode)
	}
	return nil, err
}

func (h *PlannedHost) openNamed() (*netns.Namespace, error) {
	gone := func(how string) error {
		return &goneError{fmt.Sprintf("its namespace %s: somebody has %s (killall, then run makes it again)", h.Namespace, how)}
	}
	inode, err := netns.Inode(h.Namespace)
	if errors.Is(err, fs.ErrNotExist) || err == nil && inode == 0 {
		return nil, gone("deleted it")
	}
	if err != nil {
		return nil, err
	}
	ns, err := netns.Open(h.Namespace)
	if err != nil {
		return nil, err
	}
	if h.Inode != 0 && ns.Inode != h.Inode {
		ns.Close()
		return nil, gone("put another in its place")
	}
	return ns, nil
}

// findInhabitants returns, for each network namespace that processes run in, one
// of them, as far as this user may know.
func findInhabitants() (map[uint64]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	pids := map[uint64]int{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		var st unix.Stat_t
		if unix.Stat(filepath.Join("/proc", e.Name(), "ns/net"), &st) != nil {
			continue // gone since
		}
		if _, known := pids[st.Ino]; !known { // the oldest, most likely
			pids[st.Ino] = pid
		}
	}
	return pids, nil
}

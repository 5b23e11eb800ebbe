package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Marked returns the other processes that have the variable "NAME=value" in their
// environment, and those in a session that such a process leads. Whatever a
// program starts inherits both, so this finds all of it, whoever asks and
// whatever has become of the program itself.
func Marked(variable string) ([]ID, error) {
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	type candidate struct {
		id      ID
		session int
	}
	var marked []ID
	var others []candidate
	led := map[int]bool{} // sessions
	for _, dir := range dirs {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil || pid == os.Getpid() {
			continue
		}
		id, err := Find(pid)
		if err != nil {
			continue // gone since
		}
		session, err := unix.Getsid(pid)
		if err != nil {
			continue
		}
		if !hasVariable(dir, variable) {
			others = append(others, candidate{id, session})
			continue
		}
		marked = append(marked, id)
		if session == pid {
			led[session] = true
		}
	}
	for _, c := range others {
		if led[c.session] {
			marked = append(marked, c.id)
		}
	}
	return marked, nil
}

func hasVariable(dir, variable string) bool {
	environ, err := os.ReadFile(filepath.Join(dir, "environ"))
	if err != nil {
		return false // gone, or somebody else's
	}
	for v := range bytes.SplitSeq(environ, []byte{0}) {
		if string(v) == variable {
			return true
		}
	}
	return false
}

// StopMarked asks all processes that [Marked] finds to end, and after patience
// ends by force what is left, and what that has started meanwhile. There being
// none is no error.
func StopMarked(ctx context.Context, variable string, patience time.Duration) error {
	ids, err := Marked(variable)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := id.Signal(unix.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
	}
	soft, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, id := range ids {
		if id.Wait(soft) != nil {
			break
		}
	}
	// The first list has those of a session whose leader has ended by now;
	// whatever begins between two looks is found by the next.
	for ctx.Err() == nil {
		for _, id := range ids {
			if err := id.Kill(ctx); err != nil {
				return err
			}
		}
		if ids, err = Marked(variable); err != nil || len(ids) == 0 {
			return err
		}
	}
	return fmt.Errorf("processes with %s do not end: %w", variable, ctx.Err())
}

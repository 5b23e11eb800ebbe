package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"
)

// recordKeeper keeps a running lab to be found: the record on disk is what it
// was, whatever somebody does to the run directory.
type recordKeeper struct {
	lab     *Lab
	log     *slog.Logger
	written fs.FileInfo // the record as the lab has written it
}

// newRecordKeeper returns the keeper of a lab that has just written its record.
func newRecordKeeper(l *Lab, log *slog.Logger) *recordKeeper {
	k := &recordKeeper{lab: l, log: log}
	k.written, _ = os.Stat(k.file())
	return k
}

func (k *recordKeeper) file() string { return k.lab.dir.recordFile(k.lab.record.Lab) }

func (k *recordKeeper) run(ctx context.Context) {
	tick := time.NewTicker(superviseInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			k.keep(ctx)
		}
	}
}

// keep writes the record again if somebody has deleted or changed it, and
// listens on a new socket if that is gone.
func (k *recordKeeper) keep(ctx context.Context) {
	dir, r := k.lab.dir, k.lab.record
	now, err := os.Stat(k.file())
	_, socketErr := os.Stat(dir.socket(r.Lab))
	deleted, deaf := errors.Is(err, fs.ErrNotExist), errors.Is(socketErr, fs.ErrNotExist)
	intact := err == nil && k.written != nil && sameFile(now, k.written)
	if intact && !deaf {
		return
	}
	unlock, err := dir.lock(ctx)
	if err != nil {
		return
	}
	defer unlock()
	if !intact {
		if err := dir.write(r); err != nil {
			return // there may be no room; it is tried again
		}
		k.written, _ = os.Stat(k.file())
		what := "changed"
		if deleted {
			what = "deleted"
		}
		k.log.Warn(fmt.Sprintf("somebody has %s %s: it is written again", what, k.file()))
	}
	if !deaf {
		return
	}
	stop, err := k.lab.serveAPI()
	if err != nil {
		return
	}
	stopOld := k.lab.stopAPI
	k.lab.stopAPI = func() { stopOld(); stop() }
}

// sameFile reports whether nothing has been done to a file between two looks.
func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

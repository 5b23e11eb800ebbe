package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Kill takes down the lab called name, whether its process lives or not. name
// is taken in any spelling that [apps.SameName] knows.
func (d Dir) Kill(ctx context.Context, name string) error {
	records, unreadable := d.Records()
	r, err := findLab(records, name)
	if errors.As(err, new(*NotFoundError)) {
		// The machine is searched for marks only when there is no record.
		if r, strayErr := findLab(d.strayLabs(ctx, records), name); strayErr == nil {
			return d.removeStray(context.WithoutCancel(ctx), r)
		}
	}
	if err != nil {
		return errors.Join(err, unreadable)
	}
	return d.kill(ctx, r)
}

// KillAll takes down every lab of the run directory, and what carries the mark
// of one that has no record. There being none is no error.
func (d Dir) KillAll(ctx context.Context) error {
	records, unreadable := d.Records()
	errs := []error{unreadable}
	// With the last lab on record goes what all share: strays go before.
	for _, r := range d.strayLabs(ctx, records) {
		errs = append(errs, d.removeStray(context.WithoutCancel(ctx), r))
	}
	for _, r := range records {
		errs = append(errs, d.kill(ctx, r))
	}
	return errors.Join(append(errs, d.sweep(ctx))...)
}

// sweep takes away what labs shared and nobody uses any more, which is there
// when somebody has deleted the run directory.
func (d Dir) sweep(ctx context.Context) error {
	unlock, err := d.lock(ctx)
	if errors.Is(err, fs.ErrPermission) {
		return nil // then there is nothing of this user's either
	}
	if err != nil {
		return err
	}
	defer unlock()
	return d.release(ctx)
}

// kill asks a lab to go, and does its work where it cannot any more.
func (d Dir) kill(ctx context.Context, r *Record) error {
	if r.Alive() {
		ask, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		err := d.Client(r.Lab).Stop(ask)
		if errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("%s: only the user who started it may take it down", r.Lab)
		}
		if err != nil && r.Alive() {
			// Too early in its life for the socket, or stuck. If it has to be
			// ended by force, the rest is done below.
			if err2 := r.Process.Stop(ctx, 20*time.Second); err2 != nil {
				return fmt.Errorf("%s: %w", r.Lab, errors.Join(err, err2))
			}
		}
		wait, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if werr := r.Process.Wait(wait); werr != nil {
			return fmt.Errorf("%s does not end: %w", r.Lab, werr)
		}
	}
	// What has begun is finished: half a lab is of no use to anyone.
	err := d.Remove(context.WithoutCancel(ctx), r.Lab)
	if _, there := os.Stat(d.recordFile(r.Lab)); errors.Is(there, fs.ErrNotExist) {
		return nil // it has cleaned up by itself
	}
	return err
}

// End ends what is called name: a lab, which goes as a whole, as it is named
// after its controller; else a host or a switch, which is stopped. If lab is not
// empty, those of that lab are meant.
func (d Dir) End(ctx context.Context, lab, name string) error {
	records, unreadable := d.Records()
	switch r, err := findLab(records, name); {
	case err == nil && lab != "" && r.Lab != lab: // another's
	case !errors.As(err, new(*NotFoundError)):
		return errors.Join(d.Kill(ctx, name), unreadable)
	}
	r, err := d.FindNode(lab, name)
	if unknown := (*NotFoundError)(nil); lab == "" && errors.As(err, &unknown) {
		return &NotFoundError{Kind: kindOfAny, Name: name, Known: append(names(records), unknown.Known...)}
	}
	if err != nil {
		return err
	}
	client, err := d.ClientOf(r)
	if err != nil {
		return err
	}
	return client.StopNode(ctx, name)
}

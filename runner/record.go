package runner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
)

const (
	recordName       = "lab.json"
	unfinishedSuffix = ".new"
	formatVersion    = "1"
)

// Record is a lab on disk: what it consists of, so that every command finds it
// and anyone can take it down. It is written before the first change of the
// machine, when nobody knows the namespaces' inodes yet, and once more when the
// lab is up.
type Record struct {
	FormatVersion string           `json:"format_version"`
	Revision      int              `json:"revision"`             // counts the changes of the running lab
	Controller    string           `json:"controller,omitempty"` // "LearningSwitch"; empty: none of ours
	File          string           `json:"file,omitempty"`       // the network file; empty: none
	Process       process.ID       `json:"process"`
	Network       uint64           `json:"network,omitempty"` // inode of the namespace that to this lab is the machine's own
	Since         time.Time        `json:"since"`
	Listen        string           `json:"listen,omitempty"` // where the controller listens, "127.0.0.1:6653"
	OVS           *ovs.Instance    `json:"ovs,omitempty"`    // nil: no switches
	Found         []AttachedRecord `json:"found,omitempty"`  // how the plan's attached interfaces were
	Files         Files            `json:"files,omitzero"`
	Stopped       []string         `json:"stopped,omitempty"` // switches and hosts, by name
	Options       Options          `json:"options"`
	Plan

	// Damaged is why the file cannot be read. Then only the lab's name, its
	// owner and its process are known.
	Damaged error `json:"-"`
}

// DamagedError is returned for a record that is not, or not any more, what a lab
// has written.
type DamagedError struct {
	File string
	Err  error
}

// Error says which file it is and what is wrong with it.
func (e *DamagedError) Error() string { return e.File + ": " + e.Err.Error() }

// Unwrap returns what is wrong.
func (e *DamagedError) Unwrap() error { return e.Err }

// Alive reports whether the process that runs the lab lives.
func (r *Record) Alive() bool { return r.Process.Alive() }

// write puts the record on disk, whole or not at all.
func (d Dir) write(r *Record) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	// After a power failure there is no lab to be found: no need to sync.
	err = os.WriteFile(d.unfinished(r.Lab), append(b, '\n'), 0o644)
	if err == nil {
		err = os.MkdirAll(d.lab(r.Lab), 0o755)
	}
	if err == nil {
		err = os.Rename(d.unfinished(r.Lab), d.recordFile(r.Lab))
	}
	if err != nil {
		os.Remove(d.unfinished(r.Lab)) // there may be no room for it
	}
	return err
}

// Record returns the record of a lab. The error of a lab that does not exist
// wraps [fs.ErrNotExist], that of one whose record cannot be read is a
// [DamagedError].
func (d Dir) Record(lab string) (*Record, error) {
	b, err := os.ReadFile(d.recordFile(lab))
	if err != nil {
		return nil, err
	}
	var r Record
	if err := r.read(b, lab); err != nil {
		return nil, &DamagedError{d.recordFile(lab), err}
	}
	return &r, nil
}

// read takes only what is certain to be that lab's: what a record says is
// deleted some day.
func (r *Record) read(b []byte, lab string) error {
	if len(b) == 0 {
		return errors.New("it is empty")
	}
	var version struct {
		FormatVersion string `json:"format_version"`
	}
	if err := json.Unmarshal(b, &version); err != nil {
		return err
	}
	if version.FormatVersion != formatVersion {
		return fmt.Errorf("its format is version %q, want %q: another trema-ns has written it", version.FormatVersion, formatVersion)
	}
	if err := json.Unmarshal(b, r); err != nil {
		return err
	}
	if name, _, _ := strings.Cut(r.Owner, "@"); r.Lab != lab || name != lab {
		return fmt.Errorf("it is the record of a lab called %q", r.Lab)
	}
	return nil
}

// Records returns the labs of the run directory by name, dead ones too, and
// those whose record is damaged.
func (d Dir) Records() ([]*Record, error) {
	files, err := filepath.Glob(filepath.Join(string(d), "*", recordName))
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	var records []*Record
	var errs []error
	for _, f := range files {
		lab := filepath.Base(filepath.Dir(f))
		r, err := d.onRecord(lab)
		switch {
		case errors.Is(err, fs.ErrNotExist): // gone since
		case err != nil:
			errs = append(errs, err)
		default:
			records = append(records, r)
		}
	}
	return records, errors.Join(errs...)
}

// onRecord is Record, but of a lab whose record is damaged it returns what is
// known without.
func (d Dir) onRecord(lab string) (*Record, error) {
	r, err := d.Record(lab)
	if errors.As(err, new(*DamagedError)) {
		return d.unreadable(lab, err), nil
	}
	return r, err
}

// unreadable is what is known of a lab without its record.
func (d Dir) unreadable(lab string, why error) *Record {
	return &Record{
		Process: socketHolder(d.socket(lab)), Damaged: why,
		Plan: Plan{Lab: lab, Owner: d.Owner(lab), Switches: []PlannedSwitch{}, Hosts: []PlannedHost{}, Cables: []Cable{}},
	}
}

package runner

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
)

const recordName = "lab.json"

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
	Since         time.Time        `json:"since"`
	Listen        string           `json:"listen,omitempty"` // where the controller listens, "127.0.0.1:6653"
	OVS           *ovs.Instance    `json:"ovs,omitempty"`    // nil: no switches
	Found         []AttachedRecord `json:"found,omitempty"`  // how the plan's attached interfaces were
	Options       Options          `json:"options"`
	Plan
}

// Alive reports whether the process that runs the lab lives.
func (r *Record) Alive() bool { return r.Process.Alive() }

// write puts the record on disk, whole or not at all.
func (d Dir) write(r *Record) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(d.lab(r.Lab), 0o755); err != nil {
		return err
	}
	path := d.recordFile(r.Lab)
	// After a power failure there is no lab to be found: no need to sync.
	if err := os.WriteFile(path+".new", append(b, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// Record returns the record of a lab. The error of a lab that does not exist
// wraps [fs.ErrNotExist].
func (d Dir) Record(lab string) (*Record, error) {
	b, err := os.ReadFile(d.recordFile(lab))
	if err != nil {
		return nil, err
	}
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", d.recordFile(lab), err)
	}
	return &r, nil
}

// Records returns the labs of the run directory, dead ones too, by name. Those
// that can be read come back also when the error says that one cannot.
func (d Dir) Records() ([]*Record, error) {
	files, err := filepath.Glob(filepath.Join(string(d), "*", recordName))
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	var records []*Record
	var errs []error
	for _, f := range files {
		r, err := d.Record(filepath.Base(filepath.Dir(f)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // gone since
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		records = append(records, r)
	}
	return records, errors.Join(errs...)
}

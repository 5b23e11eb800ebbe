package runner

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func TestDamagedRecordHidesNoOther(t *testing.T) {
	dir := Dir(t.TempDir())
	whole := func(lab string) *Record {
		return &Record{FormatVersion: formatVersion, Plan: Plan{Lab: lab, Owner: dir.Owner(lab)}}
	}
	if err := dir.write(whole("good")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(dir.recordFile("good"))
	if err != nil {
		t.Fatal(err)
	}
	// A prefix of any length is what a crash or a full disk may leave.
	for n := range len(text) - 2 { // the last brace and the newline
		if err := new(Record).read(text[:n], "good"); err == nil {
			t.Fatalf("the first %d of %d bytes of a record were taken for one", n, len(text))
		}
	}
	for name, damaged := range map[string]struct{ text, want string }{
		"empty":     {"", "it is empty"},
		"half":      {`{"lab": "ha`, "unexpected end of JSON input"},
		"null":      {"null", `version ""`},
		"newer":     {`{"format_version": "2", "lab": "newer", "owner": 17}`, `version "2", want "1"`},
		"another":   {string(text), `it is the record of a lab called "good"`},
		"otherwise": {`{"format_version": "1", "lab": "otherwise", "owner": "good"}`, "it is the record of"},
		"wrong":     {`{"format_version": "1", "lab": 7}`, "cannot unmarshal number"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := dir.write(whole(name)); err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir.lab(name))
			if err := os.WriteFile(dir.recordFile(name), []byte(damaged.text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, err := dir.Record(name)
			if !errors.As(err, new(*DamagedError)) || !strings.Contains(err.Error(), dir.recordFile(name)) || !strings.Contains(err.Error(), damaged.want) {
				t.Errorf("error: %v, want one that names the file and says: %s", err, damaged.want)
			}
			records, err := dir.Records()
			if err != nil || len(records) != 2 {
				t.Fatalf("records: %v, %v; want two", records, err)
			}
			for _, r := range records {
				if (r.Damaged != nil) != (r.Lab == name) || r.Alive() || r.Owner != dir.Owner(r.Lab) {
					t.Errorf("%s: damaged %v, alive %v, owner %s", r.Lab, r.Damaged, r.Alive(), r.Owner)
				}
			}
		})
	}
	if err := dir.Kill(context.Background(), "nobody"); !errors.As(err, new(*NotFoundError)) {
		t.Errorf("killing a lab that does not exist: %v", err)
	}
}

func TestNoRecordIsNoLab(t *testing.T) {
	dir := Dir(t.TempDir())
	if _, err := dir.Record("lab"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error: %v", err)
	}
	if records, err := dir.Records(); err != nil || len(records) != 0 {
		t.Errorf("records: %v, %v", records, err)
	}
}

// A lab that is killed while it writes its first record has made nothing else.
func TestUnfinishedRecordIsForgotten(t *testing.T) {
	for name, leave := range map[string]func(Dir) error{
		"before the folder": func(Dir) error { return nil },
		"after the folder":  func(d Dir) error { return os.Mkdir(d.lab("lab"), 0o755) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := Dir(t.TempDir() + "/run")
			unlock, err := dir.lock(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			half, err := json.Marshal(&Record{FormatVersion: formatVersion})
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(dir.unfinished("lab"), half[:len(half)/2], 0o644); err != nil {
				t.Fatal(err)
			}
			if err := leave(dir); err != nil {
				t.Fatal(err)
			}
			unlock()
			if err := dir.KillAll(context.Background()); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(string(dir)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the run directory is left: %v", err)
			}
		})
	}
}

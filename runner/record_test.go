package runner

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func TestRecordThatCannotBeReadHidesNoOther(t *testing.T) {
	dir := Dir(t.TempDir())
	if err := dir.write(&Record{FormatVersion: "1", Plan: Plan{Lab: "good"}}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir.lab("bad"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir.recordFile("bad"), []byte(`{"lab": "ba`), 0o644); err != nil {
		t.Fatal(err)
	}
	records, err := dir.Records()
	if len(records) != 1 || records[0].Lab != "good" {
		t.Errorf("records: %v, want good alone", records)
	}
	if err == nil || !strings.Contains(err.Error(), dir.recordFile("bad")) {
		t.Errorf("error: %v, want one that names the file", err)
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

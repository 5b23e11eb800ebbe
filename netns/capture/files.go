package capture

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Files writes a capture to a pcapng file, or to a row of them of which the
// oldest go: a ring buffer on disk. With a limit, lab.pcapng becomes
// lab_00001.pcapng, lab_00002.pcapng and so on.
type Files struct {
	Name       string
	Interfaces []Interface
	Size       int64 // in bytes, of each file; 0: there is one, of any size
	Keep       int   // how many files stay; 0: all

	out    io.WriteCloser
	writer *Writer // nil: the file has no header yet
	number int
	kept   []string
}

// Open begins the next file. Write does so by itself; called before, it shows
// that there can be one.
func (f *Files) Open() error {
	name := f.Name
	if f.Size > 0 {
		f.number++
		ext := filepath.Ext(name)
		name = fmt.Sprintf("%s_%05d%s", strings.TrimSuffix(name, ext), f.number, ext)
	}
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	f.out = out
	if f.kept = append(f.kept, name); f.Keep > 0 && len(f.kept) > f.Keep {
		err = os.Remove(f.kept[0])
		f.kept = f.kept[1:]
	}
	return err
}

// Write writes a frame, to the next file if the present one is full.
func (f *Files) Write(p Packet) error {
	const around = 64 // bytes of the block that a frame is in
	if f.writer != nil && f.Size > 0 && f.writer.Size()+int64(len(p.Data))+around > f.Size {
		if err := f.Close(nil); err != nil {
			return err
		}
	}
	if err := f.begin(); err != nil {
		return err
	}
	return f.writer.Write(p)
}

// begin makes sure that there is a file, with its header.
func (f *Files) begin() (err error) {
	if f.out == nil {
		if err := f.Open(); err != nil {
			return err
		}
	}
	if f.writer == nil {
		f.writer, err = NewWriter(f.out, f.Interfaces)
	}
	return err
}

// Close ends the present file with what the interfaces have seen.
func (f *Files) Close(all []Statistics) error {
	if f.out == nil {
		return nil
	}
	err := f.begin()
	if err == nil {
		err = f.writer.WriteStatistics(time.Now(), all)
	}
	if err2 := f.out.Close(); err == nil {
		err = err2
	}
	f.writer, f.out = nil, nil
	return err
}

// Abandon closes the present file as it is.
func (f *Files) Abandon() {
	if f.out != nil {
		f.out.Close()
		f.writer, f.out = nil, nil
	}
}

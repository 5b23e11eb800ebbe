package runner

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/runner/process"
)

// Files are the folders in which people and scripts look for the files of Trema:
// CLASS.pid, CLASS.log and CLASS.ctl of the controller, vhost.NAME.pid and
// vhost.NAME.log of its hosts. Nothing is written where a folder is not given.
// The log stays when the lab goes; the rest goes with it.
type Files struct {
	PID    string `json:"pid,omitempty"`
	Log    string `json:"log,omitempty"`
	Socket string `json:"socket,omitempty"` // of the lab's API, as a symbolic link
}

// LogFile returns the controller's log.
func (c *Config) LogFile() string {
	if c.Files.Log == "" {
		return c.Dir.Log(c.Options.Lab)
	}
	return filepath.Join(c.Files.Log, c.fileName()+".log")
}

// fileName returns what the controller's files are called.
func (c *Config) fileName() string {
	if c.App != nil {
		return c.App.Class
	}
	return c.Options.Lab
}

// HostLogFile returns the log of a vhost, empty if there is none.
func (f Files) HostLogFile(name string) string {
	if f.Log == "" {
		return ""
	}
	return filepath.Join(f.Log, hostFile(name)+".log")
}

func hostFile(name string) string {
	if strings.Contains(name, "/") || len(name) > 200 {
		name = shortName("", name) // no name of a file
	}
	return "vhost." + name
}

func (r *Record) pidFile() string    { return filepath.Join(r.Files.PID, r.fileName()+".pid") }
func (r *Record) socketLink() string { return filepath.Join(r.Files.Socket, r.fileName()+".ctl") }

func (r *Record) fileName() string {
	if r.Controller != "" {
		return r.Controller
	}
	return r.Lab
}

// checkFiles returns an error if another process that lives has the pid file.
func (r *Record) checkFiles() error {
	if r.Files.PID == "" {
		return nil
	}
	text, err := os.ReadFile(r.pidFile())
	if err != nil {
		return nil
	}
	pid, err := strconv.Atoi(string(bytes.TrimSpace(text)))
	if err != nil || pid == r.Process.PID {
		return nil
	}
	if _, err := process.Find(pid); err != nil {
		return nil // what a dead one has left
	}
	return fmt.Errorf("%s is already running (%s).", r.fileName(), r.pidFile())
}

// writeFiles writes the files of the controller and of the hosts that run.
func (r *Record) writeFiles(d Dir) error {
	var errs []error
	if r.Files.PID != "" {
		errs = append(errs, r.writePID(r.pidFile()))
	}
	if r.Files.Log != "" {
		errs = append(errs, link(filepath.Join(r.Files.Log, r.fileName()+".log"), d.Log(r.Lab)))
	}
	if r.Files.Socket != "" {
		errs = append(errs, link(d.socket(r.Lab), r.socketLink()))
	}
	return errors.Join(append(errs, r.writeHostFiles(nil))...)
}

// writeHostFiles writes the pid files of the vhosts that run, and removes those
// that old had besides.
func (r *Record) writeHostFiles(old *Record) error {
	if r.Files.PID == "" {
		return nil
	}
	var errs []error
	running := r.runningVhosts()
	for _, name := range running {
		errs = append(errs, r.writePID(filepath.Join(r.Files.PID, hostFile(name)+".pid")))
	}
	if old != nil {
		for _, name := range old.runningVhosts() {
			if !slices.Contains(running, name) {
				errs = append(errs, old.removePID(filepath.Join(r.Files.PID, hostFile(name)+".pid")))
			}
		}
	}
	return errors.Join(errs...)
}

func (r *Record) runningVhosts() []string {
	var names []string
	for i := range r.Hosts {
		if h := &r.Hosts[i]; h.Kind == dsl.VHost && !r.isStopped(h.Name) {
			names = append(names, h.Name)
		}
	}
	return names
}

// removeFiles removes what writeFiles has written, but for the log.
func (r *Record) removeFiles(d Dir) error {
	var errs []error
	if r.Files.PID != "" {
		errs = append(errs, r.removePID(r.pidFile()))
		for _, name := range r.runningVhosts() {
			errs = append(errs, r.removePID(filepath.Join(r.Files.PID, hostFile(name)+".pid")))
		}
	}
	if r.Files.Socket != "" {
		if target, err := os.Readlink(r.socketLink()); err == nil && target == d.socket(r.Lab) {
			errs = append(errs, os.Remove(r.socketLink()))
		}
	}
	return errors.Join(errs...)
}

func (r *Record) pidText() string { return strconv.Itoa(r.Process.PID) + "\n" }

// writePID writes a pid file in the place of whatever is there. The folder may
// be everybody's: a link that somebody has put there is not followed.
func (r *Record) writePID(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(r.pidText())
	return errors.Join(err, f.Close())
}

// removePID removes a pid file that is still this process's.
func (r *Record) removePID(path string) error {
	if text, err := os.ReadFile(path); err != nil || string(text) != r.pidText() {
		return nil
	}
	return os.Remove(path)
}

// link makes a symbolic link in the place of another.
func link(target, path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink(target, path)
}

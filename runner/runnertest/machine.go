// Package runnertest describes the machine to tests that want to know whether a
// lab has left anything behind.
package runnertest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
)

// Machine describes everything that a lab could have left: namespaces and what
// is in them, interfaces with their states and settings, processes, files.
func Machine() (string, error) {
	var s strings.Builder
	names, err := netns.Names()
	if err != nil {
		return "", err
	}
	var sorted []string
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	for _, name := range append([]string{""}, sorted...) {
		fmt.Fprintf(&s, "namespace %q\n", name)
		text, err := DescribeNamespace(name)
		if err != nil {
			return "", err
		}
		s.WriteString(text)
	}
	for _, dir := range []string{"/run", "/etc/netns"} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err == nil {
				fmt.Fprintln(&s, "file", path)
			} else if errors.Is(err, fs.ErrNotExist) {
				err = nil
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	s.WriteString(processes())
	return s.String(), nil
}

// DescribeNamespace describes the devices of a namespace as far as people see
// them; an empty name is the machine's own.
func DescribeNamespace(name string) (string, error) {
	args := []string{"-details", "address"}
	if name != "" {
		args = append([]string{"-netns", name}, args...)
	}
	out, err := exec.Command("ip", args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("ip %v: %w\n%s", args, err, out)
	}
	// Interfaces by name: their indices count on for ever.
	text := regexp.MustCompile(`(?m)^\d+: `).ReplaceAllString(string(out), "")
	text = regexp.MustCompile(`@if\d+`).ReplaceAllString(text, "@")
	// An interface that has once been up is told from one that never was.
	text = strings.ReplaceAll(text, "qdisc noop ", "qdisc noqueue ")
	// Carrier follows from what both ends are set to, when the kernel gets to it.
	text = regexp.MustCompile(`NO-CARRIER,|,LOWER_UP|state [A-Z]+ `).ReplaceAllString(text, "")
	// Link-local addresses come by themselves, once an interface has carrier.
	text = regexp.MustCompile(`(?m)^ *inet6 fe80:.*\n.*\n`).ReplaceAllString(text, "")
	open := openNamed(name)
	if open == nil {
		return text, nil
	}
	defer open.Close()
	links, err := open.Links()
	if err != nil {
		return "", err
	}
	for _, l := range links {
		if on, err := open.ChecksumOffload(l.Name); err == nil {
			text += fmt.Sprintf("%s checksum offload %v\n", l.Name, on)
		}
	}
	return text, nil
}

func openNamed(name string) *netns.Namespace {
	ns, err := netns.Current()
	if name != "" {
		ns, err = netns.Open(name)
	}
	if err != nil {
		return nil
	}
	return ns
}

// processes lists the commands that run in this mount namespace, but for this
// one and its children that are about to end.
func processes() string {
	own, err := os.Readlink("/proc/self/ns/mnt")
	if err != nil {
		return err.Error()
	}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	var list []string
	for _, dir := range dirs {
		mnt, err := os.Readlink(dir + "/ns/mnt")
		if err != nil || mnt != own {
			continue
		}
		comm, err := os.ReadFile(dir + "/comm")
		if err == nil && filepath.Base(dir) != strconv.Itoa(os.Getpid()) {
			list = append(list, "process "+string(comm))
		}
	}
	slices.Sort(list)
	return strings.Join(list, "")
}

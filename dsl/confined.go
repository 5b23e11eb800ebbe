package dsl

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// confined reads files below the folder of the network file, and below those
// that its user allows, and no others: not by "..", and not through a symbolic
// link. It promises that a network file from a stranger learns nothing of the
// machine.
type confined struct {
	roots   []*root
	overlay func(path string) ([]byte, bool) // content that is not on the disk yet; may be nil
}

// root is a folder, opened when it is first read from.
type root struct {
	folder string
	opened *os.Root
}

func newConfined(folder string, more []string, overlay func(string) ([]byte, bool)) *confined {
	c := &confined{overlay: overlay}
	for _, f := range append([]string{folder}, more...) {
		c.roots = append(c.roots, &root{folder: f})
	}
	return c
}

// inside returns name, which is absolute, as a path inside of r.
func (r *root) inside(name string) (string, bool) {
	folder, err := filepath.Abs(r.folder)
	if err != nil {
		return "", false
	}
	inside, err := filepath.Rel(folder, name)
	return inside, err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator))
}

func (r *root) open() (*os.Root, error) {
	if r.opened == nil {
		opened, err := os.OpenRoot(r.folder)
		if err != nil {
			return nil, err
		}
		r.opened = opened
	}
	return r.opened, nil
}

// path returns the folder that name is in and its path there, or what the
// overlay has for it.
func (c *confined) path(name string) (r *root, inside string, overlay []byte, err error) {
	if name, err = filepath.Abs(name); err != nil {
		return nil, "", nil, err
	}
	for _, r = range c.roots {
		var ok bool
		if inside, ok = r.inside(name); !ok {
			continue
		}
		if c.overlay != nil {
			if content, ok := c.overlay(name); ok {
				return r, inside, append([]byte{}, content...), nil
			}
		}
		return r, inside, nil, nil
	}
	return nil, "", nil, fmt.Errorf("it is outside the folder of the network file, %s; `--allow-read DIR` lets it read there", c.roots[0].folder)
}

func (c *confined) ReadFile(name string) ([]byte, error) {
	r, inside, overlay, err := c.path(name)
	if err != nil || overlay != nil {
		return overlay, err
	}
	opened, err := r.open()
	if err != nil {
		return nil, err
	}
	// A FIFO without a writer must not keep us waiting.
	f, err := opened.OpenFile(inside, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(b) > MaxFile {
		err = errTooLarge
	}
	return b, err
}

func (c *confined) Exists(name string) (bool, error) {
	r, inside, overlay, err := c.path(name)
	if err != nil || overlay != nil {
		return overlay != nil, err
	}
	opened, err := r.open()
	if err != nil {
		return false, err
	}
	_, err = opened.Stat(inside)
	return err == nil, nil
}

func (c *confined) close() {
	for _, r := range c.roots {
		if r.opened != nil {
			r.opened.Close()
		}
	}
}

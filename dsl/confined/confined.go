// Package confined reads files below certain folders and no others: not by
// "..", and not through a symbolic link. It promises that a program from a
// stranger that reads through it learns nothing of the machine.
package confined

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// MaxFile is the size of the largest file that is read, in bytes.
const MaxFile = 16 << 20

// ErrTooLarge is what a larger one is answered with.
var ErrTooLarge = errors.New("it is larger than 16 MiB")

// Files is what may be read. It implements interp.Files.
type Files struct {
	roots   []*root
	noun    string                           // whose folder the first is
	working string                           // what relative names are relative to
	overlay func(path string) ([]byte, bool) // content that is not on the disk yet; may be nil
}

// root is a folder, opened when it is first read from.
type root struct {
	folder string
	opened *os.Root
}

// New lets read what is below folder, which is that of a file called noun in
// messages, and below the folders of more. overlay, which may be nil, is asked
// for the content of a file, by its absolute path, before the disk. Relative
// names count from the working directory of now.
func New(noun, folder string, more []string, overlay func(path string) ([]byte, bool)) *Files {
	c := &Files{noun: noun, overlay: overlay}
	c.working, _ = os.Getwd()
	for _, f := range append([]string{folder}, more...) {
		c.roots = append(c.roots, &root{folder: f})
	}
	return c
}

// absolute returns name as a path from the root.
func (c *Files) absolute(name string) (string, error) {
	switch {
	case filepath.IsAbs(name):
		return filepath.Clean(name), nil
	case c.working == "":
		return filepath.Abs(name)
	}
	return filepath.Join(c.working, name), nil
}

// inside returns name, which is absolute, as a path inside of r.
func (c *Files) inside(r *root, name string) (string, bool) {
	folder, err := c.absolute(r.folder)
	if err != nil {
		return "", false
	}
	inside, err := filepath.Rel(folder, name)
	return inside, err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator))
}

func (c *Files) open(r *root) (*os.Root, error) {
	if r.opened == nil {
		folder, err := c.absolute(r.folder)
		if err != nil {
			return nil, err
		}
		opened, err := os.OpenRoot(folder)
		if err != nil {
			return nil, err
		}
		r.opened = opened
	}
	return r.opened, nil
}

// path returns the folder that name is in and its path there, or what the
// overlay has for it.
func (c *Files) path(name string) (r *root, inside string, overlay []byte, err error) {
	if name, err = c.absolute(name); err != nil {
		return nil, "", nil, err
	}
	for _, r = range c.roots {
		var ok bool
		if inside, ok = c.inside(r, name); !ok {
			continue
		}
		if c.overlay != nil {
			if content, ok := c.overlay(name); ok {
				return r, inside, append([]byte{}, content...), nil
			}
		}
		return r, inside, nil, nil
	}
	return nil, "", nil, fmt.Errorf("it is outside the folder of the %s, %s; `--allow-read DIR` lets it read there", c.noun, c.roots[0].folder)
}

// ReadFile implements interp.Files.
func (c *Files) ReadFile(name string) ([]byte, error) {
	r, inside, overlay, err := c.path(name)
	if err != nil || overlay != nil {
		return overlay, err
	}
	opened, err := c.open(r)
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
		err = ErrTooLarge
	}
	return b, err
}

// Exists implements interp.Files.
func (c *Files) Exists(name string) (bool, error) {
	r, inside, overlay, err := c.path(name)
	if err != nil || overlay != nil {
		return overlay != nil, err
	}
	opened, err := c.open(r)
	if err != nil {
		return false, err
	}
	_, err = opened.Stat(inside)
	return err == nil, nil
}

// Close closes the folders.
func (c *Files) Close() {
	for _, r := range c.roots {
		if r.opened != nil {
			r.opened.Close()
		}
	}
}

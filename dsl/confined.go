package dsl

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// confined reads files of one folder and of those below it, and no others: not
// by "..", and not through a symbolic link. It promises that a network file
// from a stranger learns nothing of the machine.
type confined struct {
	folder  string
	overlay func(path string) ([]byte, bool) // content that is not on the disk yet; may be nil
	root    *os.Root
}

// path returns name as a path inside the folder, which it opens, and what the
// overlay has for it.
func (c *confined) path(name string) (inside string, overlay []byte, err error) {
	folder, err := filepath.Abs(c.folder)
	if err != nil {
		return "", nil, err
	}
	if name, err = filepath.Abs(name); err != nil {
		return "", nil, err
	}
	inside, err = filepath.Rel(folder, name)
	if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return "", nil, fmt.Errorf("it is outside the folder of the network file, %s", c.folder)
	}
	if c.overlay != nil {
		if content, ok := c.overlay(name); ok {
			return inside, append([]byte{}, content...), nil
		}
	}
	if c.root == nil {
		if c.root, err = os.OpenRoot(folder); err != nil {
			return "", nil, err
		}
	}
	return inside, nil, nil
}

func (c *confined) ReadFile(name string) ([]byte, error) {
	inside, overlay, err := c.path(name)
	if err != nil || overlay != nil {
		return overlay, err
	}
	info, err := c.root.Stat(inside)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("it is not a regular file")
	}
	f, err := c.root.Open(inside)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("it is larger than 16 MiB")
	}
	return b, err
}

func (c *confined) Exists(name string) (bool, error) {
	inside, overlay, err := c.path(name)
	if err != nil || overlay != nil {
		return overlay != nil, err
	}
	_, err = c.root.Stat(inside)
	return err == nil, nil
}

func (c *confined) close() {
	if c.root != nil {
		c.root.Close()
	}
}

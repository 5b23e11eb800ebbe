package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// replaceFile gives a file that exists new contents, all at once: who reads it
// finds the old or the new. Its mode and owner stay, and a symbolic link stays
// one.
func replaceFile(name string, contents []byte) (err error) {
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(contents)
	if err == nil {
		err = keepOwner(tmp, info)
	}
	if err == nil {
		err = tmp.Chmod(info.Mode())
	}
	if err == nil {
		err = tmp.Sync() // or a power cut could leave an empty file
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// keepOwner gives f the owner and group that old has: sudo must not make a
// user's file root's.
func keepOwner(f *os.File, old os.FileInfo) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	want, ok := old.Sys().(*syscall.Stat_t)
	have, _ := info.Sys().(*syscall.Stat_t)
	if !ok || want.Uid == have.Uid && want.Gid == have.Gid {
		return nil
	}
	if err := f.Chown(int(want.Uid), int(want.Gid)); err != nil {
		return fmt.Errorf("cannot keep the owner of the file: %w", err)
	}
	return nil
}

package interp

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
)

// readFile reads a file the way the host allows. One that is not there raises an exception of the class
// missing.
func (in *Interp) readFile(name, missing string) ([]byte, error) {
	if in.options.Files == nil {
		return nil, in.Errorf("SecurityError", "no file can be read here")
	}
	if err := in.spend(stepsOfFile); err != nil {
		return nil, err
	}
	b, err := in.options.Files.ReadFile(name)
	if err != nil {
		return nil, in.fileError(name, missing, err)
	}
	return b, in.grow(len(b))
}

func (in *Interp) exists(name string) (bool, error) {
	if in.options.Files == nil {
		return false, in.Errorf("SecurityError", "no file can be read here")
	}
	if err := in.spend(stepsOfFile); err != nil {
		return false, err
	}
	found, err := in.options.Files.Exists(name)
	if err != nil {
		return false, in.fileError(name, "SystemCallError", err)
	}
	return found, nil
}

func (in *Interp) fileError(name, missing string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return in.Errorf(missing, "no such file: %s", name)
	}
	return in.Errorf("SecurityError", "cannot read %s\n%v", name, err)
}

// absolute is File.expand_path without a second argument.
func (in *Interp) absolute(name string) (string, error) {
	if filepath.IsAbs(name) {
		return filepath.Clean(name), nil
	}
	if in.options.Folder == nil {
		return "", in.Errorf("SecurityError", "the working directory is not known here")
	}
	folder, err := in.options.Folder()
	if err != nil {
		return "", in.Errorf("IOError", "the working directory cannot be read: %v", err)
	}
	return filepath.Join(folder, name), nil
}

// rubyDirname is File.dirname, which keeps "..": filepath.Dir would clean it.
func rubyDirname(name string) string {
	trimmed := strings.TrimRight(name, "/")
	if trimmed == "" {
		if name == "" {
			return "."
		}
		return "/"
	}
	i := strings.LastIndexByte(trimmed, '/')
	switch {
	case i < 0:
		return "."
	case strings.Trim(trimmed[:i], "/") == "":
		return "/"
	}
	return strings.TrimRight(trimmed[:i], "/")
}

// rubyJoin is File.join: one slash between the parts, nothing cleaned.
func rubyJoin(parts []string) string {
	out := ""
	for i, p := range parts {
		switch {
		case i == 0:
			out = p
		case strings.HasSuffix(out, "/"):
			out += strings.TrimLeft(p, "/")
		case strings.HasPrefix(p, "/"):
			out += p
		default:
			out += "/" + p
		}
	}
	return out
}

var fileTable = &table{rows: []builtin{
	{"join", "the parts of a path, with slashes between", `File.join("a", "b.rb") # => "a/b.rb"`,
		0, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			var parts []string
			var add func(list []Value, depth int) error
			add = func(list []Value, depth int) error {
				for _, v := range list {
					if err := in.spend(1); err != nil {
						return err
					}
					if l, ok := v.(*Array); ok && depth < 20 {
						if err := add(l.Elems, depth+1); err != nil {
							return err
						}
						continue
					}
					s, err := in.toText(v)
					if err != nil {
						return err
					}
					if err := in.spend(len(parts) / 64); err != nil { // each makes a longer text
						return err
					}
					parts = append(parts, s)
				}
				return nil
			}
			err := add(a, 0)
			return NewString(rubyJoin(parts)), err
		}, false},
	{"dirname", "the folder of a path", `File.dirname("/a/b.rb") # => "/a"`,
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			s, err := in.toText(a[0])
			return NewString(rubyDirname(s)), err
		}, false},
	{"basename", "the last part of a path, without a suffix if one is given", `File.basename("/a/b.rb", ".rb") # => "b"`,
		1, 2, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			s, err := in.toText(a[0])
			if err != nil || s == "" {
				return NewString(""), err
			}
			base := filepath.Base(s)
			if len(a) == 2 {
				suffix, err := in.toText(a[1])
				if err != nil {
					return nil, err
				}
				if suffix == ".*" {
					suffix = filepath.Ext(base)
				}
				if base != suffix {
					base = strings.TrimSuffix(base, suffix)
				}
			}
			return NewString(base), nil
		}, false},
	{"extname", "the extension of a path", `File.extname("b.rb") # => ".rb"`,
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			s, err := in.toText(a[0])
			if base := filepath.Base(s); strings.HasPrefix(base, ".") && strings.Count(base, ".") == 1 {
				return NewString(""), err
			}
			return NewString(filepath.Ext(s)), err
		}, false},
	{"expand_path", "the path from the root", `File.expand_path("../c", "/a/b") # => "/a/c"`,
		1, 2, fileExpand, false},
	{"absolute_path", "as expand_path", `File.absolute_path("/a/../b") # => "/b"`,
		1, 2, fileExpand, false},
	{"absolute_path?", "whether a path begins at the root", `File.absolute_path?("/a") # => true`,
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			s, err := in.toText(a[0])
			return filepath.IsAbs(s), err
		}, false},
	{"split", "the folder and the last part", `File.split("/a/b.rb") # => ["/a", "b.rb"]`,
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			s, err := in.toText(a[0])
			return NewArray(NewString(rubyDirname(s)), NewString(filepath.Base(s))), err
		}, false},
	{"exist? exists? file?", "whether there is such a file below the network file's folder", `File.exist?("no-such-file") # => false`,
		1, 1, fileExists, false},
	{"read", "the content of a file below the network file's folder", `File.read("no-such-file") rescue "none" # => "none"`,
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			s, err := in.toText(a[0])
			if err != nil {
				return nil, err
			}
			b, err := in.readFile(s, "SystemCallError")
			return NewString(string(b)), err
		}, false},
	{"readlines", "the lines of such a file", `File.readlines("no-such-file") rescue [] # => []`,
		1, 3, fileLines, false},
	{"foreach", "yields the lines of such a file", `File.foreach("no-such-file") { |l| puts l } rescue nil # => nil`,
		1, 2, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			lines, err := fileLines(in, v, a, nil)
			if err != nil {
				return nil, err
			}
			for _, l := range lines.(*Array).Elems {
				if _, err := in.yield(block, l); err != nil {
					return nil, err
				}
			}
			return nil, nil
		}, loops},
}, outside: "open new write binwrite delete unlink rename chmod chown link symlink mkfifo truncate utime readlink realpath stat lstat ftype mtime atime ctime binread flock umask"}

func fileExists(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	s, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	return in.exists(s)
}

func fileLines(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	s, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	b, err := in.readFile(s, "SystemCallError")
	if err != nil {
		return nil, err
	}
	l, err := in.lineEnds(a[1:])
	if err != nil {
		return nil, err
	}
	return in.lines(string(b), l)
}

func fileExpand(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	s, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	if len(a) == 2 && a[1] != nil && !filepath.IsAbs(s) {
		base, err := in.toText(a[1])
		if err != nil {
			return nil, err
		}
		s = filepath.Join(base, s)
	}
	s, err = in.absolute(s)
	return NewString(s), err
}

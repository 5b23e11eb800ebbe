package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// hostShell returns the user's shell as a command whose prompt begins with the
// name of the host. How a shell is told that after it has read its user's
// settings, which have prompts of their own, is different for each; some take it
// from the environment, which hostShell sets.
func hostShell(host string) (argv []string, err error) {
	shell := os.Getenv("SHELL")
	if shell == "" {
		shell = "/bin/sh"
	}
	prompt := "(" + promptName(host) + ") "
	switch filepath.Base(shell) {
	case "bash":
		const settings = `exec %d<&-
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
PS1='%s'"$PS1"
`
		fd, err := unix.MemfdCreate("bashrc", 0)
		if err != nil {
			return nil, os.NewSyscallError("memfd_create", err)
		}
		if _, err := unix.Write(fd, fmt.Appendf(nil, settings, fd, prompt)); err != nil {
			return nil, os.NewSyscallError("write", err)
		}
		return []string{shell, "--rcfile", fmt.Sprintf("/proc/self/fd/%d", fd)}, nil
	case "zsh":
		// Its users have a PS1 of their own.
		return []string{shell}, os.Setenv("RPS1", strings.TrimSpace(prompt))
	case "fish":
		const settings = "functions --copy fish_prompt trema_ns_user_prompt; function fish_prompt; printf '%s'; trema_ns_user_prompt; end"
		return []string{shell, "--init-command", fmt.Sprintf(settings, prompt)}, nil
	}
	sign := "$ "
	if os.Geteuid() == 0 {
		sign = "# "
	}
	return []string{shell}, os.Setenv("PS1", prompt+sign)
}

// promptName returns name without what shells take for more than text: it may
// come from a file of a stranger's.
func promptName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("._-:", r):
			return r
		}
		return '_'
	}, name)
}

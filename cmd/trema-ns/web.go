package main

import (
	"net/netip"
	"strings"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

// webAuto is what --web without an address stands for.
const webAuto = "auto"

// webFlag may go without its value, see split.
func webFlag() cli.Flag {
	return &cli.StringFlag{Name: "web", Usage: "show the lab in a browser, at `ADDRESS:PORT`", DefaultText: "none; without an address " + runner.WebAddress + ", or another port if that is taken"}
}

// isAddress reports whether a word is the address of --web rather than
// whatever comes after it.
func isAddress(word string) bool {
	if strings.HasPrefix(word, ":") {
		word = "0.0.0.0" + word
	}
	_, err := netip.ParseAddrPort(strings.Replace(word, "localhost", "127.0.0.1", 1))
	return err == nil
}

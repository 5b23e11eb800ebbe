// Package examples has controllers in Go, each a program in a file, with its
// test. They use the public API only and run beside Trema's applications:
//
//	go build ./examples/learning-switch
//	sudo trema-ns run ./learning-switch -c testdata/ns_test.conf
package examples

import "embed"

// LearningSwitch has the source of the learning switch and its test, which is
// what trema-ns new begins a project with.
//
//go:embed learning-switch/main.go learning-switch/main_test.go
var LearningSwitch embed.FS

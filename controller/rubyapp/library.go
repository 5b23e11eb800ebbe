package rubyapp

import "embed"

// The parts of Ruby's own library that are written in Ruby here.
//
//go:embed lib/*.rb
var libraryFiles embed.FS

// library is interp.Options.Library.
func library(name string) ([]byte, bool) {
	if other, ok := libraryNames[name]; ok {
		name = other
	}
	src, err := libraryFiles.ReadFile("lib/" + name + ".rb")
	return src, err == nil
}

// libraryNames are the names under which libraries are in other files.
var libraryNames = map[string]string{
	"active_support/core_ext/module/delegation": "active_support", "active_support/core_ext/class/attribute_accessors": "active_support",
	"active_support/core_ext/module/attribute_accessors": "active_support", "active_support/core_ext": "active_support",
	"active_support/all": "active_support", "active_support/core_ext/class/attribute": "active_support",
	"active_support/core_ext/string/inflections": "active_support",
}

package apps

import "github.com/trema-ns/trema-ns/controller/apps/learningswitch"

// all has the applications by name.
var all = []App{
	{
		Name:    "learning-switch",
		Class:   "LearningSwitch",
		Summary: "Learns where hosts are and installs a flow for each conversation",
		Usage:   learningswitch.Usage,
		New:     func() any { return learningswitch.New() },
	},
}

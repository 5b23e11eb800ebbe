package rubyapp

import (
	"context"
	"log/slog"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// levels are those of Ruby's Logger; the last two have no name in slog.
var levels = []struct {
	name  string
	level slog.Level
}{
	{"debug", slog.LevelDebug}, {"info", slog.LevelInfo}, {"warn", slog.LevelWarn}, {"error", slog.LevelError},
	{"fatal", slog.LevelError + 4}, {"unknown", slog.LevelError + 8},
}

// log writes a line to the controller's log.
func (a *App) log(level slog.Level, text string) {
	switch {
	case a.ctl != nil:
		a.ctl.Logger().Log(context.Background(), level, text)
	case a.options.Log != nil:
		a.options.Log.Log(context.Background(), level, text)
	}
}

func logAt(level slog.Level) native {
	return func(a *App, _ value, args []value, block *interp.Proc) (value, error) {
		var v value
		var err error
		switch {
		case len(args) > 0:
			v = args[0]
		case block != nil:
			if v, err = a.in.Call(block); err != nil {
				return nil, err
			}
		}
		text, err := a.logText(v)
		if err == nil {
			a.log(level, text)
		}
		return true, err
	}
}

// logText is what Ruby's Logger makes of a message: a String is written as it
// is, an exception by its message, and all else as p would.
func (a *App) logText(v value) (string, error) {
	switch v := v.(type) {
	case *interp.String:
		return v.String(), nil
	case *interp.Object:
		if a.in.IsA(v, a.in.Class("Exception")) {
			text, err := a.in.Text(v)
			return text + " (" + v.Class.Name + ")", err
		}
	}
	return a.in.Inspect(v), nil
}

// loggerTable is what newer controllers' logger is.
func loggerTable() []class {
	c := class{name: "Logger", does: "the controller's log"}
	for _, l := range levels {
		c.methods = append(c.methods, method{l.name, "writes a line of that level", 0, 1, logAt(l.level)})
		c.methods = append(c.methods, method{l.name + "?", "whether lines of that level are written", 0, 0, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
			return a.ctl == nil || a.ctl.Logger().Enabled(context.Background(), l.level), nil
		}})
	}
	nothing := func(*App, value, []value, *interp.Proc) (value, error) { return nil, nil }
	c.methods = append(c.methods,
		method{"level= progname= formatter= datetime_format=", "nothing: `--logging_level` says what is written", 1, 1, nothing},
		method{"level progname formatter", "nil", 0, 0, nothing},
	)
	c.own = []method{{"new", "the controller's log, whatever file is given", 0, -1, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
		return a.logger, nil
	}}}
	return []class{c}
}

// logMethods are those of older controllers, which write a line as format makes
// it.
func logMethods() []method {
	var list []method
	for _, l := range []struct {
		name  string
		level slog.Level
	}{
		{"critical", slog.LevelError + 4}, {"error", slog.LevelError}, {"warn", slog.LevelWarn},
		{"notice", slog.LevelInfo}, {"info", slog.LevelInfo}, {"debug", slog.LevelDebug},
	} {
		list = append(list, method{l.name, "writes a line of that level to the log, with values put in as by `format`", 1, -1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			text := args[0]
			if len(args) > 1 {
				var err error
				if text, err = a.in.Send(self, "format", args...); err != nil {
					return nil, err
				}
			}
			s, err := a.in.Text(text)
			if err == nil {
				a.log(l.level, s)
			}
			return nil, err
		}})
	}
	return list
}

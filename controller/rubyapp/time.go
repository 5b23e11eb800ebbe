package rubyapp

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// moment is what a Time holds.
type moment struct{ time.Time }

// Key implements interp.Valued.
func (m moment) Key() any { return m.UnixNano() }

func (a *App) newTime(t time.Time) value { return a.object("Time", moment{t}) }

// defineTime gives the program a clock.
func (a *App) defineTime() {
	at := func(f func(t time.Time) value) native {
		return get(func(_ *App, m moment) value { return f(m.Time) })
	}
	c := class{name: "Time", does: "a moment", own: []method{
		{"now", "this moment", 0, 0, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
			return a.newTime(time.Now()), nil
		}},
		{"new", "this moment, or that of year, month, day, hour, minute and second", 0, 6, makeTime},
		{"local mktime", "the moment of year, month, day, hour, minute and second", 1, 6, makeTime},
		{"at", "the moment so many seconds after the year 1970 began", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			d, err := a.seconds(args[0])
			return a.newTime(time.Unix(0, 0).Add(d)), err
		}},
	}, methods: []method{
		{"-", "the seconds between two moments, or the moment so many seconds before", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, _ := data[moment](self)
			if other, ok := data[moment](args[0]); ok {
				return interp.Float(m.Sub(other.Time).Seconds()), nil
			}
			d, err := a.seconds(args[0])
			return a.newTime(m.Add(-d)), err
		}},
		{"+", "the moment so many seconds after", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, _ := data[moment](self)
			d, err := a.seconds(args[0])
			return a.newTime(m.Add(d)), err
		}},
		{"<=>", "-1, 0 or 1 as it is before, the same or after", 1, 1, func(_ *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, _ := data[moment](self)
			other, ok := data[moment](args[0])
			if !ok {
				return nil, nil
			}
			return interp.Int(m.Compare(other.Time)), nil
		}},
		{"to_i tv_sec", "the seconds since the year 1970 began", 0, 0, at(func(t time.Time) value { return interp.Int(t.Unix()) })},
		{"to_f", "the same with decimals", 0, 0, at(func(t time.Time) value { return interp.Float(float64(t.UnixNano()) / 1e9) })},
		{"usec tv_usec", "the microseconds beyond the second", 0, 0, at(func(t time.Time) value { return integer(t.Nanosecond() / 1000) })},
		{"nsec tv_nsec", "the nanoseconds beyond the second", 0, 0, at(func(t time.Time) value { return integer(t.Nanosecond()) })},
		{"year", "the year", 0, 0, at(func(t time.Time) value { return integer(t.Year()) })},
		{"month mon", "the month", 0, 0, at(func(t time.Time) value { return integer(int(t.Month())) })},
		{"day mday", "the day of the month", 0, 0, at(func(t time.Time) value { return integer(t.Day()) })},
		{"wday", "the day of the week, 0 for Sunday", 0, 0, at(func(t time.Time) value { return integer(int(t.Weekday())) })},
		{"yday", "the day of the year", 0, 0, at(func(t time.Time) value { return integer(t.YearDay()) })},
		{"hour", "the hour", 0, 0, at(func(t time.Time) value { return integer(t.Hour()) })},
		{"min", "the minute", 0, 0, at(func(t time.Time) value { return integer(t.Minute()) })},
		{"sec", "the second", 0, 0, at(func(t time.Time) value { return integer(t.Second()) })},
		{"to_s inspect", "as text", 0, 0, at(func(t time.Time) value { return str(t.Format("2006-01-02 15:04:05 -0700")) })},
		{"iso8601 xmlschema", "as text, in the form of ISO 8601", 0, 0, at(func(t time.Time) value { return str(t.Format(time.RFC3339)) })},
		{"utc getutc gmtime", "the same moment in UTC", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			m, _ := data[moment](self)
			return a.newTime(m.UTC()), nil
		}},
		{"localtime getlocal", "the same moment in local time", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			m, _ := data[moment](self)
			return a.newTime(m.Local()), nil
		}},
		{"strftime", "as text, as a format says", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, _ := data[moment](self)
			format, err := a.text(args[0])
			return str(strftime(m.Time, format)), err
		}},
	}}
	a.defineClass(c)
	k := a.classes["Time"]
	k.Include(a.in.Class("Comparable"))
	a.in.Class("Object").SetConstant("Time", k)
}

// seconds returns a number of seconds, which may be negative.
func (a *App) seconds(v value) (time.Duration, error) {
	switch v := v.(type) {
	case interp.Int:
		if v > -1<<33 && v < 1<<33 {
			return time.Duration(v) * time.Second, nil
		}
	case interp.Float:
		if math.Abs(float64(v)) < 1<<33 {
			return time.Duration(float64(v) * float64(time.Second)), nil
		}
	}
	return 0, a.in.Errorf("TypeError", "%s is no number of seconds", a.in.Inspect(v))
}

func makeTime(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
	if len(args) == 0 {
		return a.newTime(time.Now()), nil
	}
	parts := [6]int{1970, 1, 1}
	for i, v := range args {
		n, err := a.number(v, "a part of a time", 1<<31)
		if err != nil {
			return nil, err
		}
		parts[i] = int(n)
	}
	return a.newTime(time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], 0, time.Local)), nil
}

// directives of strftime as layouts of package time.
var directives = map[byte]string{
	'Y': "2006", 'y': "06", 'm': "01", 'd': "02", 'e': "_2", 'H': "15", 'I': "03", 'M': "04", 'S': "05", 'p': "PM", 'P': "pm",
	'B': "January", 'b': "Jan", 'h': "Jan", 'A': "Monday", 'a': "Mon", 'Z': "MST", 'z': "-0700", 'j': "002", 'F': "2006-01-02",
	'T': "15:04:05", 'X': "15:04:05", 'x': "01/02/06", 'D': "01/02/06", 'R': "15:04", 'c': "Mon Jan _2 15:04:05 2006", 'r': "03:04:05 PM",
}

// strftime writes t as a format of Ruby's says.
func strftime(t time.Time, format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		width := ""
		for i+1 < len(format) && (format[i] >= '0' && format[i] <= '9' || format[i] == '-') {
			width += format[i : i+1]
			i++
		}
		switch c := format[i]; {
		case c == '%':
			b.WriteByte('%')
		case c == 'n':
			b.WriteByte('\n')
		case c == 't':
			b.WriteByte('\t')
		case c == 's':
			b.WriteString(strconv.FormatInt(t.Unix(), 10))
		case c == 'u':
			b.WriteString(strconv.Itoa((int(t.Weekday())+6)%7 + 1))
		case c == 'w':
			b.WriteString(strconv.Itoa(int(t.Weekday())))
		case c == 'L':
			fmt.Fprintf(&b, "%03d", t.Nanosecond()/1e6)
		case c == 'N':
			digits := 9
			if n, err := strconv.Atoi(width); err == nil && n > 0 && n < 9 {
				digits = n
			}
			b.WriteString(fmt.Sprintf("%09d", t.Nanosecond())[:digits])
		case directives[c] != "":
			text := t.Format(directives[c])
			if width == "-" {
				text = strings.TrimLeft(text, "0 ")
			}
			b.WriteString(text)
		default:
			b.WriteString("%" + width + string(c))
		}
	}
	return b.String()
}

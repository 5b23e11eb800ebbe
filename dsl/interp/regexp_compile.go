package interp

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// rubyEscapes are the escapes that Go spells differently.
var rubyEscapes = strings.NewReplacer(
	`\\`, `\\`, `\A`, `\A`, `\z`, `\z`, `\Z`, `\n?\z`, `\h`, `[0-9a-fA-F]`, `\H`, `[^0-9a-fA-F]`, `(?<`, `(?P<`,
	`(?<=`, `(?<=`, `(?<!`, `(?<!`, `\R`, `(?:\r\n|\n|\r)`, `\e`, `\x1b`, `\/`, `/`,
)

// compileRegexp compiles a regular expression. In Ruby ^ and $ are always those
// of a line, and m lets the dot match a line end.
func (in *Interp) compileRegexp(source, flags string) (*Regexp, error) {
	key := [2]string{source, flags}
	compiled.Lock()
	defer compiled.Unlock()
	if re := compiled.cache[key]; re != nil {
		return re, nil
	}
	options := "m"
	if strings.Contains(flags, "i") {
		options += "i"
	}
	if strings.Contains(flags, "m") {
		options += "s"
	}
	body := source
	if strings.Contains(flags, "x") {
		body = withoutBlanks(body)
	}
	if len(source) > maxRegexp {
		return nil, in.Errorf("RegexpError", "a regular expression of %d bytes is too long", len(source))
	}
	if err := in.spend(1 + len(source)); err != nil {
		return nil, err
	}
	re, err := regexp.Compile("(?" + options + ")" + rubyEscapes.Replace(goOptions(body)))
	if err != nil {
		if what := backtracking(source); what != "" {
			return nil, in.Errorf("RegexpError", "a regular expression has no %s here\nmatch more, and look at the parts with `[]` and `if`", what)
		}
		text := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		text, _, _ = strings.Cut(text, ": `(?")
		return nil, in.Errorf("RegexpError", "this is not a regular expression: %s", text)
	}
	r := &Regexp{re: re, source: source, flags: flags, size: programSize(re), withoutLine: withoutLine(re)}
	if err := in.spend(4 * r.size); err != nil {
		return nil, err
	}
	if err := in.grow(bytesOfInstruction * r.size); err != nil {
		return nil, err
	}
	if r.size > maxCachedProgram {
		return r, nil
	}
	if compiled.cache == nil || len(compiled.cache) > 200 {
		compiled.cache = map[[2]string]*Regexp{}
	}
	compiled.cache[key] = r
	return r, nil
}

// optionGroup is (?mi-x: or (?m), or what is escaped, which is none.
var optionGroup = regexp.MustCompile(`\\.|\(\?([mix]*)(-[mix]*)?([:)])`)

// goOptions spells the options of groups as Go does: Ruby's m is s there, and x,
// which is taken care of elsewhere for all of it, goes.
func goOptions(source string) string {
	if !strings.Contains(source, "(?") {
		return source
	}
	return optionGroup.ReplaceAllStringFunc(source, func(group string) string {
		if group[0] == '\\' || group == "(?:" {
			return group
		}
		return noOptions.Replace(optionLetters.Replace(group))
	})
}

var (
	optionLetters = strings.NewReplacer("m", "s", "x", "")
	noOptions     = strings.NewReplacer("-:", ":", "-)", ")")
)

// withoutBlanks removes what the x flag makes meaningless.
func withoutBlanks(s string) string {
	var b strings.Builder
	class := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			b.WriteString(s[i : i+2])
			i++
		case c == '[':
			class = true
			b.WriteByte(c)
		case c == ']':
			class = false
			b.WriteByte(c)
		case class:
			b.WriteByte(c)
		case c == '#':
			for i < len(s) && s[i] != '\n' {
				i++
			}
		case strings.IndexByte(blanks, c) >= 0:
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// backtracking names what a regular expression has that RE2 lacks, since it
// could take for ever.
func backtracking(source string) string {
	for i := 0; i+1 < len(source); i++ {
		rest := source[i:]
		switch {
		case rest[0] == '\\' && '1' <= rest[1] && rest[1] <= '9':
			return "backreference like `" + rest[:2] + "`"
		case strings.HasPrefix(rest, `\k<`):
			return "backreference like `\\k<name>`"
		case rest[0] == '\\':
			i++
		case strings.HasPrefix(rest, "(?<=") || strings.HasPrefix(rest, "(?<!"):
			return "lookbehind `" + rest[:4] + "`"
		case strings.HasPrefix(rest, "(?=") || strings.HasPrefix(rest, "(?!"):
			return "lookahead `" + rest[:3] + "`"
		case strings.HasPrefix(rest, "(?>"):
			return "atomic group `(?>`"
		case strings.IndexByte("*+?}", rest[0]) >= 0 && rest[1] == '+':
			return "possessive quantifier `" + rest[:2] + "`"
		}
	}
	return ""
}

const (
	bytesOfInstruction = 200 // of a regular expression and of the machine that runs it
	maxCachedProgram   = 500
	maxRegexp          = 20_000
)

// programSize returns how many instructions re has, which a search may have to
// try at each byte.
func programSize(re *regexp.Regexp) int {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return len(re.String())
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return len(re.String())
	}
	return len(program.Inst)
}

// withoutLine returns re with a ^ that matches nowhere, nil if it has no ^.
func withoutLine(re *regexp.Regexp) *regexp.Regexp {
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil || !replaceBeginLine(tree) {
		return nil
	}
	without, err := regexp.Compile(tree.String())
	if err != nil {
		return nil
	}
	return without
}

// replaceBeginLine makes each ^ of a tree match nowhere and reports whether
// there was one.
func replaceBeginLine(tree *syntax.Regexp) bool {
	if tree.Op == syntax.OpBeginLine {
		tree.Op = syntax.OpNoMatch
		return true
	}
	found := false
	for _, sub := range tree.Sub {
		found = replaceBeginLine(sub) || found
	}
	return found
}

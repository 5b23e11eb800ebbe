package syntax

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// This file knows what does not come from Ruby: what word processors, Japanese
// keyboards and other encodings put into a file, and how other languages write
// what people mean.

// foreignLetters are the characters that look like signs of the language and
// are not, with what is meant.
var foreignLetters = map[rune]string{
	'\u3000': " ", '\u00a0': " ", '\u2003': " ", '\u200b': "", '\ufeff': "",
	'“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`, '‘': "'", '’': "'", '「': `"`, '」': `"`,
	'、': ",", '。': ".", '–': "-", '—': "-", '−': "-", '…': "...", '×': "*", '÷': "/",
}

// meant returns the sign that r looks like. Full-width digits and letters are
// left alone: names may have them.
func meant(r rune) (string, bool) {
	if s, ok := foreignLetters[r]; ok {
		return s, true
	}
	if c := r - 0xff01 + '!'; 0xff01 <= r && r <= 0xff5e && (c < '0' || '9' < c) && !isLetter(byte(c)) {
		return string(c), true
	}
	return "", false
}

// isForeign reports whether r cannot be part of a name.
func isForeign(r rune) bool { _, ok := meant(r); return ok }

// foreignLetter complains of the character at pos and passes over it. A string
// in such quotes is passed over whole.
func (s *scanner) foreignLetter() {
	start := s.pos
	r, size := utf8.DecodeRuneInString(s.src[start:])
	want, _ := meant(r)
	s.pos += size
	switch want {
	case " ":
		what := "this blank"
		if r == '\u3000' {
			what = "a full-width blank"
		}
		s.errorf(start, s.pos, "write an ordinary blank", "%s is not a blank to Ruby", what)
	case "":
		s.errorf(start, s.pos, "take it out", "an invisible character, %U, stands here", r)
	case `"`, "'":
		s.errorf(start, s.pos, "write \" or '", "`%c` does not begin or end a string", r)
		line := s.src[s.pos:s.endOfLine(s.pos)]
		if i := strings.IndexFunc(line, func(r rune) bool { w, _ := meant(r); return w == want }); i >= 0 {
			_, last := utf8.DecodeRuneInString(line[i:])
			s.pos += i + last
		}
	default:
		s.errorf(start, s.pos, "write `"+want+"`", "`%c` is not `%s` to Ruby", r, want)
	}
	s.broken()
}

// checkEncoding complains of what is not UTF-8. Comments may be in any
// encoding, as in Ruby.
func (s *scanner) checkEncoding() {
	src := s.file.Source
	if bytes.HasPrefix(src, []byte{0xff, 0xfe}) || bytes.HasPrefix(src, []byte{0xfe, 0xff}) {
		s.errors = nil // of what makes no sense
		s.errorf(0, 2, "save it as UTF-8", "the file is in UTF-16")
		return
	}
	if utf8.Valid(src) {
		return
	}
	comments := s.file.Comments
	for at := 0; at < len(src); {
		r, size := utf8.DecodeRune(src[at:])
		if r != utf8.RuneError || size != 1 {
			at += size
			continue
		}
		for len(comments) > 0 && comments[0].End <= at {
			comments = comments[1:]
		}
		if len(comments) > 0 && comments[0].Start <= at {
			at = comments[0].End
			continue
		}
		if at >= s.end {
			return
		}
		s.errorf(at, at+1, "save the file as UTF-8", "the byte 0x%02x is not UTF-8", src[at])
		return
	}
}

// foreignSyntax complains of a way of writing that is another language's, at
// pos. It reports true if it has passed over it.
func (s *scanner) foreignSyntax(c byte) bool {
	if strings.IndexByte("/+-:|", c) < 0 {
		return false
	}
	rest := s.src[s.pos:min(s.pos+3, len(s.src))]
	var size int
	var detail, summary string
	switch prev := s.prev(); {
	case c == '|':
		return prev == tIdent && s.takesArguments() && s.parametersWithoutDo()
	case prev == tNewline && (strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*")):
		size, summary, detail = s.endOfLine(s.pos)-s.pos, fmt.Sprintf("`%s` does not begin a comment", rest[:2]), "a comment begins with `#`"
	case prev == tNewline && increment(rest) && isLetter(s.at(2)):
		s.errorf(s.pos, s.pos+2, fmt.Sprintf("write `%c= 1` behind the variable", c), "`%s` does nothing here", rest[:2]).Severity = diag.Warning
		return false
	case endsValue(prev) && increment(rest) && (len(rest) == 2 || strings.IndexByte(" \t;\r\n)]},", rest[2]) >= 0):
		size, summary, detail = 2, fmt.Sprintf("there is no `%s`", rest[:2]), fmt.Sprintf("write `%c= 1`", c)
	case endsValue(prev) && strings.HasPrefix(rest, ":= "):
		size, summary, detail = 2, "`:=` does not assign", "write `=`"
	default:
		return false
	}
	s.errorf(s.pos, s.pos+size, detail, "%s", summary)
	s.pos += size
	s.broken()
	return true
}

// The imports of Python, Go and JavaScript, behind their first word.
var foreignImports = map[string]*regexp.Regexp{
	"from":   regexp.MustCompile(`^[ \t]+[\w.]+[ \t]+import\b`),
	"import": regexp.MustCompile(`^[ \t]+["'\w.*{][^=]*$`),
}

// foreignImport complains of such an import, which begins with word at start. It
// reports true if it has passed over it.
func (s *scanner) foreignImport(word string, start int) bool {
	re, ok := foreignImports[word]
	if !ok {
		return false
	}
	line, _, _ := strings.Cut(strings.TrimRight(s.src[s.pos:s.endOfLine(s.pos)], "\r"), " #")
	if !re.MatchString(line) {
		return false
	}
	s.errorf(start, s.pos, "another file is read by `require_relative \"…\"`", "there is no `%s`", word)
	s.pos += len(line)
	s.broken()
	return true
}

// increment reports whether text begins with ++ or --.
func increment(text string) bool {
	return strings.HasPrefix(text, "++") || strings.HasPrefix(text, "--")
}

// bareParameters is the rest of a line from block parameters on that no block
// has.
var bareParameters = regexp.MustCompile(`^\|[a-z_]\w*(?:, *[a-z_]\w*)*\|[ \t]*(?:#.*)?\r?$`)

// parametersWithoutDo complains of "3.times |i|" and goes on as if "do" stood
// there. It reports true if it has.
func (s *scanner) parametersWithoutDo() bool {
	line := s.src[s.pos:s.endOfLine(s.pos)]
	if !bareParameters.MatchString(line) {
		return false
	}
	size := strings.LastIndexByte(strings.SplitN(line, "#", 2)[0], '|') + 1
	s.errorf(s.pos, s.pos+size, "write `do "+line[:size]+"`", "no block has these parameters")
	s.push(kDo, "do", s.pos)
	s.pos += size
	s.broken()
	return true
}

// assignedKeyword complains of a reserved word that is used as a variable. It
// reports true if it has.
func (s *scanner) assignedKeyword(start int) bool {
	rest := strings.TrimLeft(s.src[s.pos:min(s.pos+20, len(s.src))], " \t")
	if p := s.prev(); p != tNewline || len(rest) < 2 || rest[0] != '=' || strings.IndexByte("=~>", rest[1]) >= 0 {
		return false
	}
	word := s.src[start:s.pos]
	s.errorf(start, s.pos, "choose another name", "`%s` is a word of the language and cannot be a variable", word)
	s.pos = s.endOfLine(s.pos)
	s.broken()
	return true
}

// noteEnd warns of a NUL, at which Ruby ends a file.
func (s *scanner) noteEnd(pos int) {
	if strings.TrimSpace(strings.Trim(s.src[pos:], "\x00\x04\x1a")) == "" {
		return
	}
	d := s.errorf(pos, pos+1, "take it out", "the file ends at this byte, 0x%02x; what follows is not read", s.src[pos])
	d.Severity = diag.Warning
}

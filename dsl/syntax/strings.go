package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"
)

// strings reads a string and those written beside it, which join it.
func (p *parser) strings() (Node, error) {
	start := p.peek().Pos.Offset
	var parts []Node
	for {
		switch t := p.peek(); t.Type {
		case tString, tCharacter:
			t := p.take()
			s, err := p.plain(&t)
			if err != nil {
				return nil, err
			}
			parts = append(parts, s)
		case tStringBegin:
			n, label, err := p.stringParts()
			if err != nil {
				return nil, err
			}
			if label {
				return nil, p.fail(&failure{span: n.Range(), summary: "unexpected `:`", detail: "a hash key stands in braces or among arguments"})
			}
			parts = append(parts, n)
		default:
			if len(parts) == 1 {
				return parts[0], nil
			}
			return join(parts, p.from(start)), nil
		}
	}
}

// join makes one string of several.
func join(list []Node, span Span) Node {
	var parts []Node
	for _, n := range list {
		switch n := n.(type) {
		case *Interpolated:
			parts = append(parts, n.Parts...)
		default:
			parts = append(parts, n)
		}
	}
	var plain strings.Builder
	for _, n := range parts {
		s, ok := n.(*String)
		if !ok {
			return &Interpolated{span, parts}
		}
		plain.WriteString(s.Value)
	}
	return &String{span, plain.String()}
}

// plain returns the string that a token without interpolation spells.
func (p *parser) plain(t *lexer.Token) (Node, error) {
	v := t.Value
	var text string
	raw, escapes := false, byte('"')
	switch v[0] {
	case '?':
		text = v[1:]
	case '"':
		text = v[1 : len(v)-1]
	case '\'':
		text, raw, escapes = v[1:len(v)-1], true, '\''
	default: // %q(, %Q(, %(
		body := 2
		if isLetter(v[1]) {
			body++
			raw = v[1] == 'q'
		}
		text, escapes = v[body:len(v)-1], v[len(v)-1]
	}
	text, err := p.unescape(text, raw, escapes, t.Pos.Offset+len(v)-1-len(text))
	return &String{tokenSpan(t), text}, err
}

// stringParts reads a string that the lexer took apart. It reports true if it
// is a label, "text":.
func (p *parser) stringParts() (Node, bool, error) {
	begin := p.take()
	heredoc := strings.HasPrefix(begin.Value, "<<")
	raw := heredoc && strings.HasSuffix(begin.Value, "'")
	n, err := p.parts(raw, '"')
	if err != nil {
		return nil, false, err
	}
	label := p.last.Type == tStringLabel
	span := p.from(begin.Pos.Offset)
	if heredoc {
		span = tokenSpan(&begin)
		p.last = begin // what follows continues after the tag
	}
	return join(n, span), label, nil
}

// parts reads text and interpolations up to the string's end.
func (p *parser) parts(raw bool, quote byte) ([]Node, error) {
	var parts []Node
	for {
		switch t := p.take(); t.Type {
		case tContent:
			text, err := p.unescape(t.Value, raw, quote, t.Pos.Offset)
			if err != nil {
				return nil, err
			}
			parts = append(parts, &String{tokenSpan(&t), text})
		case tInterpBegin:
			n, err := p.body()
			if err != nil {
				return nil, err
			}
			if _, err := p.expect(tInterpEnd, "}"); err != nil {
				return nil, err
			}
			parts = append(parts, n)
		case tStringEnd, tStringLabel:
			return parts, nil
		default:
			return nil, p.fail(p.unexpected(&t))
		}
	}
}

func (p *parser) dynamicSymbol() (Node, error) {
	begin := p.take()
	parts, err := p.parts(false, '"')
	if err != nil {
		return nil, err
	}
	span := p.from(begin.Pos.Offset)
	if s, ok := join(parts, span).(*String); ok {
		return &Symbol{span, s.Value}, nil
	}
	return &DynamicSymbol{span, parts}, nil
}

// regexp reads a regular expression; its escapes are its own affair.
func (p *parser) regexp() (Node, error) {
	begin := p.take()
	r := &Regexp{}
	for {
		switch t := p.take(); t.Type {
		case tContent:
			text := strings.ReplaceAll(t.Value, "\r\n", "\n")
			if begin.Value == "/" {
				text = strings.ReplaceAll(text, `\/`, "/")
			}
			r.Parts = append(r.Parts, &String{tokenSpan(&t), text})
		case tInterpBegin:
			n, err := p.body()
			if err != nil {
				return nil, err
			}
			if _, err := p.expect(tInterpEnd, "}"); err != nil {
				return nil, err
			}
			r.Parts = append(r.Parts, n)
		case tStringEnd:
			r.Flags = t.Value[1:]
			r.Span = p.from(begin.Pos.Offset)
			return r, nil
		default:
			return nil, p.fail(p.unexpected(&t))
		}
	}
}

// symbolName returns the name that a symbol token spells.
func symbolName(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case strings.HasPrefix(text, ":'"):
		return strings.NewReplacer(`\'`, `'`, `\\`, `\`).Replace(text[2 : len(text)-1])
	case text[0] == '%':
		return text[3 : len(text)-1]
	}
	return text[1:]
}

// words returns the array that %w[ ] or %i[ ] spells.
func words(t *lexer.Token) *Array {
	a := &Array{Span: tokenSpan(t)}
	text := t.Value[3 : len(t.Value)-1]
	var b strings.Builder
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		span := Span{t.Pos.Offset + 3 + start, t.Pos.Offset + 3 + end}
		if t.Type == tSymbols {
			a.Elements = append(a.Elements, &Symbol{span, b.String()})
		} else {
			a.Elements = append(a.Elements, &String{span, b.String()})
		}
		b.Reset()
		start = -1
	}
	for i := 0; i < len(text); i++ {
		if isBlank(text[i]) {
			flush(i)
			continue
		}
		if start < 0 {
			start = i
		}
		if text[i] == '\\' && i+1 < len(text) {
			i++
			if !isBlank(text[i]) && text[i] != t.Value[len(t.Value)-1] && text[i] != t.Value[2] && text[i] != '\\' {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(text[i])
	}
	flush(len(text))
	return a
}

// interpolatedWords reads the array that %W[ ] or %I[ ] spells. Blanks outside
// of #{ } part the words.
func (p *parser) interpolatedWords() (Node, error) {
	begin := p.take()
	symbols := begin.Value[1] == 'I'
	a := &Array{}
	var word []Node
	flush := func() {
		if word == nil {
			return
		}
		span := Span{word[0].Range().Start, word[len(word)-1].Range().End}
		n := join(word, span)
		if symbols {
			if s, ok := n.(*String); ok {
				n = &Symbol{span, s.Value}
			} else {
				n = &DynamicSymbol{span, word}
			}
		}
		a.Elements = append(a.Elements, n)
		word = nil
	}
	for {
		switch t := p.take(); t.Type {
		case tContent:
			text := t.Value
			for i := 0; i < len(text); {
				if isBlank(text[i]) {
					flush()
					i++
					continue
				}
				from := i
				for i < len(text) && !isBlank(text[i]) {
					if text[i] == '\\' {
						i++ // a blank may follow, which is one of the word
					}
					i++
				}
				i = min(i, len(text))
				s, err := p.unescape(text[from:i], false, '"', t.Pos.Offset+from)
				if err != nil {
					return nil, err
				}
				word = append(word, &String{Span{t.Pos.Offset + from, t.Pos.Offset + i}, s})
			}
		case tInterpBegin:
			n, err := p.body()
			if err != nil {
				return nil, err
			}
			if _, err := p.expect(tInterpEnd, "}"); err != nil {
				return nil, err
			}
			word = append(word, n)
		case tStringEnd:
			flush()
			a.Span = p.from(begin.Pos.Offset)
			return a, nil
		default:
			return nil, p.fail(p.unexpected(&t))
		}
	}
}

// unescape resolves the escapes of a string's text, which begins at offset. In
// a raw string only the backslash and the quote are escaped.
func (p *parser) unescape(text string, raw bool, quote byte, offset int) (string, error) {
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	if strings.IndexByte(text, '\\') < 0 {
		return text, nil
	}
	if raw && quote == '"' {
		return text, nil // a heredoc with a quoted tag
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != '\\' || i+1 == len(text) {
			b.WriteByte(c)
			continue
		}
		i++
		c = text[i]
		if raw {
			if c != '\\' && c != quote && (quote == '\'' || brackets[c] != quote) {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
			continue
		}
		n, ok := escape(&b, text[i:])
		if !ok {
			at := min(offset+i-1, len(p.file.Source))
			return "", p.failAt(Span{at, min(at+2, len(p.file.Source))}, "", "`\\%c` begins no escape that is known here", c)
		}
		i += n - 1
	}
	return b.String(), nil
}

// simpleEscapes are those of one letter.
var simpleEscapes = map[byte]byte{
	'n': '\n', 't': '\t', 'r': '\r', '0': 0, 's': ' ', 'e': 27, 'a': 7, 'b': 8, 'f': 12, 'v': 11,
}

// escape writes what the escape at the start of text (after its backslash) means and
// returns its length.
func escape(b *strings.Builder, text string) (int, bool) {
	digits := func(from, most, base int) (uint64, int) {
		n := from
		for n < len(text) && n < from+most {
			if _, err := strconv.ParseUint(text[n:n+1], base, 8); err != nil {
				break
			}
			n++
		}
		v, _ := strconv.ParseUint(text[from:n], base, 32)
		return v, n
	}
	switch c := text[0]; {
	case c == 'u' && strings.HasPrefix(text, "u{"):
		end := strings.IndexByte(text, '}')
		if end < 0 {
			return 0, false
		}
		for _, f := range strings.Fields(text[2:end]) {
			v, err := strconv.ParseUint(f, 16, 32)
			if err != nil || !utf8.ValidRune(rune(v)) {
				return 0, false
			}
			b.WriteRune(rune(v))
		}
		return end + 1, true
	case c == 'u':
		v, n := digits(1, 4, 16)
		if n != 5 {
			return 0, false
		}
		b.WriteRune(rune(v))
		return n, true
	case c == 'x':
		v, n := digits(1, 2, 16)
		if n == 1 {
			return 0, false
		}
		b.WriteByte(byte(v))
		return n, true
	case '0' <= c && c <= '7':
		v, n := digits(0, 3, 8)
		b.WriteByte(byte(v))
		return n, true
	case c == '\n':
		return 1, true
	case c == 'c' || c == 'C' || c == 'M':
		return 0, false
	default:
		if v, ok := simpleEscapes[c]; ok {
			b.WriteByte(v)
		} else {
			b.WriteByte(c)
		}
		return 1, true
	}
}

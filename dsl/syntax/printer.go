package syntax

import "github.com/alecthomas/participle/v2/lexer"

// step is how many blanks indent the statements of a block.
const step = 2

// frame is what is open at a place of the program.
type frame struct {
	opener lexer.TokenType
	index  int  // of the piece that opened it
	base   int  // the indentation of the line that holds the opener
	broken bool // what is in it stands on lines of its own
	header bool // its condition, name or parameters are still being read
	params bool // these are parameters between pipes
	inline bool // in "when x then y": y stands in the line of the when
}

// printer lays pieces out in lines. Where a line may end depends on what is
// open: the statements of a body each have a line, unless the whole body stands
// in one; elsewhere a line ends where its author ended it, if Ruby can tell
// there that it goes on.
type printer struct {
	pieces []piece
	next   []int  // by piece: the first behind it that is no comment
	broken []bool // by piece: the body that it opens takes several lines

	lines     []line
	frames    []frame
	statement bool // the next piece begins a statement on a new line
	first     bool // nothing stands yet in the body being printed
	full      bool // the line ends in a comment
}

func newPrinter(pieces []piece) *printer {
	p := &printer{pieces: pieces, next: make([]int, len(pieces)), broken: make([]bool, len(pieces))}
	for i, next := len(pieces)-1, len(pieces); i >= 0; i-- {
		p.next[i] = next
		if pieces[i].first != tComment {
			next = i
		}
	}
	ends := make([]int, len(pieces)) // how many pieces so far begin a line
	n := 0
	for i := range pieces {
		if pieces[i].lines > 0 {
			n++
		}
		ends[i] = n
	}
	for i := range pieces {
		q := &pieces[i]
		switch {
		case q.match == 0:
		case opensBody(q.first):
			p.broken[i] = ends[q.match] > ends[i]
		default:
			p.broken[i] = opensLines(pieces, i)
		}
	}
	return p
}

// opensLines reports whether the bracket opened by piece number i stands at the
// end of its line, and its closer is to begin one.
func opensLines(pieces []piece, i int) bool {
	q, next := &pieces[i], &pieces[i+1]
	if q.match == i+1 || next.lines == 0 && next.first != tComment {
		return false
	}
	if q.first != tLParen && q.first != tSpaceParen || pieces[q.match].lines > 0 {
		return true
	}
	// These may end lines if they hold statements; parameters may not.
	for i++; i < q.match; i++ {
		if pieces[i].ends != 0 {
			return true
		}
		i = max(i, pieces[i].match)
	}
	return false
}

// print lays out all pieces anew.
func (p *printer) print() {
	p.lines = p.lines[:0]
	p.frames = p.frames[:0]
	p.statement, p.first, p.full = true, true, false
	for i := range p.pieces {
		if p.pieces[i].first == tComment {
			p.comment(i)
			continue
		}
		p.token(i)
	}
}

// top returns what is innermost open. At the level of the file it is a body
// that never ends.
func (p *printer) top() *frame {
	if n := len(p.frames); n > 0 {
		return &p.frames[n-1]
	}
	return &frame{opener: tEOF, base: -step, broken: true}
}

func (f *frame) isBody() bool { return f.opener == tEOF || opensBody(f.opener) }

// continuation returns the indentation of a line in f that goes on with the one
// before.
func (f *frame) continuation() int {
	if f.isBody() {
		return f.base + 2*step
	}
	return f.base + step
}

// token prints piece number i, which is no comment.
func (p *printer) token(i int) {
	q, f := &p.pieces[i], p.top()
	switch {
	case closes(q.first):
		p.closer(i)
	case isClause(q.first) && f.isBody():
		p.clause(i)
	case q.first == kThen || q.first == kLoopDo:
		p.headerEnd(i)
	default:
		p.operand(i)
	}
	p.after(i)
}

// closer prints what closes the innermost frame.
func (p *printer) closer(i int) {
	f := p.top()
	switch {
	case f.broken || p.full:
		p.newLine(i, f.base, false)
		p.write(i)
	default:
		p.separate(i)
		p.write(i)
		if l := p.line(); l.block < 0 && p.mayBreak(i) {
			l.block = f.index
		}
	}
	p.statement, p.first = false, false
	if len(p.frames) > 0 {
		p.frames = p.frames[:len(p.frames)-1]
	}
}

// mayBreak reports whether the body in one line that piece number i closes may
// take several: it has statements, none such body is around it, and only
// modifiers follow it in its statement.
func (p *printer) mayBreak(i int) bool {
	if f := p.top(); !f.isBody() || f.index+1 == i {
		return false
	}
	for _, f := range p.frames[:len(p.frames)-1] {
		if f.isBody() && !f.broken {
			return false
		}
	}
	if i = p.next[i]; i == len(p.pieces) {
		return true
	}
	switch q := &p.pieces[i]; q.first {
	case tRBrace, kEnd, kModIf, kModUnless, kModWhile, kModUntil:
		return true
	default:
		return q.ends != 0 || isClause(q.first)
	}
}

// isClause reports whether a token of type t ends a part of a statement and
// begins the next.
func isClause(t lexer.TokenType) bool {
	switch t {
	case kElse, kElsif, kWhen, kRescue, kEnsure:
		return true
	}
	return false
}

// clause prints else, when and the like.
func (p *printer) clause(i int) {
	q, f := &p.pieces[i], p.top()
	if f.broken {
		p.newLine(i, f.base, q.first == kWhen && q.lines > 1 && !p.first && !f.header)
	} else {
		p.separate(i)
	}
	p.write(i)
	p.statement, p.first = false, false
	f.header, f.inline = q.first != kElse && q.first != kEnsure, false
	switch {
	case f.header || !f.broken:
	case f.opener == kCase && p.staysInline(i):
		f.inline = true
	default:
		p.beginBody()
	}
}

// headerEnd prints the then or do that ends a condition: nothing, where the
// line ends as well.
func (p *printer) headerEnd(i int) {
	f := p.top()
	f.header = false
	switch {
	case !f.broken || f.opener == kCase && !p.statement && p.staysInline(i):
		f.inline = f.broken
		p.separate(i)
		p.write(i)
		return
	case !p.statement && !endsValue(p.pieces[i-1].last) && p.pieces[i-1].first != tComment:
		p.separate(i) // without the word, the line would go on
		p.write(i)
	}
	p.beginBody()
}

// staysInline reports whether the author wrote all of a clause behind piece
// number i, which is its then or else, in the same line.
func (p *printer) staysInline(i int) bool {
	for i++; i < len(p.pieces); i++ {
		q := &p.pieces[i]
		switch {
		case isClause(q.first) || q.first == kEnd:
			return true
		case q.ends == '\n' && q.first == tComment:
			continue
		case q.ends == '\n' || q.lines > 0:
			return false
		case q.match > 0:
			for j := i + 1; j <= q.match; j++ {
				if p.pieces[j].lines > 0 {
					return false
				}
			}
			i = q.match
		}
	}
	return true
}

// beginBody makes the next piece begin the first statement of a body.
func (p *printer) beginBody() { p.statement, p.first = true, true }

// operand prints a piece that has no part in the structure of statements.
func (p *printer) operand(i int) {
	q, f := &p.pieces[i], p.top()
	if q.ends != 0 && f.header && !f.params {
		f.header = false
		if f.broken {
			p.beginBody()
		}
	}
	switch {
	case p.statement, q.ends != 0 && f.broken && !f.header && !(f.inline && q.ends == ';'):
		p.newLine(i, f.base+step, q.lines > 1 && !p.first)
	case !f.isBody() && f.broken && i == f.index+1, p.full, !f.isBody() && q.ends == '\n':
		p.newLine(i, f.continuation(), false)
	case q.lines > 0 && p.endsNaturally(i):
		p.newLine(i, f.continuation(), q.lines > 1 && !f.isBody())
	case q.continued && f.isBody() && endsValue(p.pieces[i-1].last) && q.first != tBlockBrace && q.first != kDo:
		p.line().code = append(p.line().code, " \\"...)
		p.newLine(i, f.continuation(), false)
	default:
		p.separate(i)
	}
	p.statement, p.first = false, false
	p.write(i)
}

// endsNaturally reports whether Ruby can tell, at the line end before piece
// number i, that the statement goes on, and readers expect it to.
func (p *printer) endsNaturally(i int) bool {
	switch p.pieces[i].first {
	case tDot, tSafeDot:
		return true
	case tParamClose:
		return false
	}
	q := &p.pieces[i-1]
	switch q.last {
	case tComma, tAssign, tOpAssign, tArrow, tAndAnd, tOrOr, kAnd, kOr, tQuestion, tColon, tLabel, tStringLabel:
		return true
	}
	return isInfix(q.last)
}

// after does what piece number i, just printed, means for those that follow.
func (p *printer) after(i int) {
	q := &p.pieces[i]
	if q.match > 0 {
		p.open(i)
	}
	f := p.top()
	if !f.header {
		return
	}
	next := &piece{first: tEOF}
	if i+1 < len(p.pieces) {
		next = &p.pieces[i+1]
	}
	done := false
	switch f.opener {
	case tBlockBrace, kDo:
		done = q.first == tParamClose
	case kDef:
		// "def f(a) a end" needs nothing behind its parentheses.
		name := afterName(p.pieces, f.index)
		done = next.ends == 0 && p.pieces[name].match == i && p.pieces[name].first == tCallParen
	case kClass, kModule:
		done = next.ends == 0 && q.first == tConst && p.pieces[f.index+1].first != tShiftLeft &&
			next.first != tScope && next.first != tLess && next.first != tComment && !p.hasSuperclass(f.index, i)
	}
	if done {
		f.header, f.params = false, false
		if f.broken {
			p.beginBody()
		}
	}
}

// open notes that piece number i has opened something.
func (p *printer) open(i int) {
	f := frame{opener: p.pieces[i].first, index: i, base: p.line().indent, broken: p.broken[i]}
	switch f.opener {
	case tBlockBrace, kDo:
		next := p.next[i]
		f.params = next < len(p.pieces) && p.pieces[next].first == tParamOpen
		f.header = f.params
	case kBegin:
	default:
		f.header = opensBody(f.opener)
	}
	if f.isBody() && f.broken && !f.header {
		p.beginBody()
	}
	p.frames = append(p.frames, f)
}

// hasSuperclass reports whether a "<" stands between the class at piece number
// class and piece number i.
func (p *printer) hasSuperclass(class, i int) bool {
	for _, q := range p.pieces[class:i] {
		if q.first == tLess {
			return true
		}
	}
	return false
}

// comment prints the comment that is piece number i.
func (p *printer) comment(i int) {
	q, f := &p.pieces[i], p.top()
	block := q.text[0] == '='
	if q.lines == 0 && len(p.lines) > 0 && !p.full && !block {
		p.keepSemicolon(i)
		p.line().comment = q.text
		p.full = true
		return
	}
	if q.ends != 0 && f.isBody() && f.broken {
		if f.header {
			p.first = true
		}
		f.header, p.statement = false, true
	}
	indent := f.continuation()
	switch {
	case block:
		indent = 0
	case f.isBody() && p.statement:
		indent = f.base + step
		if p.belongsToClause(i) {
			indent = f.base
		}
	}
	p.newLine(i, indent, q.lines > 1 && !p.first)
	p.line().code = []byte(q.text)
	p.first, p.full = false, true
}

// belongsToClause reports whether the comment that is piece number i is about
// the else or when below it: its author did not indent it further.
func (p *printer) belongsToClause(i int) bool {
	next := p.next[i]
	return next < len(p.pieces) && isClause(p.pieces[next].first) && p.pieces[i].indent <= p.pieces[next].indent
}

// line returns the line being printed.
func (p *printer) line() *line { return &p.lines[len(p.lines)-1] }

// keepSemicolon writes the semicolon before piece number i if the line's end
// would not end the statement, as in "a ..;".
func (p *printer) keepSemicolon(i int) {
	if i > 0 && p.pieces[i].ends == ';' && p.pieces[i-1].first != tComment && !endsLine(p.pieces[i-1].last) {
		p.line().code = append(p.line().code, ';')
	}
}

// newLine begins the line of piece number i.
func (p *printer) newLine(i, indent int, blank bool) {
	p.keepSemicolon(i)
	p.lines = append(p.lines, line{indent: max(indent, 0), block: -1, blank: blank && len(p.lines) > 0})
	p.full = false
}

// separate writes what stands between piece number i and the one before it in
// the same line.
func (p *printer) separate(i int) {
	if p.full || len(p.lines) == 0 {
		p.newLine(i, p.top().continuation(), false)
		return
	}
	l, q, prev := p.line(), &p.pieces[i], &p.pieces[i-1]
	switch {
	case q.ends != 0 && q.first != tRBrace && q.first != tRParen && q.first != kThen && !opensBracket(prev.first):
		l.code = append(l.code, "; "...)
	case needsBlank(prev, q):
		l.code = append(l.code, ' ')
	}
}

// write writes piece number i.
func (p *printer) write(i int) {
	l := p.line()
	l.code = append(l.code, p.pieces[i].text...)
	l.bodies = append(l.bodies, p.pieces[i].bodies...)
}

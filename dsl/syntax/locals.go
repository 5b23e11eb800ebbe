package syntax

import "github.com/alecthomas/participle/v2/lexer"

// names is a set of names in the order in which they were added.
type names struct {
	set   map[string]bool
	order []string
}

func newNames() names { return names{set: map[string]bool{}} }

func (n *names) add(text string) {
	if !n.set[text] {
		n.set[text] = true
		n.order = append(n.order, text)
	}
}

// forget takes out what was added since n was like before.
func (n *names) forget(before names) {
	for _, text := range n.order[len(before.order):] {
		delete(n.set, text)
	}
	*n = before
}

// assigned notes the names before an "=" as locals: the last one, and those
// before it where a statement begins with several targets.
func (s *scanner) assigned() {
	last := len(s.tokens) - 1
	if last < 0 {
		return
	}
	if s.tokens[last].Type == tIdent && !s.isAttribute(last) {
		s.locals.add(s.tokens[last].Value)
		if last == 0 || !continuesTargets(s.tokens[last-1].Type) {
			return
		}
	}
	if first := s.firstTarget(last); first >= 0 {
		s.addTargets(s.tokens[first : last+1])
	}
}

// isAttribute reports whether token number n is the name after a dot.
func (s *scanner) isAttribute(n int) bool {
	return n > 0 && (s.tokens[n-1].Type == tDot || s.tokens[n-1].Type == tSafeDot)
}

// continuesTargets reports whether a token of type t before a name can be part of
// a list of targets.
func continuesTargets(t lexer.TokenType) bool { return t == tComma || t == tSplat }

// firstTarget returns the number of the token that begins the list of targets
// that ends with token number last; -1 if that is not one, or does not begin a
// statement.
func (s *scanner) firstTarget(last int) int {
	depth := 0
	for i := last; i >= 0; i-- {
		switch t := s.tokens[i].Type; t {
		case tRParen, tRBracket:
			depth++
		case tLParen, tSpaceParen, tCallParen, tIndex, tLBracket:
			if depth--; depth >= 0 {
				continue
			}
			if t == tLParen || t == tSpaceParen {
				return i + 1
			}
			return -1
		case tIdent, tConst, tGlobal, tIVar, tCVar, kSelf, tComma, tSplat, tDot, tSafeDot, tScope, tTopScope:
		default:
			if depth > 0 {
				continue // an index, or arguments
			}
			if beginsStatement(t) {
				return i + 1
			}
			return -1
		}
	}
	return 0
}

// beginsStatement reports whether a statement, and not only a value, can stand
// after a token of type t.
func beginsStatement(t lexer.TokenType) bool {
	switch t {
	case tNewline, tBlockBrace, tInterpBegin, tPipe, kDo, kLoopDo, kThen, kElse, kBegin, kEnsure:
		return true
	}
	return false
}

// addTargets adds the names among targets that are whole targets.
func (s *scanner) addTargets(targets []lexer.Token) {
	before, inside := tComma, 0
	for i, t := range targets {
		after := tComma
		if i+1 < len(targets) {
			after = targets[i+1].Type
		}
		switch t.Type {
		case tIndex, tCallParen, tLParen, tSpaceParen, tLBracket:
			if inside > 0 || t.Type != tLParen { // else it is a list of targets
				inside++
			}
		case tRBracket, tRParen:
			inside = max(inside-1, 0)
		case tIdent:
			if inside == 0 && (continuesTargets(before) || before == tLParen) && (after == tComma || after == tRParen) {
				s.locals.add(t.Value)
			}
		}
		before = t.Type
	}
}

// isParameterPlace reports whether a name after a token of type prev in a list of
// parameters is one, and not part of a default.
func isParameterPlace(prev lexer.TokenType) bool {
	switch prev {
	case tComma, tLParen, tCallParen, tSpaceParen, tPipe, tSplat, tDoubleSplat, tBlockArg, tNewline, tIdent, kFor:
		return true
	}
	return false
}

// isRescued reports whether the "=>" just read is that of "rescue Class => name".
func (s *scanner) isRescued() bool {
	for i := len(s.tokens) - 2; i >= 0; i-- {
		switch s.tokens[i].Type {
		case tConst, tComma, tScope, tTopScope:
		case kRescue:
			return true
		default:
			return false
		}
	}
	return false
}

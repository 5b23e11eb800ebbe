package diag

import (
	"strings"
	"unicode/utf8"
)

// maxWord is the longest word that is compared, in bytes: nobody can say what a
// longer one is a misspelling of.
const maxWord = 100

// Nearest returns the candidate that word is most likely a misspelling of. It
// reports false when none is near enough to be worth suggesting. Of several
// equally near ones the first wins.
func Nearest(word string, candidates []string) (string, bool) {
	best, bestDistance := "", -1
	if len(word) > maxWord {
		return "", false
	}
	length := utf8.RuneCountInString(word)
	limit := (length + 1) / 3
	for _, c := range candidates {
		if c == word || c == "" || len(c) > maxWord {
			continue
		}
		if n := utf8.RuneCountInString(c) - length; n > limit || -n > limit {
			continue // as many insertions or deletions as that are too many
		}
		d := 0
		if !strings.EqualFold(c, word) {
			d = distance(word, c)
		}
		if d <= limit && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = c, d
		}
	}
	return best, bestDistance >= 0
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}

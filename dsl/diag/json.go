package diag

import (
	"encoding/json"
	"io"
	"strings"
)

// jsonReport is the shape of WriteJSON's output: part of the command's
// contract, changed only by addition.
type jsonReport struct {
	FormatVersion string           `json:"format_version"`
	Valid         bool             `json:"valid"`
	ErrorCount    int              `json:"error_count"`
	WarningCount  int              `json:"warning_count"`
	Diagnostics   []jsonDiagnostic `json:"diagnostics"`
}

type jsonDiagnostic struct {
	Severity string        `json:"severity"`
	Summary  string        `json:"summary"`
	Detail   string        `json:"detail"`
	Range    jsonRange     `json:"range"`
	Snippet  *string       `json:"snippet"`
	Related  []jsonRelated `json:"related,omitempty"`
}

type jsonRelated struct {
	Message string    `json:"message"`
	Range   jsonRange `json:"range"`
	Snippet *string   `json:"snippet"`
}

// jsonRange leaves start and end out where a finding concerns a whole file.
type jsonRange struct {
	Filename string    `json:"filename"`
	Start    *Position `json:"start,omitempty"`
	End      *Position `json:"end,omitempty"`
}

// WriteJSON writes l as one JSON object for programs. The snippet of a
// diagnostic is its source line, or null where sources does not have it.
func WriteJSON(w io.Writer, l List, sources map[string][]byte) error {
	report := jsonReport{
		FormatVersion: "1",
		Valid:         !l.HasErrors(),
		ErrorCount:    l.Count(Error),
		WarningCount:  l.Count(Warning),
		Diagnostics:   make([]jsonDiagnostic, 0, len(l)),
	}
	for _, d := range l {
		jd := jsonDiagnostic{
			Severity: d.Severity.String(),
			Summary:  d.Summary,
			Detail:   d.Detail,
			Range:    rangeJSON(d.Range),
			Snippet:  snippet(sources, d.Range),
		}
		for _, r := range d.Related {
			jd.Related = append(jd.Related, jsonRelated{r.Message, rangeJSON(r.Range), snippet(sources, r.Range)})
		}
		report.Diagnostics = append(report.Diagnostics, jd)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(report)
}

func rangeJSON(r Range) jsonRange {
	if !r.Start.IsValid() {
		return jsonRange{Filename: r.Filename}
	}
	return jsonRange{Filename: r.Filename, Start: &r.Start, End: &r.End}
}

func snippet(sources map[string][]byte, r Range) *string {
	line, ok := sourceLine(sources[r.Filename], r)
	if !ok {
		return nil
	}
	s := strings.ToValidUTF8(string(line.text), "\uFFFD")
	return &s
}

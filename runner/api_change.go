package runner

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// handleChanges adds what changes parts of a running lab.
func (l *Lab) handleChanges(mux *http.ServeMux) {
	change := func(pattern string, act func(ctx context.Context, r *http.Request) error) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { reply(w, struct{}{}, act(r.Context(), r)) })
	}
	change("POST /v1/nodes/{name}/stop", func(ctx context.Context, r *http.Request) error {
		return l.StopNode(ctx, r.PathValue("name"))
	})
	change("POST /v1/nodes/{name}/start", func(ctx context.Context, r *http.Request) error {
		return l.StartNode(ctx, r.PathValue("name"))
	})
	for word, up := range map[string]bool{"up": true, "down": false} {
		change("POST /v1/switches/{name}/ports/{number}/"+word, func(ctx context.Context, r *http.Request) error {
			number, err := strconv.ParseUint(r.PathValue("number"), 10, 32)
			if err != nil {
				return fmt.Errorf("%q is not the number of a port", r.PathValue("number"))
			}
			return l.SetPort(ctx, r.PathValue("name"), uint32(number), up)
		})
	}
	change("DELETE /v1/links/{a}/{b}", func(ctx context.Context, r *http.Request) error {
		return l.DeleteLink(ctx, r.PathValue("a"), r.PathValue("b"))
	})
}

// unlessGoing answers for a lab that is being taken down, to all but those who
// look at it or want it to go: what they ask for fails in odd ways.
func (l *Lab) unlessGoing(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.ctx.Err() != nil && r.URL.Path != "/v1/lab" {
			reply(w, nil, errGoingDown)
			return
		}
		h.ServeHTTP(w, r)
	})
}

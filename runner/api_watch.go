package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/trema-ns/trema-ns/dsl/graph"
	"github.com/trema-ns/trema-ns/netns/ping"
)

// handleWatch adds what the page in a browser needs besides the commands' API.
func (l *Lab) handleWatch(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/graph", func(w http.ResponseWriter, _ *http.Request) { reply(w, graphOf(l.current().Graph()), nil) })
	mux.HandleFunc("GET /v1/events", l.serveEvents)
	mux.HandleFunc("POST /v1/ping", func(w http.ResponseWriter, r *http.Request) {
		var ask pingBody
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
			reply(w, nil, fmt.Errorf("the body does not say who is to ping whom: %w", err))
			return
		}
		answer, err := l.ping(r.Context(), ask.From, ask.To)
		reply(w, answer, err)
	})
}

// graphBody is a lab's picture.
type graphBody struct {
	Nodes []graphNode `json:"nodes"`
	Links []graphLink `json:"links"`
}

type graphNode struct {
	Name   string     `json:"name"`
	Kind   graph.Kind `json:"kind"`
	Lines  []string   `json:"lines"`
	Detail string     `json:"detail"`
	X      float64    `json:"x"` // of its centre, in pixels
	Y      float64    `json:"y"`
	Width  float64    `json:"width"`
	Height float64    `json:"height"`
}

type graphLink struct {
	Ends   [2]int    `json:"ends"`  // indices of nodes
	Ports  [2]string `json:"ports"` // numbers at switches; empty at hosts
	Label  string    `json:"label"`
	Detail string    `json:"detail"`
}

func graphOf(g *graph.Graph) graphBody {
	b := graphBody{Nodes: []graphNode{}, Links: []graphLink{}}
	for i, p := range g.Draw().Places() {
		n := g.Nodes[i]
		b.Nodes = append(b.Nodes, graphNode{n.Name, n.Kind, append([]string{}, n.Lines...), n.Detail, p.X, p.Y, p.Width, p.Height})
	}
	for _, e := range g.Edges {
		b.Links = append(b.Links, graphLink{e.Ends, e.Ports, e.Label, e.Detail})
	}
	return b
}

// serveEvents streams what happens as server-sent events (WHATWG HTML, section
// 9.2) until the client goes or the lab ends.
func (l *Lab) serveEvents(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	events, leave := l.feed.watch()
	defer leave()
	alive := time.NewTicker(15 * time.Second)
	defer alive.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return
		case <-l.ctx.Done():
			_, _ = fmt.Fprint(w, "event: gone\ndata: {}\n\n")
			_ = stream.Flush()
			return
		case <-alive.C:
			_, err = fmt.Fprint(w, ":\n\n") // shows who has gone
		case e := <-events:
			_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.Kind, e.Data)
		}
		if err != nil || stream.Flush() != nil {
			return
		}
	}
}

// pingBody asks one host to ping another.
type pingBody struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// pingAnswer is what has become of it.
type pingAnswer struct {
	Reached bool    `json:"reached"`
	Seconds float64 `json:"seconds"` // until the answer came
}

// ping has a host send an echo request to another and awaits the answer.
func (l *Lab) ping(ctx context.Context, from, to string) (pingAnswer, error) {
	hosts := l.current().Hosts
	var ends [2]ping.Host
	for i, name := range []string{from, to} {
		h, err := hostNamed(hosts, name)
		if err != nil {
			return pingAnswer{}, err
		}
		ns, err := h.Open()
		if err != nil {
			return pingAnswer{}, fmt.Errorf("host %s: %w", name, err)
		}
		defer ns.Close()
		if ends[i] = (ping.Host{Namespace: ns, Address: h.Address.Addr()}); !h.Address.IsValid() {
			return pingAnswer{}, fmt.Errorf("host %s has no address", name)
		}
	}
	socket, err := ping.Open(ends[0].Namespace, ends[0].Address)
	if err != nil {
		return pingAnswer{}, err
	}
	defer socket.Close()
	ctx, cancel := context.WithTimeout(ctx, ping.Timeout)
	defer cancel()
	took, err := socket.Echo(ctx, ends[1].Address)
	if errors.Is(err, ping.ErrNoAnswer) {
		return pingAnswer{}, nil
	}
	return pingAnswer{err == nil, took.Seconds()}, err
}

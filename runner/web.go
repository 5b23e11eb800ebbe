package runner

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/trema-ns/trema-ns/runner/web"
)

// WebAddress is where the page is served if nobody says otherwise, and WebAuto
// asks for that or, if it is taken, another port.
const (
	WebAddress = "127.0.0.1:6680"
	WebAuto    = "auto"
)

// webServer serves a lab's page.
type webServer struct {
	server *http.Server
	url    string
	served chan struct{}
}

// serveWeb serves the page, and behind its checks the API, at a TCP address.
func serveWeb(address string, api http.Handler) (*webServer, error) {
	wanted := address
	if address == WebAuto {
		wanted = WebAddress
	}
	listener, err := net.Listen("tcp", wanted)
	if err != nil && address == WebAuto {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fmt.Errorf("the page for browsers: %w", err)
	}
	page := web.New(api)
	w := &webServer{
		server: &http.Server{Handler: page, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10},
		url:    page.URL(listener.Addr()), served: make(chan struct{}),
	}
	go func() {
		defer close(w.served)
		_ = w.server.Serve(listener) // until stop
	}()
	return w, nil
}

// stop ends the serving, with answers that are under way: the lab is gone.
func (w *webServer) stop() {
	if w == nil {
		return
	}
	_ = w.server.Close()
	<-w.served
}

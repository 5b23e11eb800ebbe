// Package web shows a lab in a browser: it serves the page, which is part of the
// program, and before the lab's API it puts the checks that keep others out.
//
// Who has the token that the run has printed gets a cookie, and with that the
// page and the API. Requests that another site's page has had a browser make are
// refused, by their Origin, and by their Host those for a name that only now
// leads here. Nothing on the page comes from elsewhere.
package web

import (
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

//go:embed page
var page embed.FS

// cookieName has the port in it: cookies know no ports, and two labs of one
// machine have a page each.
func cookieName(port string) string { return "trema-ns-" + port }

// Page is a lab's page.
type Page struct {
	api   http.Handler
	files http.Handler
	token string
}

// New returns the page of the lab whose API that is.
func New(api http.Handler) *Page {
	files, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // it is embedded
	}
	return &Page{api: api, files: http.FileServerFS(files), token: rand.Text()}
}

// URL returns what to open in a browser when the page is served at address.
func (p *Page) URL(address net.Addr) string {
	return "http://" + address.String() + "/?token=" + p.token
}

// ServeHTTP implements http.Handler.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if !ownHost(r.Host) {
		http.Error(w, "this page is to be called by an address, not by a name", http.StatusMisdirectedRequest)
		return
	}
	if !sameOrigin(r) {
		http.Error(w, "another site's page may not ask here", http.StatusForbidden)
		return
	}
	_, port, _ := net.SplitHostPort(r.Host)
	if token := r.URL.Query().Get("token"); token != "" && r.URL.Path == "/" && p.right(token) {
		http.SetCookie(w, &http.Cookie{Name: cookieName(port), Value: p.token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		http.Redirect(w, r, "/", http.StatusSeeOther) // the token is not to stay in the history
		return
	}
	if !p.admits(r, port) {
		http.Error(w, "open the address that the run has printed: it has the token in it", http.StatusUnauthorized)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		p.api.ServeHTTP(w, r)
		return
	}
	h.Set("Cache-Control", "no-cache")
	p.files.ServeHTTP(w, r)
}

func (p *Page) right(token string) bool {
	return subtle.ConstantTimeCompare([]byte(token), []byte(p.token)) == 1
}

// admits reports whether a request has the token, in the cookie or, from a
// program, as a bearer token (RFC 6750).
func (p *Page) admits(r *http.Request, port string) bool {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return p.right(token)
	}
	cookie, err := r.Cookie(cookieName(port))
	return err == nil && p.right(cookie.Value)
}

// ownHost reports whether a Host header is an address or localhost. A name could
// be one of a stranger's that he lets lead to this machine.
func ownHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	_, err = netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil || name == "localhost"
}

// sameOrigin reports whether a request comes from this page, or from no page.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		// Following a link is no harm: it shows the page, or asks for the token.
		return r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host
}

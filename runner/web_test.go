package runner_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner"
)

// shown is a lab with a page, whose hosts have names that mean something in HTML.
const shown = `
vswitch("lsw") { dpid 0xabc }
vswitch("0x2")
vhost("host1") { ip "192.168.0.1" }
vhost("<script>alert(1)</script>") { ip "192.168.0.2" }
link "lsw", "host1"
link "0x2", "<script>alert(1)</script>"
link "lsw", "0x2"
`

func upWithPage(t *testing.T) *runner.Lab {
	t.Helper()
	netnstest.Require(t)
	network, report := dsl.LoadBytes("shown.conf", []byte(shown))
	if network == nil {
		t.Fatal(report.Diagnostics)
	}
	app, _ := apps.Find("learning-switch")
	lab, err := runner.Up(context.Background(), runner.Config{
		Dir: runner.Dir(t.TempDir()), Network: network, App: &app, Web: "127.0.0.1:0",
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Options: runner.Options{Lab: "shown"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := lab.Down(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return lab
}

// A person loads the page, sees the network, pings, watches the flow appear and
// turns a port off.
func TestPageInABrowser(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "google-chrome", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			browser = path
			break
		}
	}
	if browser == "" {
		if os.Getenv("TREMA_NS_TEST_PRIVILEGED") == "required" {
			t.Fatal("chromium is not installed")
		}
		t.Skip("chromium is not installed")
	}
	lab := upWithPage(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.WindowSize(1400, 900), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	b := &browsing{t, ctx, os.Getenv("TREMA_NS_TEST_SCREENSHOTS")}

	b.do(chromedp.Navigate(lab.Web()))
	b.until("two hosts and two switches", `topology.cy && topology.cy.nodes(".host").length === 2 && topology.cy.nodes(".switch").length === 2`)
	b.until("the second host by its own name", `topology.cy.nodes(".host")[1].data("name") === "<script>alert(1)</script>"`)
	b.until("no token in the address", `location.search === ""`)
	b.shot("1-loaded")
	b.do(chromedp.Click("#tab-flows"))
	b.until("no flow yet", `document.querySelector("#flow-list").textContent === "no flows"`)
	b.do(chromedp.Click("#ping button"))
	b.until("the answer", `document.querySelector("#ping-answer").textContent.startsWith("answered in")`)
	b.until("a flow", `[...document.querySelectorAll("#flow-list li")].some((l) => l.textContent.includes("icmp"))`)
	b.shot("2-flows")
	b.do(chromedp.Click("#tab-messages"))
	b.until("the message that became it", `[...document.querySelectorAll("#message-list li")].some((l) => l.textContent.includes("PACKET_IN") && l.textContent.includes("ICMP"))`)
	b.shot("3-messages")
	b.do(chromedp.Evaluate[chromedp.Void](`topology.choose({kind: "node", name: "lsw"}), undefined`))
	b.until("traffic at the port", `document.querySelector("#thing-body td.number")?.textContent > 0`)
	b.do(chromedp.Click(`#thing-body [data-key="port1"]`))
	b.until("the port is off", `document.querySelector("#thing-body td.bad")?.textContent === "down" && topology.cy.getElementById("l0").hasClass("bad")`)
	b.do(chromedp.Click("#ping button"))
	b.until("no answer", `document.querySelector("#ping-answer").textContent === "no answer"`)
	b.do(chromedp.Click(`#thing-body [data-key="port1"]`))
	b.until("the port is on again", `!document.querySelector("#thing-body td.bad") && !topology.cy.getElementById("l0").hasClass("bad")`)
	b.do(chromedp.Evaluate[chromedp.Void](`(window.confirm = () => true, topology.choose({kind: "link", index: 2}), undefined)`))
	b.until("the link", `document.querySelector("#thing-body p").textContent === "lsw:2 – 0x2:2"`)
	b.shot("5-link")
	b.do(chromedp.Click(`#thing-body > button`))
	b.until("the link is gone", `topology.cy.edges().length === 2`)
	b.do(chromedp.Focus("#graph"))
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.until("a node chosen by the keyboard", `topology.chosen.kind === "node"`)
	b.do(chromedp.EmulateViewport(390, 844))
	b.shot("6-phone")
	b.do(chromedp.EmulateViewport(1400, 900))
	b.do(chromedp.Evaluate[chromedp.Void](`(document.querySelector("#language").value = "ja", document.querySelector("#language").dispatchEvent(new Event("change")), undefined)`))
	b.until("Japanese", `document.querySelector("#tab-thing").textContent === "詳細"`)
	b.shot("4-japanese")
}

// browsing is a person at a browser.
type browsing struct {
	t     *testing.T
	ctx   context.Context
	shots string // a folder for pictures to look at; empty: none are made
}

func (b *browsing) do(step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, step); err != nil {
		b.t.Fatal(err)
	}
}

// until waits for an expression of the page's to be true.
func (b *browsing) until(what, expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("Boolean("+expression+")")); err != nil {
		said, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
		b.t.Fatalf("%s: %v; the page says:\n%s", what, err, said)
	}
}

func (b *browsing) shot(name string) {
	b.t.Helper()
	if b.shots == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(b.shots, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// Without the token, by another name, or from another site's page, nothing is
// shown and nothing is done.
func TestPageIsForNobodyElse(t *testing.T) {
	lab := upWithPage(t)
	u, err := url.Parse(lab.Web())
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	token := u.Query().Get("token")
	base := "http://" + u.Host
	for _, test := range []struct {
		name, method, url string
		header            map[string]string
		want              int
	}{
		{"the printed address", "GET", lab.Web(), nil, http.StatusSeeOther},
		{"no token", "GET", base + "/", nil, http.StatusUnauthorized},
		{"no token, the API", "GET", base + "/v1/lab", nil, http.StatusUnauthorized},
		{"a wrong token", "GET", base + "/?token=" + strings.Repeat("A", len(token)), nil, http.StatusUnauthorized},
		{"a program", "GET", base + "/v1/lab", map[string]string{"Authorization": "Bearer " + token}, http.StatusOK},
		{"a wrong program", "GET", base + "/v1/lab", map[string]string{"Authorization": "Bearer x"}, http.StatusUnauthorized},
		{"another site's page", "DELETE", base + "/v1/lab", map[string]string{"Authorization": "Bearer " + token, "Origin": "http://evil.example"}, http.StatusForbidden},
		{"another page of this machine", "POST", base + "/v1/ping", map[string]string{"Authorization": "Bearer " + token, "Origin": "http://127.0.0.1:1"}, http.StatusForbidden},
		{"a page that a browser tells of", "POST", base + "/v1/ping", map[string]string{"Authorization": "Bearer " + token, "Sec-Fetch-Site": "cross-site"}, http.StatusForbidden},
		{"a stranger's name for this machine", "GET", lab.Web(), map[string]string{"Host": "evil.example"}, http.StatusMisdirectedRequest},
		{"localhost", "GET", base + "/v1/lab", map[string]string{"Host": "localhost:" + u.Port(), "Authorization": "Bearer " + token}, http.StatusOK},
	} {
		req, err := http.NewRequest(test.method, test.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range test.header {
			req.Header.Set(name, value)
		}
		req.Host = test.header["Host"]
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != test.want {
			t.Errorf("%s: %d, want %d", test.name, resp.StatusCode, test.want)
		}
	}
}

package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/controller/apps"
)

// Client talks to the API of one running lab.
type Client struct {
	lab  string
	http *http.Client
}

// ClientOf returns a Client of a lab whose process lives.
func (d Dir) ClientOf(r *Record) (*Client, error) {
	if !r.Alive() {
		return nil, &DeadError{r.Lab}
	}
	return d.Client(r.Lab), nil
}

// Client returns a Client of a lab. Whether that runs shows at the first call.
func (d Dir) Client(lab string) *Client {
	socket := d.socket(lab)
	return &Client{lab, &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, "unix", socket)
		},
		DisableKeepAlives: true,
	}}}
}

// Status returns the lab as it is now.
func (c *Client) Status(ctx context.Context) (Status, error) {
	var s Status
	err := c.do(ctx, http.MethodGet, "/v1/lab", &s)
	return s, err
}

// Stop takes the lab down and returns when it is gone.
func (c *Client) Stop(ctx context.Context) error {
	return c.do(ctx, http.MethodDelete, "/v1/lab", nil)
}

// Apply makes the lab what r says and returns when it is, see [Lab.Apply].
func (c *Client) Apply(ctx context.Context, r Request) error {
	return c.send(ctx, http.MethodPut, "/v1/lab/plan", r, nil)
}

// Flows returns the flow entries of a switch.
func (c *Client) Flows(ctx context.Context, name string) ([]Flow, error) {
	var body flowsBody
	err := c.do(ctx, http.MethodGet, "/v1/switches/"+segment(name)+"/flows", &body)
	return body.Flows, err
}

// SendPackets has the host called source send packets, and returns how many were
// sent, see [Lab.SendPackets].
func (c *Client) SendPackets(ctx context.Context, source string, p Packets) (uint64, error) {
	var body sentBody
	err := c.send(ctx, http.MethodPost, "/v1/hosts/"+segment(source)+"/packets", p, &body)
	return body.Sent, err
}

// Stats returns what a host has sent and received.
func (c *Client) Stats(ctx context.Context, host string) (HostStats, error) {
	var stats HostStats
	err := c.do(ctx, http.MethodGet, "/v1/hosts/"+segment(host)+"/stats", &stats)
	return stats, err
}

// ResetStats forgets what hosts have sent and received; without a name, all.
func (c *Client) ResetStats(ctx context.Context, hosts ...string) error {
	return c.do(ctx, http.MethodDelete, "/v1/stats?"+url.Values{"host": hosts}.Encode(), nil)
}

// Call calls a method of the lab's controller and returns its answer.
func (c *Client) Call(ctx context.Context, call Call) (string, error) {
	var body answerBody
	err := c.send(ctx, http.MethodPost, "/v1/call", call, &body)
	return body.Answer, err
}

// Trace finds out how a packet would go, see [Lab.Trace].
func (c *Client) Trace(ctx context.Context, q TraceRequest) (*PacketTrace, error) {
	var trace PacketTrace
	if err := c.send(ctx, http.MethodPost, "/v1/trace", q, &trace); err != nil {
		return nil, err
	}
	return &trace, nil
}

// StopNode stops a switch or host, see [Lab.StopNode].
func (c *Client) StopNode(ctx context.Context, name string) error {
	return c.do(ctx, http.MethodPost, "/v1/nodes/"+segment(name)+"/stop", nil)
}

// StartNode starts a switch or host that is stopped, see [Lab.StartNode].
func (c *Client) StartNode(ctx context.Context, name string) error {
	return c.do(ctx, http.MethodPost, "/v1/nodes/"+segment(name)+"/start", nil)
}

// SetPort turns a port of a switch on or off, see [Lab.SetPort].
func (c *Client) SetPort(ctx context.Context, name string, number uint32, up bool) error {
	word := "down"
	if up {
		word = "up"
	}
	return c.do(ctx, http.MethodPost, fmt.Sprintf("/v1/switches/%s/ports/%d/%s", segment(name), number, word), nil)
}

// DeleteLink takes a link away, see [Lab.DeleteLink].
func (c *Client) DeleteLink(ctx context.Context, a, b string) error {
	return c.do(ctx, http.MethodDelete, "/v1/links/"+segment(a)+"/"+segment(b), nil)
}

// segment returns name as a segment of a URL's path. A dot alone would be taken
// for the folder that it is in.
func segment(name string) string { return strings.ReplaceAll(url.PathEscape(name), ".", "%2E") }

func (c *Client) do(ctx context.Context, method, path string, into any) error {
	return c.send(ctx, method, path, nil, into)
}

func (c *Client) send(ctx context.Context, method, path string, body, into any) error {
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://lab"+path, &content)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if uerr := new(url.Error); errors.As(err, &uerr) {
			err = uerr.Err // the URL says nothing to people
		}
		return &UnreachableError{c.lab, err}
	}
	defer resp.Body.Close()
	dec := json.NewDecoder(resp.Body)
	if resp.StatusCode != http.StatusOK {
		var body errorBody
		if err := dec.Decode(&body); err != nil || body.Error == "" {
			return fmt.Errorf("the lab answers %s", resp.Status)
		}
		return errors.New(body.Error)
	}
	if into == nil {
		return nil
	}
	return dec.Decode(into)
}

// Status returns every lab of the run directory, by name. A lab that runs but
// does not answer this user is described from its record.
func (d Dir) Status(ctx context.Context) ([]Status, error) {
	records, err := d.Records()
	if err != nil {
		return nil, err
	}
	all := []Status{}
	for _, r := range records {
		ask, cancel := context.WithTimeout(ctx, 2*time.Second)
		s, err := d.Client(r.Lab).Status(ask)
		cancel()
		if err != nil {
			s = r.StatusOf(Dead)
			switch {
			case !r.Alive():
			case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
				s.State = Starting // nobody answers yet
			default:
				s.State = Running
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// findLab finds a lab by its name, or by another spelling of it that is no
// other's.
func findLab(records []*Record, name string) (*Record, error) {
	var alike []*Record
	for _, r := range records {
		if r.Lab == name {
			return r, nil
		}
		if apps.SameName(r.Lab, name) {
			alike = append(alike, r)
		}
	}
	switch len(alike) {
	case 0:
		return nil, &NotFoundError{Kind: "lab", Name: name, Known: names(records)}
	case 1:
		return alike[0], nil
	}
	return nil, fmt.Errorf("%q may be any of %s", name, joinNames(names(alike)))
}

func names(records []*Record) []string {
	var all []string
	for _, r := range records {
		all = append(all, r.Lab)
	}
	slices.Sort(all)
	return all
}

// joinNames lists names for a sentence: a, b and c.
func joinNames(names []string) string { return joinWords(names, "and") }

func joinWords(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
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
		return c.unanswered(err)
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

// unanswered says why a lab has not answered, as far as people can do something
// about it.
func (c *Client) unanswered(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("only the user who has started %s may do that: %w", c.lab, err)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF):
		return fmt.Errorf("%s does not answer: it is just coming up, or going down: %w", c.lab, err)
	}
	return err
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

// Kill takes down the lab called name, whether its process lives or not. name
// is taken in any spelling that [apps.SameName] knows.
func (d Dir) Kill(ctx context.Context, name string) error {
	records, unreadable := d.Records()
	r, err := findLab(records, name)
	if errors.As(err, new(*NotFoundError)) {
		// The machine is searched for marks only when there is no record.
		if r, strayErr := findLab(d.strayLabs(ctx, records), name); strayErr == nil {
			return d.removeStray(context.WithoutCancel(ctx), r)
		}
	}
	if err != nil {
		return errors.Join(err, unreadable)
	}
	return d.kill(ctx, r)
}

// KillAll takes down every lab of the run directory, and what carries the mark
// of one that has no record. There being none is no error.
func (d Dir) KillAll(ctx context.Context) error {
	records, unreadable := d.Records()
	errs := []error{unreadable}
	// With the last lab on record goes what all share: strays go before.
	for _, r := range d.strayLabs(ctx, records) {
		errs = append(errs, d.removeStray(context.WithoutCancel(ctx), r))
	}
	for _, r := range records {
		errs = append(errs, d.kill(ctx, r))
	}
	return errors.Join(append(errs, d.sweep(ctx))...)
}

// sweep takes away what labs shared and nobody uses any more, which is there
// when somebody has deleted the run directory.
func (d Dir) sweep(ctx context.Context) error {
	unlock, err := d.lock(ctx)
	if errors.Is(err, fs.ErrPermission) {
		return nil // then there is nothing of this user's either
	}
	if err != nil {
		return err
	}
	defer unlock()
	return d.release(ctx)
}

// kill asks a lab to go, and does its work where it cannot any more.
func (d Dir) kill(ctx context.Context, r *Record) error {
	if r.Alive() {
		ask, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		err := d.Client(r.Lab).Stop(ask)
		if errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("%s: only the user who started it may take it down", r.Lab)
		}
		if err != nil && r.Alive() {
			// Too early in its life for the socket, or stuck. If it has to be
			// ended by force, the rest is done below.
			if err2 := r.Process.Stop(ctx, 20*time.Second); err2 != nil {
				return fmt.Errorf("%s: %w", r.Lab, errors.Join(err, err2))
			}
		}
		wait, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if werr := r.Process.Wait(wait); werr != nil {
			return fmt.Errorf("%s does not end: %w", r.Lab, werr)
		}
	}
	// What has begun is finished: half a lab is of no use to anyone.
	err := d.Remove(context.WithoutCancel(ctx), r.Lab)
	if _, there := os.Stat(d.recordFile(r.Lab)); errors.Is(there, fs.ErrNotExist) {
		return nil // it has cleaned up by itself
	}
	return err
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
func joinNames(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

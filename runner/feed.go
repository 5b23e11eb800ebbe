package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/sniff"
	"github.com/trema-ns/trema-ns/controller/openflow/summary"
	"github.com/trema-ns/trema-ns/netns/capture"
)

// Event is something that those who watch a lab are told.
type Event struct {
	Kind string          // "status", "traffic", "openflow", "log", or at the end "gone"
	Data json.RawMessage // a Status, a TrafficReport, a MessageReport or a LogReport
}

// TrafficReport is what passes the lab's links, by their index in the lab's
// graph.
type TrafficReport struct {
	Links []LinkTraffic `json:"links"`
}

// LinkTraffic is what each end of a link sends: since it was made, and now.
type LinkTraffic struct {
	Counts [2]Count `json:"counts"`
	Rates  [2]Rate  `json:"rates"`
}

// Count counts frames.
type Count struct {
	Packets uint64 `json:"packets"`
	Bytes   uint64 `json:"bytes"`
}

// Rate is how many frames pass in a second.
type Rate struct {
	Packets float64 `json:"packets"`
	Bytes   float64 `json:"bytes"`
}

// MessageReport are OpenFlow messages as they went over the wire.
type MessageReport struct {
	Messages []MessageLine `json:"messages"`
	Skipped  int           `json:"skipped,omitempty"` // too many to be told one by one
}

// MessageLine is an OpenFlow message.
type MessageLine struct {
	Time       time.Time `json:"time"`
	Switch     string    `json:"switch"` // its name; an address while it has not said who it is
	FromSwitch bool      `json:"from_switch"`
	Name       string    `json:"name"` // "FLOW_MOD"
	Text       string    `json:"text"`
}

// LogReport are lines of the controller's log.
type LogReport struct {
	Lines []string `json:"lines"`
}

// feed tells those who watch a lab what happens. While nobody does it costs
// nothing, and for all of them it looks once.
type feed struct {
	lab *Lab

	mu       sync.Mutex
	watchers map[chan Event]bool
	end      context.CancelFunc // nil: nobody watches
	ended    chan struct{}
	last     map[string]json.RawMessage // the last status and traffic, for who comes later
	lines    []string                   // of the log, not told yet
}

func newFeed(l *Lab) *feed { return &feed{lab: l, watchers: map[chan Event]bool{}} }

// queue is how many events wait for a watcher. One who is slower than that
// misses some.
const queue = 64

// watch returns a channel of events, which leave ends.
func (f *feed) watch() (events <-chan Event, leave func()) {
	ch := make(chan Event, queue)
	f.mu.Lock()
	defer f.mu.Unlock()
	for kind, data := range f.last {
		ch <- Event{kind, data}
	}
	f.watchers[ch] = true
	if f.end == nil {
		ctx, cancel := context.WithCancel(f.lab.ctx)
		f.end, f.ended, f.last = cancel, make(chan struct{}), map[string]json.RawMessage{}
		go f.look(ctx, f.ended)
	}
	return ch, func() { f.leave(ch) }
}

func (f *feed) leave(ch chan Event) {
	f.mu.Lock()
	delete(f.watchers, ch)
	end, ended := f.end, f.ended
	if len(f.watchers) > 0 || end == nil {
		end = nil
	} else {
		f.end, f.last = nil, nil
	}
	f.mu.Unlock()
	if end != nil {
		end()
		<-ended
	}
}

// tell hands an event to every watcher that has room for it.
func (f *feed) tell(kind string, report any, keep bool) {
	data, err := json.Marshal(report)
	if err != nil {
		return // these types can always be written
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if keep && f.last != nil {
		f.last[kind] = data
	}
	for ch := range f.watchers {
		select {
		case ch <- Event{kind, data}:
		default:
		}
	}
}

// How often a watched lab is looked at.
const (
	statusEvery  = 500 * time.Millisecond
	trafficEvery = time.Second
	reportEvery  = 100 * time.Millisecond // messages and lines that have come meanwhile
)

// look looks until nobody watches any more.
func (f *feed) look(ctx context.Context, ended chan<- struct{}) {
	defer close(ended)
	var both sync.WaitGroup
	both.Go(func() { f.messages(ctx) })
	defer both.Wait()
	status, traffic, report := time.NewTicker(statusEvery), time.NewTicker(trafficEvery), time.NewTicker(reportEvery)
	defer status.Stop()
	defer traffic.Stop()
	defer report.Stop()
	var record *Record // that the counter was made for
	var count *counter // nil: a host's namespace is gone
	defer func() { count.close() }()
	var before Status
	for {
		if now := f.lab.current(); now != record {
			count.close()
			record = now
			count, _ = newCounter(record)
		}
		if now := f.lab.Status(ctx); !alike(now, before) {
			before = now
			f.tell("status", now, true)
		}
		select {
		case <-ctx.Done():
			f.tell("gone", struct{}{}, false)
			return
		case <-status.C:
		case <-traffic.C:
			if count != nil {
				f.tell("traffic", TrafficReport{count.count()}, true)
			}
		case <-report.C:
			f.tellLog()
		}
	}
}

// alike reports whether nothing but the time has changed.
func alike(a, b Status) bool {
	a.Uptime, b.Uptime = 0, 0
	return reflect.DeepEqual(a, b)
}

// messages tells what switches and controllers say to each other.
func (f *feed) messages(ctx context.Context) {
	c, err := newCapture()
	if err != nil {
		return // without the right to look
	}
	defer c.Close()
	devices, err := c.openFlow(f.lab.current())
	if err != nil || c.Add(devices...) != nil || len(devices) == 0 {
		return
	}
	const most = 200 // in a report: nobody reads more
	var report MessageReport
	told := time.Now()
	tell := func() {
		if len(report.Messages) > 0 && time.Since(told) > reportEvery {
			f.tell("openflow", report, false)
			report, told = MessageReport{}, time.Now()
		}
	}
	sniffer := NewSniffer(f.lab.Status(ctx).Switches)
	err = c.RunEvery(ctx, reportEvery, tell, func(p capture.Packet) error {
		return sniffer.Frame(p.Data, func(m sniff.Message) error {
			if len(report.Messages) == most {
				report.Skipped++
				return nil
			}
			report.Messages = append(report.Messages, lineOf(p.Time, m))
			return nil
		})
	})
	if err != nil {
		f.lab.config.Log.Warn(fmt.Sprintf("OpenFlow messages are not shown any more: %v", err))
	}
}

func lineOf(at time.Time, m sniff.Message) MessageLine {
	var h openflow.Header
	_ = openflow.ParseHeader(m.Data, &h) // the sniffer has
	line := MessageLine{Time: at, Switch: m.Switch, FromSwitch: m.FromSwitch, Name: summary.Name(h.Version, h.Type)}
	if said := summary.Of(m.Data); len(said) > len(line.Name) {
		line.Text = said[len(line.Name)+1:]
	}
	if m.Switch == "" {
		line.Switch = m.From.String()
	}
	return line
}

// tellLog tells the lines that were logged meanwhile.
func (f *feed) tellLog() {
	f.mu.Lock()
	lines := f.lines
	f.lines = nil
	f.mu.Unlock()
	if len(lines) > 0 {
		f.tell("log", LogReport{lines}, false)
	}
}

// logger returns a logger that also tells the watchers.
func (f *feed) logger(log *slog.Logger) *slog.Logger { return slog.New(&feedHandler{log.Handler(), f}) }

type feedHandler struct {
	slog.Handler
	feed *feed
}

// Handle implements slog.Handler.
func (h *feedHandler) Handle(ctx context.Context, r slog.Record) error {
	const most = 1000 // lines that wait
	h.feed.mu.Lock()
	if len(h.feed.watchers) > 0 && len(h.feed.lines) < most {
		h.feed.lines = append(h.feed.lines, r.Message)
	}
	h.feed.mu.Unlock()
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h *feedHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &feedHandler{h.Handler.WithAttrs(attrs), h.feed}
}

// WithGroup implements slog.Handler.
func (h *feedHandler) WithGroup(name string) slog.Handler {
	return &feedHandler{h.Handler.WithGroup(name), h.feed}
}

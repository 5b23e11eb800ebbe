package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// The API of a running lab: HTTP with JSON on a unix socket that only its owner
// may use. The commands use it like everybody else.
//
//	GET    /v1/lab                     the lab's Status
//	DELETE /v1/lab                     take it down; answers when it is gone
//	PUT    /v1/lab/plan                make it another, see Request; answers when it is
//	GET    /v1/switches/{name}/flows   the switch's flow entries
//	POST   /v1/hosts/{name}/packets    have a host send, see Packets; answers when all are sent
//	GET    /v1/hosts/{name}/stats      what it has sent and received, see HostStats
//	DELETE /v1/stats?host=a&host=b     forget that; of all hosts, if none is named
//	POST   /v1/ping                    one host pings another once
//	GET    /v1/graph                   the lab's picture: nodes with their places, and links
//	GET    /v1/events                  what happens, as server-sent events, see Event
//	POST   /v1/call                    call a method of the controller, see Call
//	POST   /v1/trace                   find out how a packet would go, see TraceRequest
//	POST   /v1/nodes/{name}/stop       stop a switch or host; answers when the controller knows
//	POST   /v1/nodes/{name}/start      start it again; answers when it is ready
//	POST   /v1/switches/{name}/ports/{number}/down, or up
//	DELETE /v1/links/{end}/{end}       take a link away, see DeleteLink
//
// A name in a path is percent-encoded, its dots too, for there may be a switch
// called "." or "a/../b". Whatever fails answers {"error": "…"}.

// State says how far a lab is in its life.
type State string

// The states of a lab.
const (
	Starting State = "starting" // being made, or waiting for switches
	Running  State = "running"
	Stopping State = "stopping"
	Dead     State = "dead" // its process was killed; what it made is still there
)

// Status is a lab as it is now.
type Status struct {
	FormatVersion string         `json:"format_version"`
	Lab           string         `json:"lab"`
	State         State          `json:"state"`
	Controller    string         `json:"controller,omitempty"`
	File          string         `json:"file,omitempty"`
	PID           int            `json:"pid"`
	Since         time.Time      `json:"since"`
	Uptime        float64        `json:"uptime"` // seconds since the process has started, by a clock that nobody sets
	Listen        string         `json:"listen,omitempty"`
	Program       *ProgramStatus `json:"program,omitempty"` // the controller, where that is a program of the user's
	Switches      []SwitchStatus `json:"switches"`
	Hosts         []HostStatus   `json:"hosts"`
	Links         []LinkStatus   `json:"links"`
	Damaged       string         `json:"damaged,omitempty"` // why its record cannot be read: most of it is not known
}

// ProgramStatus is a controller that is a program of the user's.
type ProgramStatus struct {
	Command []string `json:"command"`
	PID     int      `json:"pid"`
	User    string   `json:"user,omitempty"`  // as whom it runs, when not as the lab
	Log     string   `json:"log"`             // the file with what it prints
	Ended   string   `json:"ended,omitempty"` // how; empty: it runs
}

// SwitchStatus is a switch of a lab and whether it has its controller.
type SwitchStatus struct {
	Name       string       `json:"name"`
	DatapathID string       `json:"dpid"` // "0x0000000000000abc"
	Bridge     string       `json:"bridge,omitempty"`
	Program    string       `json:"program,omitempty"`  // of one that is a program of the user's, which has no bridge
	OpenFlow   string       `json:"openflow,omitempty"` // "1.0" or "1.3"; empty: what the program speaks
	Ports      []PortStatus `json:"ports"`
	Connected  bool         `json:"connected"`
	Stopped    bool         `json:"stopped"`
	Peer       string       `json:"peer,omitempty"` // the switch's end of its connection to the controller, "127.0.0.1:43210"
}

// PortStatus is a port of a switch.
type PortStatus struct {
	ovs.Port
	Down bool `json:"down"` // turned off, see [Lab.SetPort]; not known of a dead lab
}

// LinkStatus is a link: the names of what is at its ends.
type LinkStatus struct {
	Ends [2]string `json:"ends"`
}

// HostStatus is a host of a lab and where its namespace is.
type HostStatus struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	PID       int    `json:"pid,omitempty"`
	Address   string `json:"address,omitempty"`
	MAC       string `json:"mac,omitempty"`
	Stopped   bool   `json:"stopped"`
}

type flowsBody struct {
	Switch string `json:"switch"`
	Flows  []Flow `json:"flows"`
}

// Call is a method of a lab's controller and its arguments.
type Call struct {
	Method string   `json:"method"`
	Args   []string `json:"args"`
}

type sentBody struct {
	Sent uint64 `json:"sent"`
}

type answerBody struct {
	Answer string `json:"answer"` // text for people
}

type errorBody struct {
	Error string `json:"error"`
}

// StatusOf returns what a record alone tells of a lab.
func (r *Record) StatusOf(state State) Status {
	s := Status{
		FormatVersion: "1", Lab: r.Lab, State: state, Controller: r.Controller, File: r.File,
		PID: r.Process.PID, Since: r.Since, Uptime: r.Process.Age().Seconds(), Listen: r.Listen, Switches: []SwitchStatus{}, Hosts: []HostStatus{}, Links: []LinkStatus{},
	}
	if r.Damaged != nil {
		s.Damaged = r.Damaged.Error()
	}
	for _, sw := range r.Switches {
		ports := []PortStatus{}
		for _, p := range sw.Bridge.Ports {
			ports = append(ports, PortStatus{Port: p})
		}
		s.Switches = append(s.Switches, SwitchStatus{
			Name: sw.Name, DatapathID: dsl.FormatDatapathID(sw.Bridge.DatapathID), Bridge: sw.Bridge.Name,
			OpenFlow: sw.version().String(), Ports: ports, Stopped: r.isStopped(sw.Name),
		})
	}
	for _, p := range r.Programs {
		s.Switches = append(s.Switches, SwitchStatus{
			Name: p.Name, DatapathID: dsl.FormatDatapathID(p.DatapathID), Program: p.Command[len(p.Command)-1], Ports: []PortStatus{}, Stopped: r.isStopped(p.Name),
		})
	}
	for i := range r.Hosts {
		h := &r.Hosts[i] // a copy would read the inode while that is found out
		hs := HostStatus{Name: h.Name, Kind: string(h.Kind), Namespace: h.Namespace, PID: h.PID, MAC: h.MAC, Stopped: r.isStopped(h.Name)}
		if h.Address.IsValid() {
			hs.Address = h.Address.String()
		}
		s.Hosts = append(s.Hosts, hs)
	}
	for _, link := range r.links() {
		s.Links = append(s.Links, LinkStatus{[2]string{link.ends[0].name, link.ends[1].name}})
	}
	return s
}

// serveAPI starts to answer on the lab's socket; the returned function ends
// that when every answer under way is given.
func (l *Lab) serveAPI() (stop func(), err error) {
	listener, err := net.Listen("unix", l.dir.socket(l.record.Lab))
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(l.dir.socket(l.record.Lab), 0o600); err != nil {
		listener.Close()
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/lab", func(w http.ResponseWriter, r *http.Request) { reply(w, l.Status(r.Context()), nil) })
	mux.HandleFunc("DELETE /v1/lab", func(w http.ResponseWriter, _ *http.Request) {
		l.stop(ErrStopped)
		<-l.gone
		reply(w, struct{}{}, l.goneErr)
	})
	mux.HandleFunc("PUT /v1/lab/plan", func(w http.ResponseWriter, r *http.Request) {
		var request Request
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil || request.Plan == nil {
			reply(w, nil, errors.Join(errors.New("the body is not a request for a change"), err))
			return
		}
		reply(w, struct{}{}, l.Apply(r.Context(), request))
	})
	mux.HandleFunc("GET /v1/switches/{name}/flows", func(w http.ResponseWriter, r *http.Request) {
		flows, err := l.flows(r.Context(), r.PathValue("name"))
		reply(w, flowsBody{r.PathValue("name"), flows}, err)
	})
	mux.HandleFunc("POST /v1/hosts/{name}/packets", func(w http.ResponseWriter, r *http.Request) {
		var packets Packets
		if err := json.NewDecoder(r.Body).Decode(&packets); err != nil {
			reply(w, nil, fmt.Errorf("the body does not say what to send: %w", err))
			return
		}
		sent, err := l.SendPackets(r.Context(), r.PathValue("name"), packets)
		reply(w, sentBody{sent}, err)
	})
	mux.HandleFunc("GET /v1/hosts/{name}/stats", func(w http.ResponseWriter, r *http.Request) {
		stats, err := l.Stats(r.PathValue("name"))
		reply(w, stats, err)
	})
	mux.HandleFunc("DELETE /v1/stats", func(w http.ResponseWriter, r *http.Request) {
		reply(w, struct{}{}, l.ResetStats(r.URL.Query()["host"]...))
	})
	mux.HandleFunc("POST /v1/call", func(w http.ResponseWriter, r *http.Request) {
		var call Call
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil || call.Method == "" {
			reply(w, nil, errors.Join(errors.New("the body is not a call"), err))
			return
		}
		if l.control == nil {
			reply(w, nil, errors.New("the lab's controller is none of trema-ns, and cannot be called"))
			return
		}
		answer, err := l.control.Call(call.Method, call.Args)
		reply(w, answerBody{answer}, err)
	})
	mux.HandleFunc("POST /v1/trace", func(w http.ResponseWriter, r *http.Request) {
		var request TraceRequest
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
			reply(w, nil, fmt.Errorf("the body does not say what to trace: %w", err))
			return
		}
		trace, err := l.Trace(r.Context(), request)
		reply(w, trace, err)
	})
	l.handleChanges(mux)
	l.handleWatch(mux)
	l.api = l.unlessGoing(mux)
	server := &http.Server{Handler: l.api, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		server.Serve(listener)
	}()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			server.Close()
		}
		<-served
	}, nil
}

func reply(w http.ResponseWriter, body any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		code := http.StatusInternalServerError
		switch {
		case errors.As(err, new(*NotFoundError)):
			code = http.StatusNotFound
		case errors.As(err, new(*StoppedError)), errors.As(err, new(*StartedError)):
			code = http.StatusConflict
		case errors.Is(err, errGoingDown):
			code = http.StatusServiceUnavailable
		}
		w.WriteHeader(code)
		body = errorBody{err.Error()}
	}
	json.NewEncoder(w).Encode(body)
}

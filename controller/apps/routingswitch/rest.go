package routingswitch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// The JSON of Trema's interface.
type (
	named struct {
		Name string `json:"name"`
	}
	portJSON struct {
		Name   string `json:"name"`
		DPID   uint64 `json:"dpid"`
		PortNo uint32 `json:"port_no"`
	}
	failure struct {
		Error string `json:"error"`
	}
)

// serveREST serves the slices over HTTP until the controller ends.
func serveREST(c *controller.Controller, s *Slices, address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: restHandler(c, s), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	c.Logger().Info(fmt.Sprintf("Slices are served at http://%s/slices.", l.Addr()))
	c.Go(func(ctx context.Context) {
		defer context.AfterFunc(ctx, func() { server.Close() })()
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			c.Logger().Error("REST: " + err.Error())
		}
	})
	return nil
}

// request is what a path and a body name.
type request struct {
	slice string
	port  topology.Port
	mac   openflow.MAC
}

// restHandler answers Trema's requests: /slices, /slices/foo,
// /slices/foo/ports/0x1:1/mac_addresses and so on.
func restHandler(c *controller.Controller, s *Slices) http.Handler {
	mux := http.NewServeMux()
	// handle runs f in the handlers' turn. What a POST adds is named in its
	// body.
	handle := func(pattern string, status int, body func(*http.Request, *request) error, f func(request) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			var answer any
			x, err := parseRequest(r)
			if err == nil && body != nil {
				err = body(r, &x)
			}
			if err != nil {
				write(w, http.StatusBadRequest, failure{err.Error()})
				return
			}
			c.Do(func() { answer, err = f(x) })
			switch {
			case errors.As(err, new(existsError)):
				write(w, http.StatusConflict, failure{err.Error()})
			case errors.As(err, new(missingError)):
				write(w, http.StatusNotFound, failure{err.Error()})
			default:
				write(w, status, answer)
			}
		})
	}
	handle("GET /slices", http.StatusOK, nil, func(request) (any, error) {
		list := []named{}
		for _, name := range s.Names() {
			list = append(list, named{name})
		}
		return list, nil
	})
	handle("POST /slices", http.StatusCreated, sliceBody, func(x request) (any, error) {
		return named{x.slice}, s.Add(x.slice)
	})
	handle("GET /slices/{slice}", http.StatusOK, nil, func(x request) (any, error) {
		_, err := s.Find(x.slice)
		return named{x.slice}, err
	})
	handle("DELETE /slices/{slice}", http.StatusOK, nil, func(x request) (any, error) {
		return named{x.slice}, s.Delete(x.slice)
	})
	handle("GET /slices/{slice}/ports", http.StatusOK, nil, func(x request) (any, error) {
		list := []portJSON{}
		slice, err := s.Find(x.slice)
		if err == nil {
			for _, p := range slice.Ports() {
				list = append(list, toJSON(p))
			}
		}
		return list, err
	})
	handle("POST /slices/{slice}/ports", http.StatusCreated, portBody, func(x request) (any, error) {
		return toJSON(x.port), s.AddPort(x.slice, x.port)
	})
	handle("GET /slices/{slice}/ports/{port}", http.StatusOK, nil, func(x request) (any, error) {
		_, err := s.FindPort(x.slice, x.port)
		return toJSON(x.port), err
	})
	handle("DELETE /slices/{slice}/ports/{port}", http.StatusOK, nil, func(x request) (any, error) {
		return toJSON(x.port), s.DeletePort(x.slice, x.port)
	})
	handle("GET /slices/{slice}/ports/{port}/mac_addresses", http.StatusOK, nil, func(x request) (any, error) {
		list := []named{}
		hosts, err := s.FindPort(x.slice, x.port)
		for _, mac := range hosts {
			list = append(list, named{mac.String()})
		}
		return list, err
	})
	handle("POST /slices/{slice}/ports/{port}/mac_addresses", http.StatusCreated, macBody, func(x request) (any, error) {
		return named{x.mac.String()}, s.AddHost(x.slice, x.port, x.mac)
	})
	handle("DELETE /slices/{slice}/ports/{port}/mac_addresses/{mac}", http.StatusOK, nil, func(x request) (any, error) {
		return named{x.mac.String()}, s.DeleteHost(x.slice, x.port, x.mac)
	})
	return mux
}

func parseRequest(r *http.Request) (x request, err error) {
	x.slice = r.PathValue("slice")
	if text := r.PathValue("port"); text != "" {
		if x.port, err = ParsePort(text); err != nil {
			return x, err
		}
	}
	if text := r.PathValue("mac"); text != "" {
		x.mac, err = packet.ParseMAC(text)
	}
	return x, err
}

// readName reads the name in a body such as {"name": "foo"}.
func readName(r *http.Request) (string, error) {
	var body named
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<16)).Decode(&body); err != nil || body.Name == "" {
		return "", errors.New(`want a body such as {"name": "foo"}`)
	}
	return body.Name, nil
}

func sliceBody(r *http.Request, x *request) (err error) {
	x.slice, err = readName(r)
	return err
}

func macBody(r *http.Request, x *request) error {
	name, err := readName(r)
	if err == nil {
		x.mac, err = packet.ParseMAC(name)
	}
	return err
}

// portBody reads {"name": "0x1:1"}, or {"dpid": 1, "port_no": 1}.
func portBody(r *http.Request, x *request) (err error) {
	var body portJSON
	if err := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 1<<16)).Decode(&body); err != nil {
		return errors.New(`want a body such as {"name": "0x1:1"}`)
	}
	if body.Name != "" {
		x.port, err = ParsePort(body.Name)
		return err
	}
	x.port = topology.Port{Switch: body.DPID, Number: body.PortNo}
	if x.port.Number == 0 {
		return errors.New(`want a body such as {"dpid": 1, "port_no": 1}`)
	}
	return nil
}

func toJSON(p topology.Port) portJSON { return portJSON{p.String(), p.Switch, p.Number} }

func write(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer)
}

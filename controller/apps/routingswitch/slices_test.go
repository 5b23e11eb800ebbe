package routingswitch

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func TestSlicing(t *testing.T) {
	for _, v := range controllertest.Versions {
		n, app := ring(t, v, 3, "--slicing")
		n.Send(at(1), host(1).UDP(host(2)))
		n.Settle(1)
		for dpid := uint64(1); dpid <= 3; dpid++ {
			n.WantReceived(at(dpid), 0) // there are no slices
		}

		change := func(f func() error) {
			t.Helper()
			n.Do(func() {
				if err := f(); err != nil {
					t.Error(err)
				}
			})
		}
		change(func() error { return app.slices.Add("foo") })
		for dpid := uint64(1); dpid <= 2; dpid++ {
			change(func() error { return app.slices.AddHost("foo", topology.Port{Switch: dpid, Number: 1}, host(dpid).MAC) })
		}
		n.Send(at(1), host(1).UDP(host(2)))
		n.WantReceived(at(2), 1)
		n.Send(at(2), host(2).UDP(host(1)))
		n.WantReceived(at(1), 1)
		n.WantReceived(at(3), 0)
		n.Send(at(1), host(1).UDP(host(2)))
		n.WantReceived(at(2), 2)
		until(t, n, func() bool { return len(app.paths) == 2 })

		// Host 3 is in no slice, and host 1 in none with it.
		n.Send(at(3), host(3).UDP(host(1)))
		n.Send(at(1), host(1).UDP(host(3)))
		n.Settle(3)
		n.Settle(1)
		n.WantReceived(at(1), 1)
		n.WantReceived(at(3), 0)

		change(func() error { return app.slices.DeleteHost("foo", topology.Port{Switch: 2, Number: 1}, host(2).MAC) })
		n.WantLog("Deleting path: 00:00:00:00:00:01 -> 0x1:1 -> 0x1:2 -> 0x2:3 -> 0x2:1 -> 00:00:00:00:00:02")
		n.WantLog("Deleting path: 00:00:00:00:00:02 -> 0x2:1 -> 0x2:3 -> 0x1:2 -> 0x1:1 -> 00:00:00:00:00:01")
		wantFlows(t, n, 0, 0, 0)
	}
}

func TestSliceText(t *testing.T) {
	s := newSlices(func() {})
	s.Add("foo")
	s.AddPort("foo", topology.Port{Switch: 0x10, Number: 1})
	s.AddHost("foo", topology.Port{Switch: 0x2, Number: 1}, openflow.MAC{5: 2})
	s.AddHost("foo", topology.Port{Switch: 0x2, Number: 1}, openflow.MAC{5: 1})
	slice, err := s.Find("foo")
	want := "foo\n  0x2:1\n    00:00:00:00:00:01\n    00:00:00:00:00:02\n  0x10:1\n"
	if err != nil || slice.String() != want {
		t.Errorf("got %q, want %q; %v", slice, want, err)
	}
}

func TestREST(t *testing.T) {
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	h := restHandler(c, newSlices(func() {}))
	for _, tt := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/slices", "", 200, `[]`},
		{"POST", "/slices", `{"name": "foo"}`, 201, `{"name":"foo"}`},
		{"POST", "/slices", `{"name": "foo"}`, 409, `{"error":"Slice foo already exists"}`},
		{"POST", "/slices", `{}`, 400, `{"error":"want a body such as {\"name\": \"foo\"}"}`},
		{"GET", "/slices", "", 200, `[{"name":"foo"}]`},
		{"GET", "/slices/bar", "", 404, `{"error":"Slice bar not found"}`},
		{"POST", "/slices/bar/ports", `{"name": "0x1:1"}`, 404, `{"error":"Slice bar not found"}`},
		{"POST", "/slices/foo/ports", `{"name": "0x1:1"}`, 201, `{"name":"0x1:1","dpid":1,"port_no":1}`},
		{"POST", "/slices/foo/ports", `{"dpid": 1, "port_no": 1}`, 409, `{"error":"Port 0x1:1 already exists"}`},
		{"POST", "/slices/foo/ports", `{"dpid": 1}`, 400, `{"error":"want a body such as {\"dpid\": 1, \"port_no\": 1}"}`},
		{"GET", "/slices/foo/ports", "", 200, `[{"name":"0x1:1","dpid":1,"port_no":1}]`},
		{"GET", "/slices/foo/ports/0x1:1", "", 200, `{"name":"0x1:1","dpid":1,"port_no":1}`},
		{"GET", "/slices/foo/ports/0x2:1", "", 404, `{"error":"Port 0x2:1 not found"}`},
		{"GET", "/slices/foo/ports/one", "", 400, `{"error":"\"one\" is not a port; it is written like 0x1:2"}`},
		{"GET", "/slices/foo/ports/0x1:1/mac_addresses", "", 200, `[]`},
		{"POST", "/slices/foo/ports/0x1:1/mac_addresses", `{"name": "11:22:33:44:55:66"}`, 201, `{"name":"11:22:33:44:55:66"}`},
		{"POST", "/slices/foo/ports/0x1:1/mac_addresses", `{"name": "11:22:33:44:55:66"}`, 409, `{"error":"MAC address 11:22:33:44:55:66 already exists"}`},
		{"GET", "/slices/foo/ports/0x1:1/mac_addresses", "", 200, `[{"name":"11:22:33:44:55:66"}]`},
		{"DELETE", "/slices/foo/ports/0x1:1/mac_addresses/11:22:33:44:55:66", "", 200, `{"name":"11:22:33:44:55:66"}`},
		{"DELETE", "/slices/foo/ports/0x1:1/mac_addresses/11:22:33:44:55:66", "", 404, `{"error":"MAC address 11:22:33:44:55:66 not found"}`},
		{"DELETE", "/slices/foo/ports/0x1:1", "", 200, `{"name":"0x1:1","dpid":1,"port_no":1}`},
		{"DELETE", "/slices/foo", "", 200, `{"name":"foo"}`},
		{"DELETE", "/slices/foo", "", 404, `{"error":"Slice foo not found"}`},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, strings.NewReader(tt.body)))
		if got := strings.TrimSpace(w.Body.String()); w.Code != tt.status || got != tt.want {
			t.Errorf("%s %s %s: %d %s, want %d %s", tt.method, tt.path, tt.body, w.Code, got, tt.status, tt.want)
		}
	}
}

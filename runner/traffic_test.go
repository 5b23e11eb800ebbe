package runner

import (
	"context"
	"errors"
	"net/netip"
	"testing"
)

func TestTrafficOfALabThatIsNotReadyOrGoesDown(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := &Lab{ctx: ctx, state: Starting, record: &Record{}, traffic: newLabTraffic()}
	defer l.traffic.close()
	check := func(want string) {
		t.Helper()
		_, statsErr := l.Stats("h")
		_, sendErr := l.SendPackets(t.Context(), "h", DefaultPackets("h"))
		for _, err := range []error{statsErr, sendErr, l.ResetStats()} {
			if err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
	check("the lab is still being made: try again when it is ready")
	l.state = Running
	if err := l.ResetStats(); err != nil {
		t.Errorf("reset of a lab without hosts: %v", err)
	}
	cancel()
	check("the lab is being taken down")
}

func TestLabThatDoesNotAnswer(t *testing.T) {
	_, err := Dir(t.TempDir()).Client("lab").Stats(t.Context(), "h")
	if want := "lab does not answer: it is just coming up, or going down"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestLabThatHasGoneIsWhyItsHostsFail(t *testing.T) {
	odd := errors.New("no device has the address 10.0.0.1")
	dir := Dir(t.TempDir())
	if err := dir.UnlessGoing(t.Context(), &Record{Plan: Plan{Lab: "lab"}}, odd); err != errGoingDown {
		t.Errorf("got %v, want %v", err, errGoingDown)
	}
	if err := dir.UnlessGoing(t.Context(), &Record{Plan: Plan{Lab: "lab"}}, nil); err != nil {
		t.Errorf("got %v, want nil", err)
	}
}

func TestPacketsThatCannotBeSent(t *testing.T) {
	host := func(name, address string) *PlannedHost {
		h := &PlannedHost{Name: name, MAC: "00:00:00:00:00:01"}
		if address != "" {
			h.Address = netip.MustParsePrefix(address)
		}
		return h
	}
	a, b := host("a", "10.0.0.1/24"), host("b", "10.0.0.2/24")
	for _, test := range []struct {
		name     string
		from, to *PlannedHost
		change   func(*Packets)
		want     string // the error; empty: none
	}{
		{"one packet", a, b, func(*Packets) {}, ""},
		{"to itself", a, a, func(*Packets) {}, ""},
		{"from a host of IPv6", host("six", "fd00::1/64"), b, func(*Packets) {}, "host six has no IPv4 address: packets are sent over IPv4 only"},
		{"to a host without an address", a, host("none", ""), func(*Packets) {}, "host none has no IPv4 address: packets are sent over IPv4 only"},
		{"more than an IP packet holds", a, b, func(p *Packets) { p.Length = 65508 }, "a payload of 65508 octets: want 0 to 65507"},
		{"less than nothing", a, b, func(p *Packets) { p.Length = -1 }, "a payload of -1 octets: want 0 to 65507"},
		{"a number that has no room", a, b, func(p *Packets) { p.Length, p.IncPayload = 3, 1 }, "a payload of 3 octets has no room for a number, want at least 4"},
		{"fewer than none a second", a, b, func(p *Packets) { p.Rate = -1 }, "-1 packets a second: want more than none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := DefaultPackets(test.to.Name)
			test.change(&p)
			_, err := p.stream(test.from, test.to)
			if got := errorText(err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

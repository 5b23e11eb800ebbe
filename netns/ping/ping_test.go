package ping_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/netns/ping"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { netnstest.Main(m) }

// patient is longer than any answer takes, on however busy a machine.
const patient = 20 * time.Second

// cables makes a host for each address and a cable between each two that follow
// each other.
func cables(t *testing.T, addresses ...string) []ping.Host {
	t.Helper()
	netnstest.Require(t)
	if _, err := netns.PrepareDir(); err != nil {
		t.Fatal(err)
	}
	maker := netns.NewMaker()
	t.Cleanup(maker.Close)
	hosts := make([]ping.Host, len(addresses))
	for i, a := range addresses {
		name, prefix := fmt.Sprintf("h%d", i), netip.MustParsePrefix(a)
		ns, err := maker.Create(name, "", prefix.Addr().Is6())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ns.Close()
			if err := netns.Delete(name); err != nil {
				t.Error(err)
			}
		})
		hosts[i] = ping.Host{Namespace: ns, Address: prefix.Addr()}
		if i%2 == 0 {
			continue
		}
		var ends [2]netns.VethEnd
		for k := range ends {
			ends[k] = netns.VethEnd{Namespace: hosts[i-1+k].Namespace, Name: "eth0"}
		}
		first, second, err := netns.CreateVeth(netns.Veth{Ends: ends})
		if err != nil {
			t.Fatal(err)
		}
		for k, index := range []int{first, second} {
			address := netip.MustParsePrefix(addresses[i-1+k])
			if err := ends[k].Namespace.Configure(netns.Interface{Name: "eth0", Index: index, Address: address}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return hosts
}

func TestAll(t *testing.T) {
	for _, test := range []struct {
		name      string
		addresses []string
		want      []string // of o: reached, X: not, -: not tried; a row for each sender
	}{
		{"two", []string{"10.0.0.1/24", "10.0.0.2/24"}, []string{"-o", "o-"}},
		{"two and two", []string{"10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/24", "10.0.0.4/24"}, []string{"-oXX", "o-XX", "XX-o", "XXo-"}},
		{"IPv6", []string{"fd00::1/64", "fd00::2/64"}, []string{"-o", "o-"}},
		{"of both families", []string{"10.0.0.1/24", "10.0.0.2/24", "fd00::1/64", "fd00::2/64"}, []string{"-o--", "o---", "---o", "--o-"}},
		{"the same address", []string{"10.0.0.1/24", "10.0.0.1/24"}, []string{"--", "--"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			hosts := cables(t, test.addresses...)
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			// What is expected to be reached may take long, what is not would.
			answers, err := ping.All(t.Context(), hosts, ping.Options{Timeout: timeoutFor(test.want)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range answers {
				line := ""
				for _, a := range row {
					switch {
					case a.OK && a.Took > 0:
						line += "o"
					case a.Tried:
						line += "X"
					default:
						line += "-"
					}
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("who reaches whom (-want +got):\n%s", diff)
			}
		})
	}
}

func timeoutFor(want []string) time.Duration {
	for _, row := range want {
		for _, c := range row {
			if c == 'X' {
				return 3 * time.Second
			}
		}
	}
	return patient
}

func TestAHostWithoutAddressIsNotTried(t *testing.T) {
	hosts := cables(t, "10.0.0.1/24", "10.0.0.2/24")
	hosts[1].Address = netip.Addr{}
	var seen [][2]int
	answers, err := ping.All(t.Context(), hosts, ping.Options{Progress: func(done, total int) { seen = append(seen, [2]int{done, total}) }})
	if err != nil || answers[0][1].Tried || answers[1][0].Tried {
		t.Errorf("answers = %v, %v; want none tried", answers, err)
	}
	if diff := cmp.Diff([][2]int{{2, 2}}, seen); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}

func TestAllEndsWithItsContext(t *testing.T) {
	hosts := cables(t, "10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/24", "10.0.0.4/24")
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	_, err := ping.All(ctx, hosts, ping.Options{Timeout: time.Hour, Progress: func(done, total int) { cancel(reason) }})
	if !errors.Is(err, reason) {
		t.Errorf("error = %v, want %v", err, reason)
	}
}

func TestEchoOfAnAddressThatThereIsNoWayTo(t *testing.T) {
	hosts := cables(t, "10.0.0.1/24", "10.0.0.2/24")
	s, err := ping.Open(hosts[0].Namespace, hosts[0].Address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Echo(ctx, netip.MustParseAddr("192.0.2.1")); !errors.Is(err, ping.ErrNoAnswer) {
		t.Errorf("error = %v, want %v", err, ping.ErrNoAnswer)
	}
	if _, err := s.Echo(t.Context(), netip.MustParseAddr("fd00::1")); err == nil || errors.Is(err, ping.ErrNoAnswer) {
		t.Errorf("error of an address of another family = %v, want one that says so", err)
	}
}

func TestTwoSocketsInOneNamespace(t *testing.T) {
	hosts := cables(t, "10.0.0.1/24", "10.0.0.2/24")
	s, err := ping.Open(hosts[0].Namespace, hosts[0].Address)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other, err := ping.Open(hosts[0].Namespace, hosts[0].Address)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	for _, socket := range []*ping.Socket{s, other} { // each hears the other's answers too
		if took, err := socket.Echo(ctx, hosts[1].Address); err != nil || took <= 0 {
			t.Errorf("took %v, error %v", took, err)
		}
	}
}

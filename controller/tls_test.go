package controller_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// authority signs certificates and writes them into a folder.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, dir: t.TempDir()}
	a.cert, a.key = a.certify("ca", true)
	return a
}

func (a *authority) path(name string) string { return filepath.Join(a.dir, name+".pem") }

// certify writes NAME.pem and NAME-key.pem.
func (a *authority) certify(name string, ca bool) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, IsCA: ca, BasicConstraintsValid: ca,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	parent, signer := template, key
	if a.cert != nil {
		parent, signer = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	a.write(name, "CERTIFICATE", der)
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	a.write(name+"-key", "EC PRIVATE KEY", private)
	return cert, key
}

func (a *authority) write(name, kind string, der []byte) {
	a.t.Helper()
	if err := os.WriteFile(a.path(name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

// client is the configuration of a switch with a certificate of this authority.
func (a *authority) client(name string) *tls.Config {
	a.t.Helper()
	cert, err := tls.LoadX509KeyPair(a.path(name), a.path(name+"-key"))
	if err != nil {
		a.t.Fatal(err)
	}
	// Open vSwitch looks at who has signed, not at names.
	return &tls.Config{Certificates: []tls.Certificate{cert}, InsecureSkipVerify: true}
}

// TestTLS has a switch with a certificate that becomes ready, and beside it
// peers that do not.
func TestTLS(t *testing.T) {
	ours, others := newAuthority(t), newAuthority(t)
	ours.certify("controller", false)
	ours.certify("switch", false)
	others.certify("switch", false)
	config, err := controller.LoadTLS(ours.path("controller-key"), ours.path("controller"), ours.path("ca"))
	if err != nil {
		t.Fatal(err)
	}
	j := &journal{}
	c := serve(t, j, controller.WithTLS(config), controller.WithHandshakeTimeout(3*time.Second))
	for i, v := range versions {
		nc, err := tls.Dial("tcp", c.Addr().String(), ours.client("switch"))
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		s := fakeswitch.New(nc, v)
		dpid := uint64(i + 1)
		if err := s.Handshake(dpid); err != nil {
			t.Fatal(err)
		}
		waitReady(t, c, dpid)
		s.Send(s.PacketIn(7, []byte("secret")))
		j.hears(t, "packet-in "+c.Switch(dpid).String()+" 7 secret")
	}

	refused := func(want string, peer func() net.Conn) {
		t.Helper()
		nc := peer()
		defer nc.Close()
		nc.SetDeadline(time.Now().Add(fakeswitch.Timeout))
		if err := fakeswitch.New(nc, openflow.Version10).Handshake(9); err == nil {
			t.Fatalf("a peer was let in, want %q", want)
		}
		for deadline := time.Now().Add(fakeswitch.Timeout); ; {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
			err := c.WaitReady(ctx, []uint64{9})
			cancel()
			if err != nil && strings.Contains(err.Error(), want) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("%v, want %q", err, want)
			}
		}
	}
	dialTLS := func(config *tls.Config) func() net.Conn {
		return func() net.Conn {
			raw, err := net.Dial("tcp", c.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			return tls.Client(raw, config)
		}
	}
	refused("what the peer sends is no TLS", func() net.Conn { return dial(t, c, openflow.Version10).Conn })
	refused("client didn't provide a certificate", dialTLS(&tls.Config{InsecureSkipVerify: true}))
	refused("certificate signed by unknown authority", dialTLS(others.client("switch")))
	half := dial(t, c, openflow.Version10)
	half.Send([]byte{22, 3, 1, 2, 0}) // begins and does not go on
	if _, _, err := half.Next(); err == nil {
		t.Error("a handshake that does not go on is waited for")
	}
	waitReady(t, c, 1, 2)
}

func TestLoadTLSNamesWhatIsWrong(t *testing.T) {
	a := newAuthority(t)
	a.certify("one", false)
	a.certify("two", false)
	for want, files := range map[string][3]string{
		"the private key of the controller cannot be read":    {"none", "one", "ca"},
		"the certificate of the controller cannot be read":    {"one-key", "none", "ca"},
		"the CA certificate of the controller cannot be read": {"one-key", "one", "none"},
		"private key does not match":                          {"two-key", "one", "ca"},
		"there is no certificate in":                          {"one-key", "one", "ca-key"},
	} {
		_, err := controller.LoadTLS(a.path(files[0]), a.path(files[1]), a.path(files[2]))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

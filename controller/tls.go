package controller

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
)

// WithTLS has the controller speak TLS on all its addresses. Nobody becomes a
// switch whose certificate the configuration does not accept. [LoadTLS] makes
// one.
func WithTLS(t *tls.Config) Option { return func(c *config) { c.tls = t } }

// LoadTLS makes of three files in PEM form, as ovs-pki makes them, what a
// controller needs: its own private key and certificate, and the certificates of
// the authorities that sign those of switches. A switch has to show one.
func LoadTLS(privateKey, certificate, ca string) (*tls.Config, error) {
	files := make(map[string][]byte)
	for _, f := range []struct{ what, path string }{{"private key", privateKey}, {"certificate", certificate}, {"CA certificate", ca}} {
		b, err := os.ReadFile(f.path)
		if err != nil {
			return nil, fmt.Errorf("the %s of the controller cannot be read: %w", f.what, err)
		}
		files[f.path] = b
	}
	own, err := tls.X509KeyPair(files[certificate], files[privateKey])
	if err != nil {
		return nil, fmt.Errorf("certificate %s with private key %s: %w", certificate, privateKey, err)
	}
	switches := x509.NewCertPool()
	if !switches.AppendCertsFromPEM(files[ca]) {
		return nil, fmt.Errorf("there is no certificate in %s", ca)
	}
	return &tls.Config{
		Certificates: []tls.Certificate{own},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    switches,
		MinVersion:   tls.VersionTLS12,
	}, nil
}

// tlsError is why a peer that spoke, or tried to speak, TLS was refused.
type tlsError struct{ err error }

func (e *tlsError) Unwrap() error { return e.err }
func (e *tlsError) Error() string {
	var record tls.RecordHeaderError
	if errors.As(e.err, &record) {
		return "TLS: what the peer sends is no TLS: is it told to connect to tcp: instead of ssl:?"
	}
	return "TLS: " + e.err.Error()
}

// secure leads a connection through the handshake of TLS, if that is wanted.
func (s *Switch) secure() error {
	t, ok := s.nc.(*tls.Conn)
	if !ok {
		return nil
	}
	err := t.HandshakeContext(s.ctl.ctx)
	for _, gone := range []error{nil, io.EOF, syscall.ECONNRESET, syscall.EPIPE, net.ErrClosed, context.Canceled} {
		if errors.Is(err, gone) {
			return err
		}
	}
	return &tlsError{err}
}

package controller

import (
	"crypto/tls"
	"log/slog"
	"time"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// DefaultPort is the TCP port controllers listen on (IANA: openflow).
const DefaultPort = 6653

// Option changes how a controller works from what is said beside it.
type Option func(*config)

type config struct {
	log          *slog.Logger
	args         []string
	more         []string
	versions     uint32 // bit 1<<v for each
	cleanup      bool
	maxConns     int
	handshake    time.Duration
	echoInterval time.Duration
	echoTimeout  time.Duration
	writeTimeout time.Duration
	tls          *tls.Config // nil: no TLS
	onConnect    func(*Switch)
	onDisconnect func(*Switch)
}

func defaults() config {
	return config{
		log:          slog.New(slog.DiscardHandler),
		versions:     1<<openflow.Version10 | 1<<openflow.Version13,
		maxConns:     4096,
		handshake:    10 * time.Second,
		echoInterval: 15 * time.Second,
		echoTimeout:  15 * time.Second,
		writeTimeout: 15 * time.Second,
	}
}

// WithLogger sets where the controller and its application log. Without it
// nothing is logged.
func WithLogger(l *slog.Logger) Option { return func(c *config) { c.log = l } }

// WithArgs sets the arguments Start gets. Without it there are none.
func WithArgs(args []string) Option { return func(c *config) { c.args = args } }

// WithAddress adds an address to listen on, in the form Listen takes.
func WithAddress(addr string) Option { return func(c *config) { c.more = append(c.more, addr) } }

// WithVersions limits the versions of OpenFlow that are offered, which are 1.0
// and 1.3.
func WithVersions(v ...openflow.Version) Option {
	return func(c *config) {
		c.versions = 0
		for _, v := range v {
			c.versions |= 1 << v
		}
	}
}

// WithFlowCleanup has every flow of a switch deleted when it connects, before
// SwitchReady. Without it a switch keeps the flows it has.
func WithFlowCleanup() Option { return func(c *config) { c.cleanup = true } }

// WithMaxConnections sets how many peers may be connected at once, 4096 unless
// it is said. With a further one, the oldest that has not become a switch is
// closed, or if there is none, the further one.
func WithMaxConnections(n int) Option { return func(c *config) { c.maxConns = n } }

// WithHandshakeTimeout sets how long a peer may take from its connection to the
// end of the handshake, 10 seconds unless it is said.
func WithHandshakeTimeout(d time.Duration) Option { return func(c *config) { c.handshake = d } }

// WithKeepAlive sets after which time of silence a switch is asked whether it
// is still there, and how long it may take to send anything, 15 seconds each
// unless it is said.
func WithKeepAlive(interval, timeout time.Duration) Option {
	return func(c *config) { c.echoInterval, c.echoTimeout = interval, timeout }
}

// WithWriteTimeout sets how long a switch may leave unread what is sent to it,
// 15 seconds unless it is said.
func WithWriteTimeout(d time.Duration) Option { return func(c *config) { c.writeTimeout = d } }

// OnConnect has f called for each switch that is ready, after SwitchReady, and
// outside the handlers' turn.
func OnConnect(f func(*Switch)) Option { return func(c *config) { c.onConnect = f } }

// OnDisconnect has f called for each switch that was ready and has gone, after
// SwitchDisconnected, and outside the handlers' turn.
func OnDisconnect(f func(*Switch)) Option { return func(c *config) { c.onDisconnect = f } }

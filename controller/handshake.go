package controller

import (
	"errors"
	"fmt"

	"github.com/trema-ns/trema-ns/controller/internal/frame"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// maxEarly limits what is kept of the messages that arrive before the end of
// the handshake, in bytes.
const maxEarly = 64 << 10

// helloFailed is why no version could be agreed.
type helloFailed struct{ e openflow.Error }

func (h *helloFailed) Error() string { return fmt.Sprintf("no common version: %s", h.e.Data) }

// handshake leads a new connection to where the switch is known: hello,
// features and, in 1.3, ports (1.0 §5.5.1 and §5.3.1, 1.3 §6.3). offered has the
// bit 1<<v for each version.
//
// A switch that sends packets, flow-removed or port-status messages before is
// right to: they are returned, to be dispatched when the application knows the
// switch.
func (s *Switch) handshake(offered uint32, now func() int64) (early [][]byte, err error) {
	s.mu.Lock()
	s.xid++
	s.out = openflow.AppendHello(s.out, s.xid, offered)
	s.mu.Unlock()
	if err := s.flush(now); err != nil {
		return nil, err
	}
	if err := s.agree(offered, now); err != nil {
		return nil, err
	}
	s.r.SetLimit(0)

	s.mu.Lock()
	s.xid++
	features := s.xid
	s.out = appendFeaturesRequest(s.out, s.version, features)
	s.xid++
	// Packets that match nothing are wanted whole.
	s.out = appendSetConfig(s.out, s.version, s.xid, &openflow.SwitchConfig{MissSendLen: 0xffff})
	s.mu.Unlock()
	if err := s.flush(now); err != nil {
		return nil, err
	}
	early, err = s.await(early, now, features, func(h openflow.Header, b []byte) (bool, error) {
		if kindOf(s.version, h.Type) != kindFeaturesReply {
			return false, nil
		}
		return true, parseFeaturesReply(s.version, b, &s.info)
	})
	if err != nil {
		return nil, err
	}
	s.dpid = s.info.DatapathID
	if s.info.AuxiliaryID != 0 {
		return nil, errAuxiliaryConn
	}
	if s.version >= openflow.Version13 {
		return s.askPorts(early, now)
	}
	return early, nil
}

// agree reads the peer's hello and settles the version.
func (s *Switch) agree(offered uint32, now func() int64) error {
	h, b, err := s.r.Next()
	if err == frame.ErrTooLong {
		return errHelloTooLong
	}
	if err != nil {
		return err
	}
	if h.Type == openflow.TypeError {
		var e openflow.Error
		if err := openflow.ParseErrorMessage(b, &e); err != nil {
			return err
		}
		return e.Clone()
	}
	if h.Type != openflow.TypeHello {
		return errTooEarly
	}
	var hello openflow.Hello
	if err := openflow.ParseHello(b, &hello); err != nil {
		return err
	}
	v, ok := openflow.Negotiate(offered, &hello)
	if !ok {
		failed := &helloFailed{openflow.Error{
			Version: min(hello.Version, openflow.Version13),
			Data:    fmt.Appendf(nil, "offered %s, got %s", versionList(offered), peerVersions(&hello)),
		}}
		s.mu.Lock()
		s.out = openflow.AppendErrorMessage(s.out, h.XID, &failed.e)
		s.mu.Unlock()
		s.flush(now)
		return failed
	}
	s.version = v
	return nil
}

func peerVersions(h *openflow.Hello) string {
	if h.Bitmap == 0 {
		return h.Version.String()
	}
	return versionList(h.Bitmap)
}

func versionList(bitmap uint32) string {
	text := ""
	for v := range openflow.Version(32) {
		if bitmap&(1<<v) == 0 {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += v.String()
	}
	return text
}

// askPorts asks a 1.3 switch for its ports, which its features do not tell.
func (s *Switch) askPorts(early [][]byte, now func() int64) ([][]byte, error) {
	s.mu.Lock()
	s.xid++
	xid := s.xid
	s.out = of13.AppendPortDescRequest(s.out, xid)
	s.mu.Unlock()
	if err := s.flush(now); err != nil {
		return nil, err
	}
	size := 0
	return s.await(early, now, xid, func(h openflow.Header, b []byte) (bool, error) {
		if kindOf(s.version, h.Type) != kindStatsReply || h.XID != xid {
			return false, nil
		}
		var m openflow.Multipart
		if err := of13.ParseMultipart(b, &m); err != nil {
			return false, err
		}
		if size += len(b); size > maxReply {
			return false, errors.New("the list of ports does not end")
		}
		ports, err := of13.ParsePorts(m.Body, len(b)-len(m.Body), s.info.Ports)
		s.info.Ports = ports
		return m.Flags&openflow.StatsFlagMore == 0, err
	})
}

// await reads messages until take reports the one that ends the step. Others
// are answered, kept for later or passed over. An error message in answer to
// xid ends the handshake.
func (s *Switch) await(early [][]byte, now func() int64, xid uint32,
	take func(openflow.Header, []byte) (bool, error)) ([][]byte, error) {
	kept := 0
	for _, b := range early {
		kept += len(b)
	}
	for {
		h, b, err := s.r.Next()
		if err != nil {
			return nil, err
		}
		if h.Version != s.version {
			return nil, wrongVersion(h, s.version)
		}
		done, err := take(h, b)
		if err != nil {
			return nil, err
		}
		if done {
			return early, nil
		}
		switch kindOf(s.version, h.Type) {
		case kindEchoRequest:
			s.mu.Lock()
			s.out = openflow.AppendEchoReply(s.out, s.version, h.XID, b[openflow.HeaderLen:])
			s.mu.Unlock()
			if err := s.flush(now); err != nil {
				return nil, err
			}
		case kindPacketIn, kindFlowRemoved, kindPortStatus:
			if kept+len(b) <= maxEarly {
				kept += len(b)
				early = append(early, append([]byte(nil), b...))
			}
		case kindError:
			var e openflow.Error
			if err := openflow.ParseErrorMessage(b, &e); err != nil {
				return nil, err
			}
			if h.XID == xid {
				return nil, e.Clone()
			}
		}
	}
}

func wrongVersion(h openflow.Header, want openflow.Version) error {
	return &openflow.ParseError{What: "header", Offset: 0, Type: openflow.ErrBadRequest,
		Reason: fmt.Sprintf("a message of version %s where %s was agreed", h.Version, want)}
}

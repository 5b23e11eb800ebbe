package controller

import (
	"context"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// SendGroupMod adds, changes or deletes a group (1.3).
func (s *Switch) SendGroupMod(x *openflow.GroupMod) error {
	return s.send13("groups", func(dst []byte, xid uint32) ([]byte, error) { return of13.AppendGroupMod(dst, xid, x) })
}

// SendMeterMod adds, changes or deletes a meter (1.3).
func (s *Switch) SendMeterMod(x *openflow.MeterMod) error {
	return s.send13("meters", func(dst []byte, xid uint32) ([]byte, error) { return of13.AppendMeterMod(dst, xid, x) })
}

// SendAsyncConfig says which messages the switch sends by itself (1.3).
func (s *Switch) SendAsyncConfig(x *openflow.AsyncConfig) error {
	return s.send13("asynchronous configuration", func(dst []byte, xid uint32) ([]byte, error) {
		return of13.AppendSetAsync(dst, xid, x), nil
	})
}

// SendPortMod changes how a port is set: turns it off, for instance.
func (s *Switch) SendPortMod(x *openflow.PortMod) error {
	_, err := s.send(func(dst []byte, xid uint32) ([]byte, error) { return appendPortMod(dst, s.version, xid, x) })
	return err
}

// SendSetConfig says what the switch does with fragments, and how much it sends
// of packets that match nothing. The handshake has asked for all of them.
func (s *Switch) SendSetConfig(x *openflow.SwitchConfig) error {
	_, err := s.send(func(dst []byte, xid uint32) ([]byte, error) {
		return appendSetConfig(dst, s.version, xid, x), nil
	})
	return err
}

// SendExperimenter sends a vendor's message and returns its xid.
func (s *Switch) SendExperimenter(x *openflow.Experimenter) (xid uint32, err error) {
	return s.send(func(dst []byte, xid uint32) ([]byte, error) { return appendExperimenter(dst, s.version, xid, x) })
}

// SendEchoRequest asks for data back, which the EchoReplyHandler gets, and
// returns its xid. [Switch.Echo] waits for it.
func (s *Switch) SendEchoRequest(data []byte) (xid uint32, err error) {
	return s.send(func(dst []byte, xid uint32) ([]byte, error) {
		return openflow.AppendEchoRequest(dst, s.version, xid, data), nil
	})
}

// SendFeaturesRequest asks the switch who it is, which the FeaturesReplyHandler
// gets, and returns its xid. [Switch.Features] is what it has said in the
// handshake.
func (s *Switch) SendFeaturesRequest() (xid uint32, err error) {
	return s.send(func(dst []byte, xid uint32) ([]byte, error) {
		return appendFeaturesRequest(dst, s.version, xid), nil
	})
}

// Echo asks for data back and returns when it has come.
func (s *Switch) Echo(ctx context.Context, data []byte) error {
	return s.request(ctx, s.reply(kindEchoReply, func([]byte) error { return nil }), func(dst []byte, xid uint32) ([]byte, error) {
		return openflow.AppendEchoRequest(dst, s.version, xid, data), nil
	})
}

// Config asks what SendSetConfig has set.
func (s *Switch) Config(ctx context.Context) (x openflow.SwitchConfig, err error) {
	take := func(b []byte) error { return parseGetConfigReply(s.version, b, &x) }
	err = s.request(ctx, s.reply(kindConfigReply, take), func(dst []byte, xid uint32) ([]byte, error) {
		return appendGetConfigRequest(dst, s.version, xid), nil
	})
	return x, err
}

// Queues asks for the queues of a port; in 1.3 for those of all with
// [openflow.PortAny].
func (s *Switch) Queues(ctx context.Context, port uint32) (list []openflow.Queue, err error) {
	take := func(b []byte) (err error) {
		list, err = parseQueueConfigReply(s.version, b, list)
		return err
	}
	err = s.request(ctx, s.reply(kindQueueConfigReply, take), func(dst []byte, xid uint32) ([]byte, error) {
		return appendQueueConfigRequest(dst, s.version, xid, port)
	})
	return list, err
}

// RequestRole asks for a role, with a generation that is not older than the
// switch's, and returns what the switch has answered (1.3 §6.3.6).
// [openflow.RoleNoChange] only asks.
func (s *Switch) RequestRole(ctx context.Context, role openflow.Role, generation uint64) (x openflow.RoleRequest, err error) {
	if err := s.need13("roles"); err != nil {
		return x, err
	}
	take := func(b []byte) error { return of13.ParseRole(b, &x) }
	err = s.request(ctx, s.reply(kindRoleReply, take), func(dst []byte, xid uint32) ([]byte, error) {
		return of13.AppendRoleRequest(dst, xid, &openflow.RoleRequest{Role: role, GenerationID: generation}), nil
	})
	return x, err
}

// AsyncConfig asks which messages the switch sends by itself (1.3).
func (s *Switch) AsyncConfig(ctx context.Context) (x openflow.AsyncConfig, err error) {
	if err := s.need13("asynchronous configuration"); err != nil {
		return x, err
	}
	take := func(b []byte) error { return of13.ParseAsync(b, &x) }
	err = s.request(ctx, s.reply(kindAsyncReply, take), func(dst []byte, xid uint32) ([]byte, error) {
		return of13.AppendGetAsyncRequest(dst, xid), nil
	})
	return x, err
}

// reply accepts an answer of one message of a kind.
func (s *Switch) reply(want kind, take func(b []byte) error) accept {
	return func(h openflow.Header, b []byte) (bool, error) {
		if kindOf(s.version, h.Type) != want {
			return false, nil
		}
		return true, take(b)
	}
}

// send sends one message.
func (s *Switch) send(build func(dst []byte, xid uint32) ([]byte, error)) (xid uint32, err error) {
	if xid, err = s.lock(); err != nil {
		return 0, err
	}
	s.out, err = build(s.out, xid)
	s.unlock()
	return xid, err
}

func (s *Switch) send13(what string, build func(dst []byte, xid uint32) ([]byte, error)) error {
	if err := s.need13(what); err != nil {
		return err
	}
	_, err := s.send(build)
	return err
}

func (s *Switch) need13(what string) error {
	if s.version < openflow.Version13 {
		return openflow.Unsupported(what, "OpenFlow 1.0 has none")
	}
	return nil
}

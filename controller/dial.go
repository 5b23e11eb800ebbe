package controller

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Dial connects to a switch that listens, such as the management socket of an
// Open vSwitch bridge: network "unix", address "<rundir>/<bridge>.mgmt". The
// handshake is bounded by ctx. Only the given version is offered; 0 stands for
// the highest both know. No handlers are called. The caller closes it.
func Dial(ctx context.Context, network, address string, version openflow.Version) (*Switch, error) {
	offered := uint32(1<<openflow.Version10 | 1<<openflow.Version13)
	if version != 0 {
		offered &= 1 << version
		if offered == 0 {
			return nil, fmt.Errorf("OpenFlow %s is not spoken here", version)
		}
	}
	var d net.Dialer
	nc, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, fmt.Errorf("cannot connect to the switch: %w", err)
	}
	s := &Switch{stopped: make(chan struct{})}
	s.init(nc, nil)
	now := func() int64 { return 1 }
	stop := context.AfterFunc(ctx, func() { s.close(context.Cause(ctx)) })
	_, err = s.handshake(offered, now)
	if !stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		s.close(err)
		return nil, fmt.Errorf("%s: handshake with the switch: %w", address, s.reason())
	}
	s.since = time.Now()
	go func() {
		defer close(s.stopped)
		var writer sync.WaitGroup
		writer.Go(func() { s.write(now) })
		err := s.serve(now)
		s.close(err)
		s.requests.end(s.reason())
		writer.Wait()
	}()
	return s, nil
}

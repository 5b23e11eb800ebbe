package controller_test

import (
	"context"
	"fmt"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Hub sends every packet out of all other ports.
type Hub struct{}

// Start is called before switches can connect.
func (Hub) Start(c *controller.Controller, args []string) error {
	fmt.Println("Hub started.")
	return nil
}

// SwitchReady asks a 1.3 switch for packets; a 1.0 switch sends them anyway.
func (Hub) SwitchReady(sw *controller.Switch) {
	fmt.Printf("Switch %#x speaks OpenFlow %s.\n", sw.DatapathID(), sw.Version())
	sw.SendTableMiss()
}

// PacketIn sends the packet on.
func (Hub) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	var po openflow.PacketOut
	po.Answer(m, openflow.Output(openflow.PortFlood))
	sw.SendPacketOut(&po)
}

// A hub, and a switch that sends it one packet.
func ExampleListen() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c, err := controller.Listen(ctx, "127.0.0.1:0", Hub{})
	if err != nil {
		fmt.Println(err)
		return
	}
	done := make(chan error)
	go func() { done <- c.Serve(ctx) }()

	sw, err := fakeswitch.Connect(c.Addr(), openflow.Version13, 0xabc)
	if err != nil {
		fmt.Println(err)
		return
	}
	sw.Send(sw.PacketIn(1, []byte("a frame")))
	po, err := sw.NextPacketOut()
	fmt.Printf("%s goes to %s. %v\n", po.Data, openflow.PortName(po.Actions[0].Port), err)
	sw.Close()

	cancel()
	fmt.Println("Serve returns", <-done)
	// Output:
	// Hub started.
	// Switch 0xabc speaks OpenFlow 1.3.
	// a frame goes to FLOOD. <nil>
	// Serve returns <nil>
}

// Watcher asks each switch what it is, in a function that may wait for answers.
type Watcher struct{ ctl *controller.Controller }

// Start keeps the controller for later.
func (w *Watcher) Start(c *controller.Controller, args []string) error {
	w.ctl = c
	return nil
}

// SwitchReady begins to ask and returns: a handler must not wait.
func (w *Watcher) SwitchReady(sw *controller.Switch) {
	w.ctl.Go(func(ctx context.Context) {
		desc, err := sw.DescStats(ctx)
		if err != nil {
			w.ctl.Logger().Warn("a switch does not say what it is", "error", err)
			return
		}
		fmt.Printf("Switch %#x is an %s.\n", sw.DatapathID(), desc.Hardware)
	})
}

// A request that returns its reply.
func ExampleController_Go() {
	c, err := controller.Listen(context.Background(), "127.0.0.1:6653", new(Watcher))
	if err != nil {
		fmt.Println(err)
		return
	}
	c.Serve(context.Background())
}

// Timers run in the handlers' turn: what they share with handlers needs no lock.
func ExampleController_Every() {
	c, err := controller.Listen(context.Background(), "127.0.0.1:0", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	ticks := 0
	c.Every(time.Millisecond, func() {
		ticks++
		if ticks == 3 {
			c.Shutdown()
		}
	})
	c.Serve(context.Background())
	fmt.Println(ticks, "ticks")
	// Output: 3 ticks
}

// A program that is nothing but its application.
func ExampleMain() {
	controller.Main(Hub{})
}

// Two applications on the same switches: one hears of packets, the other of
// switches. Both may send, and each gets the replies and errors to what it has
// sent.
func ExampleCombine() {
	controller.Main(controller.Combine(
		controller.Member{App: Hub{}, Hears: controller.PacketInEvents | controller.LLDPEvents},
		controller.Member{App: new(Watcher), Hears: controller.SwitchEvents},
	))
}

package learningswitch

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func mac(n uint32) openflow.MAC {
	return openflow.MAC{2, 0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
}

func TestTableForgetsAfter300Seconds(t *testing.T) {
	l := &LearningSwitch{tables: map[*controller.Switch]*table{nil: newTable()}}
	table := l.tables[nil]
	table.learn(mac(1), 1, l.now)
	for range 60 {
		l.age()
	}
	if _, known := table.lookup(mac(1)); !known {
		t.Error("forgotten after 300 seconds")
	}
	table.learn(mac(2), 2, l.now)
	l.age()
	if _, known := table.lookup(mac(1)); known {
		t.Error("known after 305 seconds")
	}
	if port, known := table.lookup(mac(2)); !known || port != 2 {
		t.Error("forgotten with the other")
	}
}

func TestTableIsBounded(t *testing.T) {
	table := newTable()
	for i := range uint32(maxEntries + 1000) {
		table.learn(mac(i), 1, 0)
	}
	if len(table.entries) != maxEntries {
		t.Errorf("%d entries", len(table.entries))
	}
	table.learn(mac(5), 9, 0)
	if port, _ := table.lookup(mac(5)); port != 9 {
		t.Error("a known host cannot move in a full table")
	}
}

func TestTableDoesNotAllocateForWhatItKnows(t *testing.T) {
	table := newTable()
	table.learn(mac(1), 1, 0)
	now := uint32(0)
	if n := testing.AllocsPerRun(1000, func() {
		now++
		table.learn(mac(1), now%4, now)
		table.lookup(mac(1))
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

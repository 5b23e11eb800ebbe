package learningswitch

import "github.com/trema-ns/trema-ns/controller/openflow"

// maxEntries bounds a table, so that a host that makes up addresses cannot fill
// the memory. What does not fit is not learned, and flooded.
const maxEntries = 1 << 16

// table knows by which port of one switch each address is reached.
type table struct {
	entries map[uint64]entry // by openflow.MAC.Uint64
}

type entry struct {
	port uint32
	at   uint32 // when it was heard last, in agings
}

func newTable() *table { return &table{entries: make(map[uint64]entry)} }

func (t *table) learn(mac openflow.MAC, port, now uint32) {
	key, e := mac.Uint64(), entry{port, now}
	old, known := t.entries[key]
	if old == e && known || !known && len(t.entries) >= maxEntries {
		return
	}
	t.entries[key] = e
}

func (t *table) lookup(mac openflow.MAC) (port uint32, known bool) {
	e, known := t.entries[mac.Uint64()]
	return e.port, known
}

// forget drops the entries that have become too old by now.
func (t *table) forget(now uint32) {
	for key, e := range t.entries {
		if now-e.at > uint32(maxAge/agingInterval) {
			delete(t.entries, key)
		}
	}
}

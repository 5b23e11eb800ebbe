package openflow

// PortMod changes how a port is set (1.0 §5.3.3, 1.3 §7.3.4.3). Only the bits
// in Mask are changed.
type PortMod struct {
	Port      uint32
	HWAddr    MAC // must be the port's
	Config    PortConfig
	Mask      PortConfig
	Advertise uint32 // 0 leaves it as it is
}

// Role is what a controller is to a switch among several (1.3 §6.3.6).
type Role uint32

// The roles.
const (
	RoleNoChange Role = iota // asks
	RoleEqual
	RoleMaster
	RoleSlave
)

// String returns the word of the specification.
func (r Role) String() string {
	return [...]string{"no change", "equal", "master", "slave"}[min(r, RoleSlave)]
}

// RoleRequest asks for a role, or answers (1.3 §7.3.9). The generation orders
// the masters: a switch refuses one that is older than what it has seen.
type RoleRequest struct {
	Role         Role
	GenerationID uint64
}

// AsyncConfig says which messages a switch sends by itself, to a controller
// that is equal or master [0] and to a slave [1]: the bit 1<<reason for each
// reason (1.3 §7.3.10).
type AsyncConfig struct {
	PacketIn    [2]uint32
	PortStatus  [2]uint32
	FlowRemoved [2]uint32
}

// Queue describes a queue of a port (1.0 §5.2.2, 1.3 §7.2.2). Rates are in
// tenths of a percent of the port's; 0xffff when they are not set.
type Queue struct {
	ID      uint32
	Port    uint32
	MinRate uint16
	MaxRate uint16 // 1.3
}

// Experimenter is a message of a vendor's own (1.0 §5.5.4, 1.3 §7.5.5).
type Experimenter struct {
	ID   uint32 // the vendor
	Type uint32 // 1.3
	Data []byte // view
}

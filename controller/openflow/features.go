package openflow

// Features is a switch's answer to who it is (1.0 §5.3.1, 1.3 §7.3.1).
type Features struct {
	DatapathID   uint64
	NBuffers     uint32
	NTables      uint8
	AuxiliaryID  uint8  // 1.3
	Capabilities uint32 // the bits of enum ofp_capabilities of the message's version
	Actions      uint32 // 1.0: a bit for each action type
	Ports        []Port // 1.0; a 1.3 switch is asked with a multipart request
}

// FragHandling says what a switch does with IP fragments (1.3 §7.3.2).
type FragHandling uint16

// The ways.
const (
	FragNormal FragHandling = iota
	FragDrop
	FragReassemble
)

// SwitchConfig is what [SetConfig] sets (1.0 §5.3.2, 1.3 §7.3.2).
type SwitchConfig struct {
	Flags       FragHandling
	MissSendLen uint16 // bytes of a packet that match nothing; 0xffff: all
}

// Hello opens the connection (1.0 §5.5.1, 1.3 §7.5.1).
type Hello struct {
	Version Version // the header's: the highest the sender knows
	// Bitmap has the bit 1<<v for each version v the sender knows, or is 0
	// when it has not said (1.3 §7.5.1, OFPHET_VERSIONBITMAP).
	Bitmap uint32
}

// Negotiate returns the version that both sides speak: the highest in both
// bitmaps, or the lower of the header's two when the peer has sent none
// (1.3 §6.3.1). ours has the bit 1<<v for each version v. It reports false when
// there is none.
func Negotiate(ours uint32, peer *Hello) (Version, bool) {
	if peer.Bitmap != 0 {
		v := highest(ours & peer.Bitmap)
		return v, v != 0
	}
	v := min(highest(ours), peer.Version)
	return v, ours>>v&1 != 0
}

func highest(bitmap uint32) Version {
	for v := Version(31); v > 0; v-- {
		if bitmap&(1<<v) != 0 {
			return v
		}
	}
	return 0
}

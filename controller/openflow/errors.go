package openflow

import "fmt"

// ParseError says what is wrong with the bytes of a message.
type ParseError struct {
	What   string // the structure, such as "flow mod" or "action"
	Offset int    // where in the message (or in the part given to the parser), in bytes
	Reason string

	// Type and Code are what an OpenFlow error message would carry, in the
	// numbers of the message's version (1.0 §5.4.4, 1.3 §7.5.4).
	Type, Code uint16
}

// Error implements error.
func (e *ParseError) Error() string {
	return fmt.Sprintf("openflow: %s: byte %d: %s", e.What, e.Offset, e.Reason)
}

// Numbers of error types and codes that are the same in 1.0 and 1.3.
const (
	ErrBadRequest    = 1
	BadRequestVendor = 3
	BadRequestLen    = 6
	ErrBadAction     = 2
	BadActionLen     = 1
)

// Malformed returns the error for a message whose lengths are wrong
// (OFPET_BAD_REQUEST, OFPBRC_BAD_LEN).
func Malformed(what string, offset int, reason string) *ParseError {
	return &ParseError{What: what, Offset: offset, Reason: reason, Type: ErrBadRequest, Code: BadRequestLen}
}

// UnsupportedError says that a version of OpenFlow has no way to say a thing.
type UnsupportedError struct {
	What   string // the structure, such as "match"
	Reason string
}

// Error implements error.
func (e *UnsupportedError) Error() string { return "openflow: " + e.What + ": " + e.Reason }

// Unsupported returns an [*UnsupportedError].
func Unsupported(what, reason string) *UnsupportedError {
	return &UnsupportedError{What: what, Reason: reason}
}

// Error is an error message (1.0 §5.4.4, 1.3 §7.5.4).
type Error struct {
	Version Version // the numbers below are this version's
	Type    uint16
	Code    uint16
	Data    []byte // view: the beginning of the message that was wrong, or text

	// Experimenter is the vendor's number in a 1.3 error of type 0xffff, in
	// which Code is the vendor's own.
	Experimenter uint32
}

// Clone returns a copy that shares nothing with the message.
func (e *Error) Clone() *Error {
	c := *e
	c.Data = append([]byte(nil), e.Data...)
	return &c
}

// Error implements error with the words of the specification, such as
// "OFPET_FLOW_MOD_FAILED: OFPFMFC_OVERLAP".
func (e *Error) Error() string {
	t, c := e.Names()
	return "openflow: the switch answered with an error: " + t + ": " + c
}

// Names returns type and code by the names of the specification, or as numbers
// where it has none.
func (e *Error) Names() (typ, code string) {
	table := errors10
	if e.Version >= Version13 {
		table = errors13
	}
	if int(e.Type) < len(table) {
		t := &table[e.Type]
		typ = "OFPET_" + t.name
		if int(e.Code) < len(t.codes) && t.codes[e.Code] != "" {
			return typ, t.prefix + "_" + t.codes[e.Code]
		}
		return typ, fmt.Sprintf("code %d", e.Code)
	}
	if e.Type == 0xffff && e.Version >= Version13 {
		return "OFPET_EXPERIMENTER", fmt.Sprintf("0x%08x code %d", e.Experimenter, e.Code)
	}
	return fmt.Sprintf("type %d", e.Type), fmt.Sprintf("code %d", e.Code)
}

type errorType struct {
	name   string
	prefix string
	codes  []string // the index is the number
}

var errors10 = []errorType{
	{"HELLO_FAILED", "OFPHFC", []string{"INCOMPATIBLE", "EPERM"}},
	{"BAD_REQUEST", "OFPBRC", []string{"BAD_VERSION", "BAD_TYPE", "BAD_STAT", "BAD_VENDOR", "BAD_SUBTYPE", "EPERM",
		"BAD_LEN", "BUFFER_EMPTY", "BUFFER_UNKNOWN"}},
	{"BAD_ACTION", "OFPBAC", []string{"BAD_TYPE", "BAD_LEN", "BAD_VENDOR", "BAD_VENDOR_TYPE", "BAD_OUT_PORT",
		"BAD_ARGUMENT", "EPERM", "TOO_MANY", "BAD_QUEUE"}},
	{"FLOW_MOD_FAILED", "OFPFMFC", []string{"ALL_TABLES_FULL", "OVERLAP", "EPERM", "BAD_EMERG_TIMEOUT", "BAD_COMMAND",
		"UNSUPPORTED"}},
	{"PORT_MOD_FAILED", "OFPPMFC", []string{"BAD_PORT", "BAD_HW_ADDR"}},
	{"QUEUE_OP_FAILED", "OFPQOFC", []string{"BAD_PORT", "BAD_QUEUE", "EPERM"}},
}

var errors13 = []errorType{
	{"HELLO_FAILED", "OFPHFC", []string{"INCOMPATIBLE", "EPERM"}},
	{"BAD_REQUEST", "OFPBRC", []string{"BAD_VERSION", "BAD_TYPE", "BAD_MULTIPART", "BAD_EXPERIMENTER", "BAD_EXP_TYPE",
		"EPERM", "BAD_LEN", "BUFFER_EMPTY", "BUFFER_UNKNOWN", "BAD_TABLE_ID", "IS_SLAVE", "BAD_PORT", "BAD_PACKET",
		"MULTIPART_BUFFER_OVERFLOW"}},
	{"BAD_ACTION", "OFPBAC", []string{"BAD_TYPE", "BAD_LEN", "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "BAD_OUT_PORT",
		"BAD_ARGUMENT", "EPERM", "TOO_MANY", "BAD_QUEUE", "BAD_OUT_GROUP", "MATCH_INCONSISTENT", "UNSUPPORTED_ORDER",
		"BAD_TAG", "BAD_SET_TYPE", "BAD_SET_LEN", "BAD_SET_ARGUMENT"}},
	{"BAD_INSTRUCTION", "OFPBIC", []string{"UNKNOWN_INST", "UNSUP_INST", "BAD_TABLE_ID", "UNSUP_METADATA",
		"UNSUP_METADATA_MASK", "BAD_EXPERIMENTER", "BAD_EXP_TYPE", "BAD_LEN", "EPERM"}},
	{"BAD_MATCH", "OFPBMC", []string{"BAD_TYPE", "BAD_LEN", "BAD_TAG", "BAD_DL_ADDR_MASK", "BAD_NW_ADDR_MASK",
		"BAD_WILDCARDS", "BAD_FIELD", "BAD_VALUE", "BAD_MASK", "BAD_PREREQ", "DUP_FIELD", "EPERM"}},
	{"FLOW_MOD_FAILED", "OFPFMFC", []string{"UNKNOWN", "TABLE_FULL", "BAD_TABLE_ID", "OVERLAP", "EPERM", "BAD_TIMEOUT",
		"BAD_COMMAND", "BAD_FLAGS"}},
	{"GROUP_MOD_FAILED", "OFPGMFC", []string{"GROUP_EXISTS", "INVALID_GROUP", "WEIGHT_UNSUPPORTED", "OUT_OF_GROUPS",
		"OUT_OF_BUCKETS", "CHAINING_UNSUPPORTED", "WATCH_UNSUPPORTED", "LOOP", "UNKNOWN_GROUP", "CHAINED_GROUP",
		"BAD_TYPE", "BAD_COMMAND", "BAD_BUCKET", "BAD_WATCH", "EPERM"}},
	{"PORT_MOD_FAILED", "OFPPMFC", []string{"BAD_PORT", "BAD_HW_ADDR", "BAD_CONFIG", "BAD_ADVERTISE", "EPERM"}},
	{"TABLE_MOD_FAILED", "OFPTMFC", []string{"BAD_TABLE", "BAD_CONFIG", "EPERM"}},
	{"QUEUE_OP_FAILED", "OFPQOFC", []string{"BAD_PORT", "BAD_QUEUE", "EPERM"}},
	{"SWITCH_CONFIG_FAILED", "OFPSCFC", []string{"BAD_FLAGS", "BAD_LEN", "EPERM"}},
	{"ROLE_REQUEST_FAILED", "OFPRRFC", []string{"STALE", "UNSUP", "BAD_ROLE"}},
	{"METER_MOD_FAILED", "OFPMMFC", []string{"UNKNOWN", "METER_EXISTS", "INVALID_METER", "UNKNOWN_METER", "BAD_COMMAND",
		"BAD_FLAGS", "BAD_RATE", "BAD_BURST", "BAD_BAND", "BAD_BAND_VALUE", "OUT_OF_METERS", "OUT_OF_BANDS"}},
	{"TABLE_FEATURES_FAILED", "OFPTFFC", []string{"BAD_TABLE", "BAD_METADATA", "BAD_TYPE", "BAD_LEN", "BAD_ARGUMENT",
		"EPERM"}},
}

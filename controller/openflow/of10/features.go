package of10

import of "github.com/trema-ns/trema-ns/controller/openflow"

const featuresLen = 32

// ParseFeaturesReply reads a features reply (§5.3.1). x's list of ports is used
// again.
func ParseFeaturesReply(b []byte, x *of.Features) error {
	if err := need(b, featuresLen, "features reply"); err != nil {
		return err
	}
	list := x.Ports[:0]
	*x = of.Features{
		DatapathID:   be.Uint64(b[8:]),
		NBuffers:     be.Uint32(b[16:]),
		NTables:      b[20],
		Capabilities: be.Uint32(b[24:]),
		Actions:      be.Uint32(b[28:]),
	}
	var err error
	x.Ports, err = parsePorts(b[featuresLen:], featuresLen, list)
	return err
}

// AppendFeaturesReply appends a features reply, as a switch sends it.
func AppendFeaturesReply(dst []byte, xid uint32, x *of.Features) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypeFeaturesReply, xid)
	dst = be.AppendUint64(dst, x.DatapathID)
	dst = be.AppendUint32(dst, x.NBuffers)
	dst = append(dst, x.NTables, 0, 0, 0)
	dst = be.AppendUint32(dst, x.Capabilities)
	dst = be.AppendUint32(dst, x.Actions)
	for i := range x.Ports {
		var err error
		if dst, err = appendPort(dst, &x.Ports[i]); err != nil {
			return dst[:start], err
		}
	}
	return of.PatchLength(dst, start)
}

// AppendSetConfig appends a set config message (§5.3.2).
func AppendSetConfig(dst []byte, xid uint32, x *of.SwitchConfig) []byte {
	dst = append(dst, byte(of.Version10), TypeSetConfig, 0, 12)
	dst = be.AppendUint32(dst, xid)
	dst = be.AppendUint16(dst, uint16(x.Flags))
	return be.AppendUint16(dst, x.MissSendLen)
}

// ParseSetConfig reads a set config message.
func ParseSetConfig(b []byte, x *of.SwitchConfig) error {
	if err := need(b, 12, "set config"); err != nil {
		return err
	}
	*x = of.SwitchConfig{Flags: of.FragHandling(be.Uint16(b[8:])), MissSendLen: be.Uint16(b[10:])}
	return nil
}

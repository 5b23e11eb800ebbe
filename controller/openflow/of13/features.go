package of13

import of "github.com/trema-ns/trema-ns/controller/openflow"

const featuresLen = 32

// ParseFeaturesReply reads a features reply (§7.3.1). There are no ports in it.
func ParseFeaturesReply(b []byte, x *of.Features) error {
	if err := need(b, featuresLen, "features reply"); err != nil {
		return err
	}
	*x = of.Features{
		DatapathID:   be.Uint64(b[8:]),
		NBuffers:     be.Uint32(b[16:]),
		NTables:      b[20],
		AuxiliaryID:  b[21],
		Capabilities: be.Uint32(b[24:]),
	}
	return nil
}

// AppendFeaturesReply appends a features reply, as a switch sends it.
func AppendFeaturesReply(dst []byte, xid uint32, x *of.Features) []byte {
	dst = append(dst, byte(of.Version13), TypeFeaturesReply, 0, featuresLen)
	dst = be.AppendUint32(dst, xid)
	dst = be.AppendUint64(dst, x.DatapathID)
	dst = be.AppendUint32(dst, x.NBuffers)
	dst = append(dst, x.NTables, x.AuxiliaryID, 0, 0)
	dst = be.AppendUint32(dst, x.Capabilities)
	return append(dst, 0, 0, 0, 0)
}

// AppendSetConfig appends a set config message (§7.3.2).
func AppendSetConfig(dst []byte, xid uint32, x *of.SwitchConfig) []byte {
	dst = append(dst, byte(of.Version13), TypeSetConfig, 0, 12)
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

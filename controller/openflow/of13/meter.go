package of13

import of "github.com/trema-ns/trema-ns/controller/openflow"

const (
	meterModLen    = 16
	meterConfigLen = 8
	meterStatsLen  = 40
	bandLen        = 12 // the common part; a known band has 16
)

// AppendMeterMod appends a meter mod (§7.3.4.4).
func AppendMeterMod(dst []byte, xid uint32, x *of.MeterMod) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypeMeterMod, xid)
	dst = be.AppendUint16(be.AppendUint16(dst, uint16(x.Command)), uint16(x.Flags))
	dst = be.AppendUint32(dst, x.Meter)
	dst, err := appendBands(dst, x.Bands)
	if err != nil {
		return dst[:start], err
	}
	return of.PatchLength(dst, start)
}

// ParseMeterMod reads a meter mod. Bands of vendors are skipped.
func ParseMeterMod(b []byte, x *of.MeterMod) (err error) {
	if err := need(b, meterModLen, "meter mod"); err != nil {
		return err
	}
	*x = of.MeterMod{Command: of.MeterCommand(be.Uint16(b[8:])),
		MeterConfig: of.MeterConfig{Flags: of.MeterFlags(be.Uint16(b[10:])), Meter: be.Uint32(b[12:])}}
	x.Bands, err = parseBands(b[meterModLen:], meterModLen)
	return err
}

func appendBands(dst []byte, list []of.MeterBand) ([]byte, error) {
	for _, x := range list {
		if x.Type != of.BandDrop && x.Type != of.BandDSCPRemark {
			return dst, of.Unsupported("meter band", "OpenFlow 1.3 has no such band")
		}
		dst = append(be.AppendUint16(dst, uint16(x.Type)), 0, 16)
		dst = be.AppendUint32(be.AppendUint32(dst, x.Rate), x.BurstSize)
		dst = append(dst, x.PrecLevel, 0, 0, 0)
	}
	return dst, nil
}

func parseBands(b []byte, offset int) (list []of.MeterBand, err error) {
	for len(b) > 0 {
		n, err := record(b, 2, bandLen, offset, "meter band")
		if err != nil {
			return list, err
		}
		x := of.MeterBand{Type: of.BandType(be.Uint16(b)), Rate: be.Uint32(b[4:]), BurstSize: be.Uint32(b[8:])}
		if x.Type == of.BandDSCPRemark && n >= 13 {
			x.PrecLevel = b[12]
		}
		if x.Type == of.BandDrop || x.Type == of.BandDSCPRemark {
			list = append(list, x)
		}
		b, offset = b[n:], offset+n
	}
	return list, nil
}

func parseMeterConfigs(b []byte, offset int, list []of.MeterConfig) ([]of.MeterConfig, error) {
	for len(b) > 0 {
		n, err := record(b, 0, meterConfigLen, offset, "meter config")
		if err != nil {
			return list, err
		}
		x := of.MeterConfig{Flags: of.MeterFlags(be.Uint16(b[2:])), Meter: be.Uint32(b[4:])}
		if x.Bands, err = parseBands(b[meterConfigLen:n], offset+meterConfigLen); err != nil {
			return list, err
		}
		list = append(list, x)
		b, offset = b[n:], offset+n
	}
	return list, nil
}

func appendMeterConfigs(dst []byte, list []of.MeterConfig) ([]byte, error) {
	for _, x := range list {
		start := len(dst)
		dst = be.AppendUint32(be.AppendUint16(append(dst, 0, 0), uint16(x.Flags)), x.Meter)
		var err error
		if dst, err = appendBands(dst, x.Bands); err != nil {
			return dst, err
		}
		be.PutUint16(dst[start:], uint16(len(dst)-start))
	}
	return dst, nil
}

func parseMeterStats(b []byte, offset int, list []of.MeterStats) ([]of.MeterStats, error) {
	for len(b) > 0 {
		n, err := record(b, 4, meterStatsLen, offset, "meter stats")
		if err != nil {
			return list, err
		}
		x := of.MeterStats{Meter: be.Uint32(b), FlowCount: be.Uint32(b[12:]), PacketInCount: be.Uint64(b[16:]),
			ByteInCount: be.Uint64(b[24:]), DurationSec: be.Uint32(b[32:]), DurationNsec: be.Uint32(b[36:])}
		if x.Bands, err = parseCounts(b[meterStatsLen:n], offset+meterStatsLen, "band stats"); err != nil {
			return list, err
		}
		list = append(list, x)
		b, offset = b[n:], offset+n
	}
	return list, nil
}

func appendMeterStats(dst []byte, list []of.MeterStats) []byte {
	for _, x := range list {
		dst = be.AppendUint16(be.AppendUint32(dst, x.Meter), uint16(meterStatsLen+16*len(x.Bands)))
		dst = append(dst, 0, 0, 0, 0, 0, 0)
		dst = be.AppendUint32(dst, x.FlowCount)
		dst = be.AppendUint64(be.AppendUint64(dst, x.PacketInCount), x.ByteInCount)
		dst = be.AppendUint32(be.AppendUint32(dst, x.DurationSec), x.DurationNsec)
		dst = appendCounts(dst, x.Bands)
	}
	return dst
}

package of13

import of "github.com/trema-ns/trema-ns/controller/openflow"

const (
	groupModLen   = 16
	groupDescLen  = 8
	groupStatsLen = 40
	bucketLen     = 16 // up to the actions
)

// AppendGroupMod appends a group mod (§7.3.4.2).
func AppendGroupMod(dst []byte, xid uint32, x *of.GroupMod) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypeGroupMod, xid)
	dst = append(dst, byte(x.Command>>8), byte(x.Command), byte(x.Type), 0)
	dst = be.AppendUint32(dst, x.Group)
	dst, err := appendBuckets(dst, x.Buckets)
	if err != nil {
		return dst[:start], err
	}
	return of.PatchLength(dst, start)
}

// ParseGroupMod reads a group mod.
func ParseGroupMod(b []byte, x *of.GroupMod) (err error) {
	if err := need(b, groupModLen, "group mod"); err != nil {
		return err
	}
	*x = of.GroupMod{Command: of.GroupCommand(be.Uint16(b[8:])),
		GroupDesc: of.GroupDesc{Type: of.GroupType(b[10]), Group: be.Uint32(b[12:])}}
	x.Buckets, err = parseBuckets(b[groupModLen:], groupModLen)
	return err
}

func appendBuckets(dst []byte, list []of.Bucket) ([]byte, error) {
	for i := range list {
		x, start := &list[i], len(dst)
		dst = be.AppendUint16(append(dst, 0, 0), x.Weight)
		dst = be.AppendUint32(dst, anyOr(x.WatchPort))
		dst = be.AppendUint32(dst, anyOr(x.WatchGroup))
		dst = append(dst, 0, 0, 0, 0)
		var err error
		if dst, err = appendActions(dst, x.Actions); err != nil {
			return dst, err
		}
		n := len(dst) - start
		if n > of.MaxMessageLen {
			return dst, of.Unsupported("bucket", "the actions are longer than a message")
		}
		be.PutUint16(dst[start:], uint16(n))
	}
	return dst, nil
}

func parseBuckets(b []byte, offset int) (list []of.Bucket, err error) {
	for len(b) > 0 {
		n, err := record(b, 0, bucketLen, offset, "bucket")
		if err != nil {
			return list, err
		}
		x := of.Bucket{Weight: be.Uint16(b[2:]), WatchPort: zeroOr(be.Uint32(b[4:])), WatchGroup: zeroOr(be.Uint32(b[8:]))}
		if x.Actions, err = parseActions(b[bucketLen:n], offset+bucketLen, nil); err != nil {
			return list, err
		}
		x.Actions = of.CloneActions(x.Actions)
		list = append(list, x)
		b, offset = b[n:], offset+n
	}
	return list, nil
}

func parseGroupDescs(b []byte, offset int, list []of.GroupDesc) ([]of.GroupDesc, error) {
	for len(b) > 0 {
		n, err := record(b, 0, groupDescLen, offset, "group desc")
		if err != nil {
			return list, err
		}
		x := of.GroupDesc{Type: of.GroupType(b[2]), Group: be.Uint32(b[4:])}
		if x.Buckets, err = parseBuckets(b[groupDescLen:n], offset+groupDescLen); err != nil {
			return list, err
		}
		list = append(list, x)
		b, offset = b[n:], offset+n
	}
	return list, nil
}

func appendGroupDescs(dst []byte, list []of.GroupDesc) ([]byte, error) {
	for i := range list {
		start := len(dst)
		dst = be.AppendUint32(append(dst, 0, 0, byte(list[i].Type), 0), list[i].Group)
		var err error
		if dst, err = appendBuckets(dst, list[i].Buckets); err != nil {
			return dst, err
		}
		n := len(dst) - start
		if n > of.MaxMessageLen {
			return dst, of.Unsupported("group desc", "the buckets are longer than a message")
		}
		be.PutUint16(dst[start:], uint16(n))
	}
	return dst, nil
}

func parseGroupStats(b []byte, offset int, list []of.GroupStats) ([]of.GroupStats, error) {
	for len(b) > 0 {
		n, err := record(b, 0, groupStatsLen, offset, "group stats")
		if err != nil {
			return list, err
		}
		x := of.GroupStats{Group: be.Uint32(b[4:]), RefCount: be.Uint32(b[8:]), PacketCount: be.Uint64(b[16:]),
			ByteCount: be.Uint64(b[24:]), DurationSec: be.Uint32(b[32:]), DurationNsec: be.Uint32(b[36:])}
		if x.Buckets, err = parseCounts(b[groupStatsLen:n], offset+groupStatsLen, "bucket stats"); err != nil {
			return list, err
		}
		list = append(list, x)
		b, offset = b[n:], offset+n
	}
	return list, nil
}

func appendGroupStats(dst []byte, list []of.GroupStats) []byte {
	for _, x := range list {
		dst = append(be.AppendUint16(dst, uint16(groupStatsLen+16*len(x.Buckets))), 0, 0)
		dst = be.AppendUint32(be.AppendUint32(dst, x.Group), x.RefCount)
		dst = append(dst, 0, 0, 0, 0)
		dst = be.AppendUint64(be.AppendUint64(dst, x.PacketCount), x.ByteCount)
		dst = be.AppendUint32(be.AppendUint32(dst, x.DurationSec), x.DurationNsec)
		dst = appendCounts(dst, x.Buckets)
	}
	return dst
}

func parseCounts(b []byte, offset int, what string) (list []of.BucketStats, err error) {
	err = records(b, offset, 16, what, func(b []byte) {
		list = append(list, of.BucketStats{PacketCount: be.Uint64(b), ByteCount: be.Uint64(b[8:])})
	})
	return list, err
}

func appendCounts(dst []byte, list []of.BucketStats) []byte {
	for _, c := range list {
		dst = be.AppendUint64(be.AppendUint64(dst, c.PacketCount), c.ByteCount)
	}
	return dst
}

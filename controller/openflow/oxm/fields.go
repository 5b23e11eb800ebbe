package oxm

import of "github.com/trema-ns/trema-ns/controller/openflow"

// Classes (1.3 §7.2.3.3; Open vSwitch's nicira-ext.h).
const (
	ClassNXM0         = 0x0000 // what OpenFlow 1.0 can match, as Open vSwitch says it
	ClassNXM1         = 0x0001 // Open vSwitch's own fields
	ClassBasic        = 0x8000
	ClassExperimenter = 0xffff
)

// id is class and field as they stand in the header of a TLV: the upper 23
// bits, with the mask bit and the length cut off.
type id uint32

func basic(field uint32) id { return id(ClassBasic<<7 | field) }
func nxm0(field uint32) id  { return id(field) }
func nxm1(field uint32) id  { return id(ClassNXM1<<7 | field) }

// info says how a field stands on the wire.
type info struct {
	id  id
	len uint8 // of the value, in bytes
}

// wire has the form in which Append and set-field send each field. The fields
// of a Match that depend on others are there under the name of set-field
// actions.
var wire = [...]info{
	of.FieldInPort:     {basic(0), 4},
	of.FieldInPhyPort:  {basic(1), 4},
	of.FieldMetadata:   {basic(2), 8},
	of.FieldEthDst:     {basic(3), 6},
	of.FieldEthSrc:     {basic(4), 6},
	of.FieldEthType:    {basic(5), 2},
	of.FieldVLANVID:    {basic(6), 2},
	of.FieldVLANPCP:    {basic(7), 1},
	of.FieldNwTOS:      {basic(8), 1},
	of.FieldNwECN:      {basic(9), 1},
	of.FieldNwProto:    {basic(10), 1},
	of.FieldNwSrc:      {basic(11), 4},
	of.FieldNwDst:      {basic(12), 4},
	of.FieldTpSrc:      {basic(13), 2},
	of.FieldTpDst:      {basic(14), 2},
	of.FieldTCPSrc:     {basic(13), 2},
	of.FieldTCPDst:     {basic(14), 2},
	of.FieldUDPSrc:     {basic(15), 2},
	of.FieldUDPDst:     {basic(16), 2},
	of.FieldSCTPSrc:    {basic(17), 2},
	of.FieldSCTPDst:    {basic(18), 2},
	of.FieldICMPType:   {basic(19), 1},
	of.FieldICMPCode:   {basic(20), 1},
	of.FieldARPOp:      {basic(21), 2},
	of.FieldARPSPA:     {basic(22), 4},
	of.FieldARPTPA:     {basic(23), 4},
	of.FieldARPSHA:     {basic(24), 6},
	of.FieldARPTHA:     {basic(25), 6},
	of.FieldIPv6Src:    {basic(26), 16},
	of.FieldIPv6Dst:    {basic(27), 16},
	of.FieldIPv6Label:  {basic(28), 4},
	of.FieldICMPv6Type: {basic(29), 1},
	of.FieldICMPv6Code: {basic(30), 1},
	of.FieldNDTarget:   {basic(31), 16},
	of.FieldNDSLL:      {basic(32), 6},
	of.FieldNDTLL:      {basic(33), 6},
	of.FieldMPLSLabel:  {basic(34), 4},
	of.FieldMPLSTC:     {basic(35), 1},
	of.FieldMPLSBOS:    {basic(36), 1},
	of.FieldPBBISID:    {basic(37), 3},
	of.FieldTunnelID:   {basic(38), 8},
	of.FieldIPv6ExtHdr: {basic(39), 2},
	of.FieldVLANTCI:    {nxm0(4), 2},
	of.FieldNwFrag:     {nxm1(26), 1},
	of.FieldNwTTL:      {nxm1(29), 1},
	of.FieldTCPFlags:   {nxm1(34), 2},
	of.FieldReg0:       {nxm1(0), 4},
	of.FieldReg1:       {nxm1(1), 4},
	of.FieldReg2:       {nxm1(2), 4},
	of.FieldReg3:       {nxm1(3), 4},
	of.FieldReg4:       {nxm1(4), 4},
	of.FieldReg5:       {nxm1(5), 4},
	of.FieldReg6:       {nxm1(6), 4},
	of.FieldReg7:       {nxm1(7), 4},
}

// byID has the fields as set-field actions name them.
var byID = func() map[id]of.Field {
	m := make(map[id]of.Field, len(wire))
	for f, w := range wire {
		if w.len > 0 && of.Field(f) != of.FieldTpSrc && of.Field(f) != of.FieldTpDst {
			m[w.id] = of.Field(f)
		}
	}
	return m
}()

// Len returns the length of the value of f in bytes, 0 for what is no field of a
// packet.
func Len(f of.Field) int {
	if int(f) < len(wire) {
		return int(wire[f].len)
	}
	return 0
}

// narrow has the fields whose values have fewer bits than their bytes.
var narrow = map[of.Field]int{
	of.FieldVLANVID: 12, of.FieldVLANPCP: 3, of.FieldNwTOS: 6, of.FieldNwECN: 2, of.FieldIPv6Label: 20,
	of.FieldMPLSLabel: 20, of.FieldMPLSTC: 3, of.FieldMPLSBOS: 1, of.FieldTCPFlags: 12, of.FieldIPv6ExtHdr: 9,
	of.FieldNwFrag: 2,
}

// Bits returns the length of the value of f in bits.
func Bits(f of.Field) int {
	if n, ok := narrow[f]; ok {
		return n
	}
	return 8 * Len(f)
}

// nxm has the fields whose name in Open vSwitch's actions, in OpenFlow 1.0 too,
// is not that of the basic class.
var nxm = map[of.Field]info{
	of.FieldInPort: {nxm0(0), 2}, of.FieldEthDst: {nxm0(1), 6}, of.FieldEthSrc: {nxm0(2), 6}, of.FieldEthType: {nxm0(3), 2},
	of.FieldNwProto: {nxm0(6), 1}, of.FieldNwSrc: {nxm0(7), 4}, of.FieldNwDst: {nxm0(8), 4},
	of.FieldTCPSrc: {nxm0(9), 2}, of.FieldTCPDst: {nxm0(10), 2}, of.FieldUDPSrc: {nxm0(11), 2}, of.FieldUDPDst: {nxm0(12), 2},
	of.FieldICMPType: {nxm0(13), 1}, of.FieldICMPCode: {nxm0(14), 1},
	of.FieldARPOp: {nxm0(15), 2}, of.FieldARPSPA: {nxm0(16), 4}, of.FieldARPTPA: {nxm0(17), 4},
	of.FieldTunnelID: {nxm1(16), 8}, of.FieldARPSHA: {nxm1(17), 6}, of.FieldARPTHA: {nxm1(18), 6},
	of.FieldIPv6Src: {nxm1(19), 16}, of.FieldIPv6Dst: {nxm1(20), 16},
}

// NXM returns the number that Open vSwitch's actions have for a field: class,
// field and length as in the header of a TLV.
func NXM(f of.Field) uint32 {
	w, ok := nxm[f]
	if !ok && int(f) < len(wire) {
		w = wire[f]
	}
	return uint32(w.id)<<9 | uint32(w.len)
}

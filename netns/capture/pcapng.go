package capture

import (
	"encoding/binary"
	"io"
	"time"
)

// Block types and options of the PCAP Next Generation Capture File Format
// (draft-ietf-opsawg-pcapng, sections 4 and 3.5).
const (
	sectionHeader       = 0x0a0d0d0a
	interfaceDescriptor = 1
	interfaceStatistics = 5
	enhancedPacket      = 6

	optEnd          = 0
	optUserAppl     = 4
	optIfName       = 2
	optIfDescr      = 3
	optIfTimeRes    = 9
	optIfDrop       = 5
	optIfReceived   = 4
	optPacketFlags  = 2
	linkEthernet    = 1
	byteOrder       = 0x1a2b3c4d
	nanoseconds     = 9 // a tick is 10⁻⁹ seconds
	flagIn, flagOut = 1, 2
)

// Interface is where frames of a capture are seen.
type Interface struct {
	Name        string // as it is shown beside a frame
	Description string
}

// Packet is a captured frame.
type Packet struct {
	Interface int // an index into the capture's interfaces
	Time      time.Time
	Outgoing  bool   // the machine has sent it by the device
	Length    int    // of the frame on the wire, in bytes
	Data      []byte // the frame, or its beginning
}

// Statistics counts the frames of an interface.
type Statistics struct {
	Received uint64 // handed on
	Dropped  uint64 // by the kernel, for want of room
}

// Writer writes a pcapng file. It makes one call of the underlying Write for
// each of its own, so that a reader of a pipe sees whole blocks.
type Writer struct {
	w       io.Writer
	block   []byte
	written int64
}

// NewWriter begins a file with its interfaces.
func NewWriter(w io.Writer, interfaces []Interface) (*Writer, error) {
	pw := &Writer{w: w}
	b := pw.begin(sectionHeader)
	b = le.AppendUint32(b, byteOrder)
	b = le.AppendUint16(b, 1) // version 1.0
	b = le.AppendUint16(b, 0)
	b = le.AppendUint64(b, ^uint64(0)) // the section's length is not known
	pw.end(option(b, optUserAppl, []byte("trema-ns")))
	for _, i := range interfaces {
		start := len(pw.block)
		b := append(pw.block, 0, 0, 0, 0, 0, 0, 0, 0)
		le.PutUint32(b[start:], interfaceDescriptor)
		b = le.AppendUint16(b, linkEthernet)
		b = le.AppendUint16(b, 0)
		b = le.AppendUint32(b, 0) // whole frames
		b = option(b, optIfName, []byte(i.Name))
		if i.Description != "" {
			b = option(b, optIfDescr, []byte(i.Description))
		}
		pw.endFrom(start, option(b, optIfTimeRes, []byte{nanoseconds}))
	}
	return pw, pw.flush()
}

var le = binary.LittleEndian

// Write writes a frame.
func (w *Writer) Write(p Packet) error {
	b := w.begin(enhancedPacket)
	b = le.AppendUint32(b, uint32(p.Interface))
	ticks := uint64(p.Time.UnixNano())
	b = le.AppendUint32(b, uint32(ticks>>32))
	b = le.AppendUint32(b, uint32(ticks))
	b = le.AppendUint32(b, uint32(len(p.Data)))
	b = le.AppendUint32(b, uint32(p.Length))
	b = pad(append(b, p.Data...), len(p.Data))
	direction := uint32(flagIn)
	if p.Outgoing {
		direction = flagOut
	}
	w.end(option(b, optPacketFlags, le.AppendUint32(nil, direction)))
	return w.flush()
}

// WriteStatistics ends a file with what each interface has seen.
func (w *Writer) WriteStatistics(at time.Time, all []Statistics) error {
	for i, s := range all {
		b := w.begin(interfaceStatistics)
		b = le.AppendUint32(b, uint32(i))
		ticks := uint64(at.UnixNano())
		b = le.AppendUint32(b, uint32(ticks>>32))
		b = le.AppendUint32(b, uint32(ticks))
		b = option(b, optIfReceived, le.AppendUint64(nil, s.Received))
		w.end(option(b, optIfDrop, le.AppendUint64(nil, s.Dropped)))
		if err := w.flush(); err != nil {
			return err
		}
	}
	return nil
}

// Size returns how many bytes have been written.
func (w *Writer) Size() int64 { return w.written }

// begin starts a block of a type in the writer's buffer.
func (w *Writer) begin(kind uint32) []byte {
	b := le.AppendUint32(w.block[:0], kind)
	return append(b, 0, 0, 0, 0) // its length, which end knows
}

func (w *Writer) end(b []byte) { w.endFrom(0, b) }

// endFrom ends the options of the block that begins at start, and the block.
func (w *Writer) endFrom(start int, b []byte) {
	b = le.AppendUint32(b, optEnd)
	length := uint32(len(b) - start + 4)
	le.PutUint32(b[start+4:], length)
	w.block = le.AppendUint32(b, length)
}

func (w *Writer) flush() error {
	n, err := w.w.Write(w.block)
	w.written += int64(n)
	w.block = w.block[:0]
	return err
}

// option appends an option of a block.
func option(b []byte, code uint16, value []byte) []byte {
	value = value[:min(len(value), 0xffff)]
	b = le.AppendUint16(b, code)
	b = le.AppendUint16(b, uint16(len(value)))
	return pad(append(b, value...), len(value))
}

// pad fills up to whole 32-bit words what has n bytes.
func pad(b []byte, n int) []byte {
	return append(b, make([]byte, -n&3)...)
}

package frame_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/trema-ns/trema-ns/controller/internal/frame"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// echo returns an echo request of n bytes.
func echo(n int) []byte {
	return openflow.AppendEchoRequest(nil, openflow.Version13, uint32(n), bytes.Repeat([]byte{byte(n)}, n-8))
}

func TestMessagesComeWholeHoweverTheyAreCut(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var want [][]byte
	for range 300 {
		want = append(want, echo(8+rnd.IntN(600)))
	}
	want = append(want, echo(openflow.MaxMessageLen), echo(8), echo(40000), echo(9))
	whole := bytes.Join(want, nil)
	for name, cut := range map[string]func(io.Reader) io.Reader{
		"whole":        func(r io.Reader) io.Reader { return r },
		"byte by byte": iotest.OneByteReader,
		"in halves":    iotest.HalfReader,
		"with the end": iotest.DataErrReader,
	} {
		for _, size := range []int{0, 8, 100, 4096, frame.MaxBuffer} {
			r := frame.NewReader(cut(bytes.NewReader(whole)), size, 0)
			for i, w := range want {
				h, b, err := r.Next()
				if err != nil || !bytes.Equal(b, w) || int(h.Length) != len(w) {
					t.Fatalf("%s, size %d, message %d: %+v, %d bytes, %v", name, size, i, h, len(b), err)
				}
			}
			if r.Ready() {
				t.Errorf("%s: ready at the end", name)
			}
			if _, _, err := r.Next(); err != io.EOF {
				t.Errorf("%s: at the end %v", name, err)
			}
		}
	}
}

func TestReadyTellsWhatNeedsNoRead(t *testing.T) {
	both := append(echo(20), echo(30)...)
	for n := 20; n <= len(both); n++ {
		r := frame.NewReader(bytes.NewReader(both[:n]), 4096, 0)
		if r.Ready() {
			t.Error("ready before anything is read")
		}
		if _, _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
		if got, want := r.Ready(), n == len(both); got != want {
			t.Errorf("ready with %d of 30 bytes: %v", n-20, got)
		}
	}
}

func TestEndsAndLimits(t *testing.T) {
	for name, tt := range map[string]struct {
		bytes []byte
		limit int
		want  error
	}{
		"within a header":  {echo(20)[:5], 0, io.ErrUnexpectedEOF},
		"within a message": {echo(20)[:19], 0, io.ErrUnexpectedEOF},
		"above the limit":  {echo(513), 512, frame.ErrTooLong},
	} {
		if _, _, err := frame.NewReader(bytes.NewReader(tt.bytes), 512, tt.limit).Next(); err != tt.want {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	var parse *openflow.ParseError
	if _, _, err := frame.NewReader(bytes.NewReader([]byte{1, 0, 0, 7, 0, 0, 0, 0}), 512, 0).Next(); !errors.As(err, &parse) {
		t.Errorf("a length of 7: %v", err)
	}
	r := frame.NewReader(bytes.NewReader(echo(513)), 512, 513)
	if _, _, err := r.Next(); err != nil {
		t.Errorf("as long as the limit: %v", err)
	}
	stuck := frame.NewReader(iotest.ErrReader(nil), 512, 0)
	if _, _, err := stuck.Next(); err != io.ErrNoProgress {
		t.Errorf("a reader that does nothing: %v", err)
	}
}

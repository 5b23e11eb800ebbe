package graph

import (
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
)

// style is how a text is set.
type style struct {
	size float64
	bold bool
}

var (
	nameStyle  = style{13, true}
	lineStyle  = style{11, false}
	portStyle  = style{10, false}
	labelStyle = style{10, false}
)

// typesetter sets texts; it is not for two goroutines at once. It reads a font
// only when something is written in it.
type typesetter struct {
	own   map[style]font.Face                // the program's font
	other map[*sfnt.Font]map[style]font.Face // those of the machine
}

func newTypesetter() *typesetter {
	return &typesetter{own: map[style]font.Face{}, other: map[*sfnt.Font]map[style]font.Face{}}
}

var ownFonts = sync.OnceValue(func() (fonts [2]*sfnt.Font) {
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // the font is part of the program
		}
		fonts[i] = f
	}
	return fonts
})

func newFace(f *sfnt.Font, st style) font.Face {
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: st.size, DPI: 72})
	if err != nil {
		panic(err) // it never fails
	}
	return face
}

func (t *typesetter) face(st style) font.Face {
	if t.own[st] == nil {
		i := 0
		if st.bold {
			i = 1
		}
		t.own[st] = newFace(ownFonts()[i], st)
	}
	return t.own[st]
}

// faceFor returns the program's own font, or one of the machine's for a
// character which that does not have.
func (t *typesetter) faceFor(r rune, st style) font.Face {
	own := t.face(st)
	if _, ok := own.GlyphAdvance(r); ok {
		return own
	}
	for _, f := range machineFonts() {
		var b sfnt.Buffer
		if i, err := f.GlyphIndex(&b, r); err != nil || i == 0 {
			continue
		}
		if t.other[f] == nil {
			t.other[f] = map[style]font.Face{}
		}
		if t.other[f][st] == nil {
			t.other[f][st] = newFace(f, st)
		}
		return t.other[f][st]
	}
	return own
}

// width returns how wide a text is, in pixels. What the program's font does not
// have, Chinese or Japanese for the most part, is as wide as it is high.
func (t *typesetter) width(text string, st style) float64 {
	face, sum := t.face(st), 0.0
	for _, r := range text {
		if advance, ok := face.GlyphAdvance(r); ok {
			sum += float64(advance) / 64
		} else {
			sum += st.size
		}
	}
	return sum
}

// measuring is the typesetter that layouts measure with.
var measuring = struct {
	sync.Mutex
	*typesetter
}{typesetter: newTypesetter()}

// width returns how wide a text in the style is, in pixels.
func (st style) width(text string) float64 {
	measuring.Lock()
	defer measuring.Unlock()
	return measuring.typesetter.width(text, st)
}

// short leaves the middle out of a long name: names that differ do so at their
// beginnings or their ends.
func short(name string) string {
	const longest, head, tail = 28, 17, 10
	r := []rune(name)
	if len(r) <= longest {
		return name
	}
	return string(r[:head]) + "…" + string(r[len(r)-tail:])
}

// machineFonts are the fonts of this machine that are likely to have Chinese,
// Japanese and Korean characters, or many others.
var machineFonts = sync.OnceValue(func() []*sfnt.Font {
	var all []*sfnt.Font
	for _, pattern := range []string{"opentype/noto/NotoSansCJK-Regular.ttc", "opentype/ipa*-gothic/*.ttf", "truetype/fonts-japanese-gothic.ttf", "truetype/wqy/*.ttc", "truetype/droid/*Fallback*.ttf", "truetype/dejavu/DejaVuSans.ttf"} {
		for _, folder := range []string{"/usr/share/fonts", "/usr/local/share/fonts"} {
			files, _ := filepath.Glob(filepath.Join(folder, pattern))
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					continue
				}
				if collection, err := opentype.ParseCollection(data); err == nil {
					if f, err := collection.Font(0); err == nil {
						all = append(all, f)
					}
				}
			}
		}
	}
	return all
})

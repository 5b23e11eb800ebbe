package graph

import (
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"

	"git.sr.ht/~sbinet/gg"
)

// maxPixels bounds a PNG: a picture of more is made smaller, or refused when
// nothing could be read in it any more.
const maxPixels = 120e6

// WritePNG writes the picture as PNG, scale times as large as it is on a page: 2
// is sharp on today's screens and in print.
func (p *Picture) WritePNG(w io.Writer, scale float64) error {
	if area := p.Width * p.Height * scale * scale; area > maxPixels {
		if scale *= math.Sqrt(maxPixels / area); scale < 0.5 {
			return fmt.Errorf("the picture is too large for PNG: %.0f by %.0f pixels; SVG has no such limit", p.Width, p.Height)
		}
	}
	c := gg.NewContext(int(math.Ceil(p.Width*scale)), int(math.Ceil(p.Height*scale)))
	d := painter{c, newTypesetter(), scale}
	c.SetColor(color.White)
	c.Clear()
	for i := range p.edges {
		d.cable(&p.edges[i])
	}
	for i := range p.nodes {
		d.node(&p.nodes[i])
	}
	for i := range p.edges {
		for _, l := range p.edges[i].labels {
			d.label(l)
		}
	}
	for _, l := range p.captions {
		d.label(l)
	}
	return png.Encode(w, c.Image())
}

// The colours are those of svgStyle.
var (
	ink     = color.RGBA{0x1a, 0x1f, 0x26, 0xff}
	paleInk = color.RGBA{0x47, 0x50, 0x5c, 0xff}
	grey    = color.RGBA{0x5b, 0x65, 0x72, 0xff}
	red     = color.RGBA{0xb3, 0x26, 0x1e, 0xff}

	boxColors = map[Kind][2]color.Color{ // inside and border
		Switch:    {color.RGBA{0xdb, 0xe9, 0xf8, 0xff}, color.RGBA{0x1f, 0x5f, 0xa8, 0xff}},
		Host:      {color.RGBA{0xf4, 0xf9, 0xee, 0xff}, color.RGBA{0x4f, 0x8a, 0x2c, 0xff}},
		Interface: {color.RGBA{0xf2, 0xf2, 0xf2, 0xff}, color.RGBA{0x77, 0x77, 0x77, 0xff}},
	}
	downColors = [2]color.Color{color.RGBA{0xfd, 0xec, 0xea, 0xff}, red}
)

type painter struct {
	*gg.Context
	texts *typesetter
	scale float64
}

func (d painter) cable(e *drawnEdge) {
	d.SetColor(grey)
	d.SetDash()
	if e.State == Down {
		d.SetColor(red)
		d.SetDash(5*d.scale, 4*d.scale)
	}
	d.SetLineWidth(1.5 * d.scale)
	for i, p := range e.path {
		if i == 0 {
			d.MoveTo(p.x*d.scale, p.y*d.scale)
		} else {
			d.LineTo(p.x*d.scale, p.y*d.scale)
		}
	}
	d.Stroke()
}

func (d painter) node(n *drawnNode) {
	size, colors := n.box.size(), boxColors[n.Kind]
	d.SetDash()
	if n.Kind == Interface {
		d.SetDash(4*d.scale, 3*d.scale)
	}
	if n.State == Down {
		colors = downColors
		d.SetDash(5*d.scale, 3*d.scale)
	}
	d.DrawRoundedRectangle(n.box.min.x*d.scale, n.box.min.y*d.scale, size.x*d.scale, size.y*d.scale, n.radius()*d.scale)
	d.SetColor(colors[0])
	d.FillPreserve()
	d.SetColor(colors[1])
	d.SetLineWidth(1.5 * d.scale)
	d.Stroke()
	for _, t := range n.texts() {
		d.SetColor(ink)
		if t.style == lineStyle {
			d.SetColor(paleInk)
		}
		d.text(t.text, t.at, t.style)
	}
}

// label draws a text on white, so that it can be read on a cable.
func (d painter) label(l label) {
	style := labelStyle
	if l.kind == cutLabel {
		style.size = 14
	}
	w, h := style.width(l.text)+4, style.size+2
	d.SetDash()
	d.DrawRectangle((l.at.x-w/2)*d.scale, (l.at.y-h/2)*d.scale, w*d.scale, h*d.scale)
	d.SetColor(color.White)
	d.Fill()
	d.SetColor(paleInk)
	if l.kind == cutLabel {
		d.SetColor(red)
	}
	d.text(l.text, l.at, style)
}

// text draws a text around a point, a character at a time: each in the first
// font that has it.
func (d painter) text(s string, at point, st style) {
	st.size *= d.scale
	x := at.x*d.scale - d.texts.width(s, st)/2
	y := at.y*d.scale + st.size*0.36 // from the middle of the small letters to the line they stand on
	for _, r := range s {
		d.SetFontFace(d.texts.faceFor(r, st))
		d.DrawString(string(r), x, y)
		x += d.texts.width(string(r), st)
	}
}

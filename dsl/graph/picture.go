package graph

import (
	"math"
	"slices"
)

// Picture is a graph in which everything has its place. Lengths are in pixels
// at 96 to the inch, x to the right and y down from the upper left corner.
type Picture struct {
	Title         string
	Width, Height float64
	nodes         []drawnNode
	edges         []drawnEdge
	captions      []label // below the network
}

type drawnNode struct {
	Node
	box rect
}

type drawnEdge struct {
	Edge
	path   []point // from the border of one box to that of the other
	labels []label
}

// label is a short text on or beside a cable, around a point.
type label struct {
	text string
	at   point
	kind labelKind
}

type labelKind string

const (
	portLabel  labelKind = "port"
	limitLabel labelKind = "limit"
	cutLabel   labelKind = "cut" // a cross where a cable is cut

	captionLabel labelKind = "caption"
)

// Draw gives everything its place.
func (g *Graph) Draw() *Picture {
	b := newBoard(g)
	p := &Picture{Title: g.Title, Width: 2 * margin, Height: 2 * margin}
	if len(g.Nodes) == 0 {
		return p
	}
	extent := b.layOut()
	for i := range g.Nodes {
		p.nodes = append(p.nodes, drawnNode{g.Nodes[i], around(b.at[i], b.size[i])})
	}
	side := b.beside()
	for e := range g.Edges {
		drawn := drawnEdge{Edge: g.Edges[e]}
		drawn.path = b.route(e, side[e])
		p.edges = append(p.edges, drawn)
	}
	captions := p.shared()
	p.label(func(e int) bool { return len(b.via[e]) > 0 })
	for _, e := range p.edges {
		for _, corner := range e.path {
			extent = extent.with(rect{corner, corner})
		}
		for _, l := range e.labels {
			extent = extent.with(l.boxAt(l.at))
		}
	}
	for _, text := range captions {
		l := label{text: text, kind: captionLabel}
		l.at = point{extent.min.x + labelStyle.width(text)/2, extent.max.y + 20}
		p.captions = append(p.captions, l)
		extent = extent.with(l.boxAt(l.at))
	}
	p.moveTo(extent)
	return p
}

// shared takes the limits that all cables of a sort have in common off them,
// where there are many, to be said once.
func (p *Picture) shared() (captions []string) {
	const many = 6
	for _, sort := range []struct {
		name  string
		hosts bool
	}{{"each cable between switches", false}, {"each cable to a host", true}} {
		var common []*drawnEdge
		for i := range p.edges {
			e := &p.edges[i]
			if between := p.nodes[e.Ends[0]].Kind == Switch && p.nodes[e.Ends[1]].Kind == Switch; between != sort.hosts {
				common = append(common, e)
			}
		}
		if len(common) < many || common[0].Label == "" {
			continue
		}
		text := common[0].Label
		if slices.ContainsFunc(common, func(e *drawnEdge) bool { return e.Label != text }) {
			continue
		}
		for _, e := range common {
			e.Label = ""
		}
		captions = append(captions, sort.name+": "+text)
	}
	return captions
}

// Place is the box of a node: its centre and its size.
type Place struct{ X, Y, Width, Height float64 }

// Places returns the boxes of the graph's nodes, in their order.
func (p *Picture) Places() []Place {
	all := make([]Place, len(p.nodes))
	for i := range p.nodes {
		centre, size := p.nodes[i].box.centre(), p.nodes[i].box.size()
		all[i] = Place{centre.x, centre.y, size.x, size.y}
	}
	return all
}

// moveTo makes the corner of what is drawn, with the margin, the picture's
// origin, and rounds places so that no machine's arithmetic shows.
func (p *Picture) moveTo(extent rect) {
	by := point{margin, margin}.minus(extent.min)
	set := func(q *point) { *q = point{math.Round((q.x+by.x)*10) / 10, math.Round((q.y+by.y)*10) / 10} }
	for i := range p.nodes {
		box := &p.nodes[i].box
		size := box.size()
		set(&box.min)
		box.max = box.min.plus(size)
	}
	for i := range p.edges {
		e := &p.edges[i]
		e.path = slices.Clone(e.path)
		for k := range e.path {
			set(&e.path[k])
		}
		for k := range e.labels {
			set(&e.labels[k].at)
		}
	}
	for i := range p.captions {
		set(&p.captions[i].at)
	}
	p.Width, p.Height = math.Ceil(extent.size().x+2*margin), math.Ceil(extent.size().y+2*margin)
}

// beside returns for each cable how many cables' widths it goes beside the
// straight way between its nodes: two or more of them between the same nodes
// are drawn side by side.
func (b *board) beside() []float64 {
	bundles := map[[2]int][]int{}
	for e, edge := range b.g.Edges {
		pair := inOrder(edge.Ends[0], edge.Ends[1])
		bundles[pair] = append(bundles[pair], e)
	}
	side := make([]float64, len(b.g.Edges))
	for pair, bundle := range bundles {
		for k, e := range bundle {
			side[e] = float64(k) - float64(len(bundle)-1)/2
			if b.g.Edges[e].Ends != pair { // drawn the other way round
				side[e] = -side[e]
			}
		}
	}
	return side
}

// route returns the way of a cable between its boxes' borders.
func (b *board) route(e int, side float64) []point {
	from, to := b.g.Edges[e].Ends[0], b.g.Edges[e].Ends[1]
	start, end := b.at[from], b.at[to]
	if from == to { // a loop above the box
		top := start.y - b.size[from].y/2
		return []point{{start.x - 12, top}, {start.x - 12, top - 22}, {start.x + 12, top - 22}, {start.x + 12, top}}
	}
	if corners := b.via[e]; len(corners) > 0 {
		way := append([]point{border(start, b.size[from], corners[0])}, corners...)
		return append(way, border(end, b.size[to], corners[len(corners)-1]))
	}
	const distance = 16.0 // between cables side by side
	direction := start.towards(end)
	off := point{-direction.y, direction.x}.times(side * distance)
	return []point{clip(start.plus(off), end.plus(off), around(start, b.size[from])), clip(end.plus(off), start.plus(off), around(end, b.size[to]))}
}

// clip returns where the way from a point inside a box to another leaves it.
func clip(from, to point, box rect) point {
	scale := 1.0
	d := to.minus(from)
	for _, axis := range [][4]float64{{from.x, d.x, box.min.x, box.max.x}, {from.y, d.y, box.min.y, box.max.y}} {
		switch {
		case axis[1] > 0:
			scale = math.Min(scale, (axis[3]-axis[0])/axis[1])
		case axis[1] < 0:
			scale = math.Min(scale, (axis[2]-axis[0])/axis[1])
		}
	}
	return from.plus(d.times(math.Max(scale, 0)))
}

// places returns the texts of a cable, each with the points where it may stand,
// the best first: a port's number near its switch, the limits near the middle.
func (e *Edge) places(way []point, comb bool) (labels []label, choices [][]point) {
	add := func(text string, kind labelKind, at ...point) {
		labels, choices = append(labels, label{text, at[0], kind}), append(choices, at)
	}
	for i, text := range e.Ports {
		if text == "" {
			continue
		}
		from, to := way[0], way[1]
		if i == 1 {
			from, to = way[len(way)-1], way[len(way)-2]
		}
		if comb && e.Ports[1-i] == "" { // the cables of a comb are one at the switch: say it at the host
			from, to = way[len(way)-1], way[len(way)-2]
			if i == 1 {
				from, to = way[0], way[1]
			}
			beside := point{3 + portStyle.width(text)/2, 0}
			if from.y == to.y {
				beside = point{0, 6}
			}
			add(text, portLabel, from.between(to).minus(beside))
			continue
		}
		var at []point
		for _, distance := range []float64{11, 17, 24, 31, 38} {
			at = append(at, from.plus(from.towards(to).times(math.Min(distance, to.minus(from).length()/2))))
		}
		add(text, portLabel, at...)
	}
	if comb && e.Label != "" {
		tooth := way[len(way)-1].between(way[len(way)-2])
		if e.Ports[0] == "" {
			tooth = way[0].between(way[1])
		}
		add(e.Label, limitLabel, tooth.plus(point{4 + labelStyle.width(e.Label)/2, 0}))
	}
	k := len(way) / 2
	middle := way[k-1].between(way[k])
	if e.State == Down {
		add("✕", cutLabel, middle)
	}
	if e.Label != "" && !comb {
		var at []point
		for _, part := range []float64{0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73} {
			at = append(at, way[k-1].plus(way[k].minus(way[k-1]).times(part)))
		}
		add(e.Label, limitLabel, at...)
	}
	return labels, choices
}

// label gives every text the first of its places that is free.
func (p *Picture) label(comb func(e int) bool) {
	taken := newTaken()
	for i := range p.nodes {
		taken.add(p.nodes[i].box)
	}
	for i := range p.edges {
		e := &p.edges[i]
		var choices [][]point
		e.labels, choices = e.places(e.path, comb(i))
		for k := range e.labels {
			l := &e.labels[k]
			for _, at := range choices[k] {
				if taken.free(l.boxAt(at)) {
					l.at = at
					break
				}
			}
			taken.add(l.boxAt(l.at))
		}
	}
}

func (l label) boxAt(at point) rect {
	return around(at, point{labelStyle.width(l.text), labelStyle.size})
}

// taken are boxes that nothing else may be drawn over, by the squares of a grid
// that they touch.
type taken map[[2]int][]rect

const square = 64.0

func newTaken() taken { return taken{} }

func (t taken) squares(r rect, each func(at [2]int)) {
	for x := int(math.Floor(r.min.x / square)); x <= int(math.Floor(r.max.x/square)); x++ {
		for y := int(math.Floor(r.min.y / square)); y <= int(math.Floor(r.max.y/square)); y++ {
			each([2]int{x, y})
		}
	}
}

func (t taken) add(r rect) {
	t.squares(r, func(at [2]int) { t[at] = append(t[at], r) })
}

func (t taken) free(r rect) bool {
	free := true
	t.squares(r, func(at [2]int) {
		for _, other := range t[at] {
			free = free && !r.overlaps(other, 0)
		}
	})
	return free
}

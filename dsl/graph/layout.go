package graph

import (
	"math"
	"slices"
)

// A layout is made in three turns. Hosts that hang on a single switch are taken
// off; what is left, a network's core, shows its shape (shape.go), and each
// shape has a layout of its own (line.go, circle.go, tree.go, layers.go,
// lattice.go) or else the general one (stress.go). Then a switch and the hosts
// that hang on it, its cell (cell.go), are set in one place, so a layout needs
// to know nothing but the sizes of cells. Parts of a network that are not
// connected are laid out by themselves and packed side by side.

// Distances between boxes.
const (
	gap     = 20.0   // between neighbours that no cable joins
	reach   = 52.0   // of a cable: room for two port numbers
	margin  = 24.0   // around the picture
	widest  = 2600.0 // of what stands in rows of switches, before hosts go into lists
	between = 48.0   // unconnected parts
)

// board is what a layout works on.
type board struct {
	g     *Graph
	size  []point         // of each node's box
	at    []point         // the centre of each node's box
	via   map[int][]point // corners of a cable that does not go straight, from its first end to its second
	near  [][]int         // the neighbours of each node, each once
	cells []cell          // of the part that is laid out, in the order of nodes
	core  [][]int         // the neighbours of each cell's hub that are hubs: indices of cells

	said map[[2]int]float64 // how wide the limits are that a cable between two nodes shows, by the nodes in order

	narrow bool // hosts stand in lists, not in rows, for else the picture would be too wide
}

func newBoard(g *Graph) *board {
	b := &board{g: g, size: make([]point, len(g.Nodes)), at: make([]point, len(g.Nodes)), via: map[int][]point{}, near: make([][]int, len(g.Nodes)), said: map[[2]int]float64{}}
	for i := range g.Nodes {
		b.size[i] = boxSize(&g.Nodes[i])
	}
	for _, e := range g.Edges {
		from, to := e.Ends[0], e.Ends[1]
		if e.Label != "" {
			pair := inOrder(from, to)
			b.said[pair] = math.Max(b.said[pair], labelStyle.width(e.Label))
		}
		if from == to || slices.Contains(b.near[from], to) {
			continue
		}
		b.near[from], b.near[to] = append(b.near[from], to), append(b.near[to], from)
	}
	return b
}

func inOrder(one, other int) [2]int { return [2]int{min(one, other), max(one, other)} }

// length returns how long a level cable between two nodes must be at least.
func (b *board) length(one, other int) float64 {
	if said := b.said[inOrder(one, other)]; said > 0 {
		return math.Max(reach, said+44) // with a port number on either side
	}
	return reach
}

func boxSize(n *Node) point {
	width := nameStyle.width(short(n.Name))
	for _, line := range n.Lines {
		width = math.Max(width, lineStyle.width(line))
	}
	height := 28.0 + 14*float64(len(n.Lines))
	return point{math.Ceil(math.Max(width+20, 48)/2) * 2, height}
}

// layOut places all nodes and returns what they take up.
func (b *board) layOut() rect {
	var parts [][]int
	seen := make([]bool, len(b.g.Nodes))
	for i := range b.g.Nodes {
		if !seen[i] {
			parts = append(parts, b.connected(i, seen))
		}
	}
	boxes := make([]rect, len(parts))
	edges := make([][]int, len(b.g.Nodes)) // the cables with corners, by their first node
	for i, part := range parts {
		b.layOutPart(part)
		boxes[i] = b.extent(part)
	}
	for e := range b.via {
		edges[b.g.Edges[e].Ends[0]] = append(edges[b.g.Edges[e].Ends[0]], e)
	}
	var all rect
	for i, corner := range pack(boxes) {
		by := corner.minus(boxes[i].min)
		for _, n := range parts[i] {
			b.at[n] = b.at[n].plus(by)
			for _, e := range edges[n] {
				for c := range b.via[e] {
					b.via[e][c] = b.via[e][c].plus(by)
				}
			}
		}
		if moved := boxes[i].moved(by); i == 0 {
			all = moved
		} else {
			all = all.with(moved)
		}
	}
	return all
}

// connected returns the nodes that can be reached from one, in order.
func (b *board) connected(from int, seen []bool) []int {
	part := []int{from}
	seen[from] = true
	for i := 0; i < len(part); i++ {
		for _, n := range b.near[part[i]] {
			if !seen[n] {
				seen[n] = true
				part = append(part, n)
			}
		}
	}
	slices.Sort(part)
	return part
}

// extent returns what nodes and the corners of their cables take up.
func (b *board) extent(part []int) rect {
	r := around(b.at[part[0]], b.size[part[0]])
	inPart := map[int]bool{}
	for _, n := range part {
		r = r.with(around(b.at[n], b.size[n]))
		inPart[n] = true
	}
	for e, corners := range b.via {
		if inPart[b.g.Edges[e].Ends[0]] {
			for _, c := range corners {
				r = r.with(rect{c, c})
			}
		}
	}
	return r
}

// layOutPart places the nodes of one connected part.
func (b *board) layOutPart(part []int) {
	b.narrow = false
	b.makeCells(part, len(b.path(part)) == 0)
	switch s := b.shape(); s.kind {
	case lineShape:
		b.line(s.order)
	case starShape:
		b.star(s.order[0])
	case ringShape, meshShape:
		b.circle(s.order)
	case treeShape:
		b.tree(s.order[0])
	case layerShape:
		b.layers(s.level)
	case latticeShape:
		b.lattice(s.place)
	default:
		b.stress()
	}
}

// pack returns the upper left corners of boxes that stand in rows.
func pack(boxes []rect) []point {
	area, longest := 0.0, 0.0
	for _, r := range boxes {
		s := r.size()
		area += (s.x + between) * (s.y + between)
		longest = math.Max(longest, s.x)
	}
	limit := math.Max(longest, math.Sqrt(area*1.8))
	corners := make([]point, len(boxes))
	x, y, height, first := 0.0, 0.0, 0.0, 0
	endRow := func(next int) {
		for i := first; i < next; i++ { // a row's boxes stand on one line through their middles
			corners[i].y = y + (height-boxes[i].size().y)/2
		}
		first, x, y, height = next, 0, y+height+between, 0
	}
	for i, r := range boxes {
		s := r.size()
		if x > 0 && x+s.x > limit {
			endRow(i)
		}
		corners[i].x = x
		x += s.x + between
		height = math.Max(height, s.y)
	}
	endRow(len(boxes))
	return corners
}

package graph

import (
	"math/bits"
	"slices"
)

type shapeKind int

const (
	noShape shapeKind = iota
	lineShape
	starShape
	ringShape
	meshShape // every switch with every other
	treeShape
	layerShape   // cables only between one layer and the next: leaf and spine, fat tree
	latticeShape // a grid, a torus, a hypercube: nodes have coordinates
)

// shape is what the core of a part of the network looks like. Its lists are
// indices of cells or by cell.
type shape struct {
	kind  shapeKind
	order []int   // of a line, a ring or a mesh: one after the other; of a tree or a star: its root
	level []int   // of layers: the layer of each cell, 0 below
	place []point // of a lattice: the coordinates of each cell, a step being 1
}

// shape says what the core looks like; a more special shape goes before a more
// general one.
func (b *board) shape() shape {
	n, edges := len(b.core), 0
	for _, near := range b.core {
		edges += len(near)
	}
	edges /= 2
	if n == 1 {
		if len(b.cells[0].leaves) > 0 {
			return shape{kind: starShape, order: []int{0}}
		}
		return shape{kind: lineShape, order: []int{0}}
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	if order := path(b.core, all); order != nil {
		return shape{kind: lineShape, order: order}
	}
	if order := ring(b.core); order != nil {
		return shape{kind: ringShape, order: order}
	}
	if edges == n-1 {
		root := middle(b.core)
		if near := len(b.core[root]); near == n-1 && near >= 5 && near <= 24 && len(b.cells[root].leaves) == 0 {
			return shape{kind: starShape, order: []int{root}}
		}
		return shape{kind: treeShape, order: []int{root}}
	}
	if edges == n*(n-1)/2 {
		return shape{kind: meshShape, order: all}
	}
	if place := grid(b.core); place != nil {
		return shape{kind: latticeShape, place: place}
	}
	if place := hypercube(b.core); place != nil {
		return shape{kind: latticeShape, place: place}
	}
	if level := b.layered(); level != nil {
		return shape{kind: layerShape, level: level}
	}
	return shape{}
}

// path returns the nodes of a part in order if they are a line, its hosts
// included; else nil.
func (b *board) path(part []int) []int { return path(b.near, part) }

// path returns nodes in order if they are a line: from the end that comes
// first. A line has two ends.
func path(near [][]int, nodes []int) []int {
	start := -1
	for _, n := range nodes {
		switch len(near[n]) {
		case 1:
			if start < 0 {
				start = n
			}
		case 2:
		default:
			return nil
		}
	}
	if start < 0 {
		return nil
	}
	return walk(near, start)
}

// walk follows nodes with two neighbours from one on until there is no new one.
func walk(near [][]int, start int) []int {
	order, last := []int{start}, -1
	for at := start; ; {
		next := -1
		for _, n := range near[at] {
			if n != last && n != start {
				next = n
				break
			}
		}
		if next < 0 || len(order) > 2 && next == start {
			return order
		}
		order, last, at = append(order, next), at, next
	}
}

// ring returns the nodes around a ring, or nil if they are none.
func ring(near [][]int) []int {
	for _, n := range near {
		if len(n) != 2 {
			return nil
		}
	}
	return walk(near, 0)
}

// distances returns how many steps each node is away from the nearest of some;
// -1 where none can be reached.
func distances(near [][]int, from ...int) []int {
	d := make([]int, len(near))
	for i := range d {
		d[i] = -1
	}
	for _, n := range from {
		d[n] = 0
	}
	for queue := slices.Clone(from); len(queue) > 0; queue = queue[1:] {
		for _, n := range near[queue[0]] {
			if d[n] < 0 {
				d[n] = d[queue[0]] + 1
				queue = append(queue, n)
			}
		}
	}
	return d
}

// middle returns the node of a tree from which the farthest is nearest; of two,
// the first.
func middle(near [][]int) int {
	far := func(from int) int {
		d := distances(near, from)
		return slices.Index(d, slices.Max(d))
	}
	one := far(0)
	fromOne := distances(near, one)
	other := slices.Index(fromOne, slices.Max(fromOne))
	fromOther := distances(near, other)
	for n := range near {
		if fromOne[n]+fromOther[n] == fromOne[other] && max(fromOne[n], fromOther[n]) == (fromOne[other]+1)/2 {
			return n
		}
	}
	return 0
}

// layered returns the layer of each cell if the switches with hosts are the
// lowest one, and cables only join a layer with the next. Each layer above must
// be a real meeting place: no more switches than below, each with two cables or
// more to below.
func (b *board) layered() []int {
	var bottom []int
	for i := range b.cells {
		if len(b.cells[i].leaves) > 0 {
			bottom = append(bottom, i)
		}
	}
	if len(bottom) < 2 {
		return nil
	}
	level := distances(b.core, bottom...)
	sizes := make([]int, slices.Max(level)+1)
	if len(sizes) < 2 || len(sizes) > 5 {
		return nil
	}
	for i, near := range b.core {
		sizes[level[i]]++
		below := 0
		for _, n := range near {
			switch level[n] - level[i] {
			case 0:
				return nil
			case -1:
				below++
			}
		}
		if level[i] > 0 && below < 2 {
			return nil
		}
	}
	for i := 1; i < len(sizes); i++ {
		if sizes[i] > sizes[i-1] {
			return nil
		}
	}
	return level
}

// grid returns the coordinates of each node if they are a grid of rows and
// columns, two of each or more; else nil. Its corners have two neighbours. Two
// corners of one side tell the coordinates of every node by its distances.
func grid(near [][]int) []point {
	var corners []int
	for i, n := range near {
		switch len(n) {
		case 2:
			corners = append(corners, i)
		case 3, 4:
		default:
			return nil
		}
	}
	if len(corners) != 4 {
		return nil
	}
	origin := distances(near, corners[0])
	others := slices.Clone(corners[1:])
	slices.SortStableFunc(others, func(a, b int) int { return origin[a] - origin[b] })
	// The nearest corner is at the end of the shorter side, the next one at that
	// of the longer.
	for _, end := range []int{others[1], others[0]} {
		columns := origin[end] + 1
		if columns < 2 || len(near)%columns != 0 {
			continue
		}
		fromEnd := distances(near, end)
		place, taken, fits := make([]point, len(near)), map[point]bool{}, true
		for i := range near {
			sum, difference := origin[i]+fromEnd[i]-(columns-1), origin[i]-fromEnd[i]+(columns-1)
			place[i] = point{float64(difference) / 2, float64(sum) / 2}
			fits = fits && sum%2 == 0 && difference%2 == 0 && !taken[place[i]] && int(place[i].x) < columns && int(place[i].y) < len(near)/columns
			taken[place[i]] = true
		}
		for i, n := range near {
			for _, j := range n {
				fits = fits && place[i].minus(place[j]).length() == 1
			}
		}
		if fits {
			return place
		}
	}
	return nil
}

// hypercube returns where the nodes of a hypercube of three or four dimensions
// are drawn: a cube behind another, smaller steps for the higher dimensions.
func hypercube(near [][]int) []point {
	dimensions := bits.Len(uint(len(near))) - 1
	if len(near) != 1<<dimensions || dimensions < 3 || dimensions > 4 {
		return nil
	}
	for _, n := range near {
		if len(n) != dimensions {
			return nil
		}
	}
	// The first node is 0, its neighbours are the powers of two, and every other
	// has the bits of its neighbours that are nearer to the first.
	label := make([]int, len(near))
	for i, n := range near[0] {
		label[n] = 1 << i
	}
	d := distances(near, 0)
	for step := 2; step <= dimensions; step++ {
		for i, n := range near {
			if d[i] == step {
				for _, j := range n {
					if d[j] == step-1 {
						label[i] |= label[j]
					}
				}
			}
		}
	}
	for i, n := range near {
		for _, j := range n {
			if bits.OnesCount(uint(label[i]^label[j])) != 1 {
				return nil
			}
		}
	}
	sorted := slices.Clone(label)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(near) {
		return nil
	}
	axes := []point{{2, 0}, {0, 2}, {0.85, -0.7}, {5, -0.9}}
	place := make([]point, len(near))
	for i := range near {
		for bit, axis := range axes {
			if label[i]>>bit&1 == 1 {
				place[i] = place[i].plus(axis)
			}
		}
	}
	return place
}

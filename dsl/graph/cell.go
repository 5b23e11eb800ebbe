package graph

import (
	"math"
	"slices"
)

// cell is a node of the core with the hosts that hang on it alone. They keep
// their places beside it wherever it goes.
type cell struct {
	hub    int
	leaves []int
	edges  []int // the cable of each leaf, or the first of several
	at     []point
	via    [][]point // corners of each leaf's cable
	box    rect      // what the cell takes up, with the hub's centre at 0, 0
}

// fewLeaves hang on straight cables, more of them on a comb.
const fewLeaves = 6

// makeCells divides a part of the network into cells. Without leaves, every
// node is a cell by itself.
func (b *board) makeCells(part []int, leaves bool) {
	b.cells = nil
	cellOf := map[int]int{}
	isLeaf := func(n int) bool {
		if !leaves || b.g.Nodes[n].Kind == Switch || len(b.near[n]) != 1 {
			return false
		}
		other := b.near[n][0]
		return len(b.near[other]) > 1 || b.g.Nodes[other].Kind == Switch || n > other // of two hosts on one cable, the second
	}
	for _, n := range part {
		if !isLeaf(n) {
			cellOf[n] = len(b.cells)
			b.cells = append(b.cells, cell{hub: n, box: around(point{}, b.size[n])})
		}
	}
	for _, n := range part {
		if isLeaf(n) {
			c := &b.cells[cellOf[b.near[n][0]]]
			c.leaves = append(c.leaves, n)
		}
	}
	first := map[int]int{} // the first cable of each leaf
	for e := len(b.g.Edges) - 1; e >= 0; e-- {
		for _, n := range b.g.Edges[e].Ends {
			first[n] = e
		}
	}
	b.core = make([][]int, len(b.cells))
	for i := range b.cells {
		c := &b.cells[i]
		c.at, c.via = make([]point, len(c.leaves)), make([][]point, len(c.leaves))
		for _, l := range c.leaves {
			c.edges = append(c.edges, first[l])
		}
		for _, n := range b.near[c.hub] {
			if other, ok := cellOf[n]; ok {
				b.core[i] = append(b.core[i], other)
			}
		}
	}
}

// put sets a cell down with its hub's centre at a point.
func (b *board) put(c *cell, at point) {
	b.at[c.hub] = at
	for i, l := range c.leaves {
		b.at[l] = at.plus(c.at[i])
		if len(c.via[i]) == 0 {
			continue
		}
		var corners []point
		for _, corner := range c.via[i] {
			corners = append(corners, at.plus(corner))
		}
		if b.g.Edges[c.edges[i]].Ends[0] == l {
			slices.Reverse(corners)
		}
		b.via[c.edges[i]] = corners
	}
}

func (b *board) measure(c *cell) {
	c.box = around(point{}, b.size[c.hub])
	for i, l := range c.leaves {
		c.box = c.box.with(around(c.at[i], b.size[l]))
	}
}

// leafSize returns the size of a cell's largest leaf.
func (b *board) leafSize(c *cell) point {
	var largest point
	for _, l := range c.leaves {
		largest = point{math.Max(largest.x, b.size[l].x), math.Max(largest.y, b.size[l].y)}
	}
	return largest
}

// hang arranges a cell's leaves below its hub (side 1) or above it (side -1): a
// few in a row, many in rows on a comb of cables.
func (b *board) hang(c *cell, side float64) {
	n := len(c.leaves)
	if n == 0 {
		return
	}
	leaf := b.leafSize(c)
	y := side * (b.size[c.hub].y/2 + reach + leaf.y/2)
	if b.narrow && n > 2 {
		b.list(c, leaf)
		return
	}
	if n <= fewLeaves {
		for i := range c.leaves {
			c.at[i] = point{(float64(i) - float64(n-1)/2) * (leaf.x + gap), y}
		}
		b.measure(c)
		return
	}
	const tooth = 22.0 // of the comb, with room for a port number
	step := point{leaf.x + gap, leaf.y + 2*tooth - 10}
	columns := max(2, int(math.Ceil(math.Sqrt(float64(n)*2*step.y/step.x))))
	rows := (n + columns - 1) / columns
	columns = (n + rows - 1) / rows // in full rows
	columns += columns % 2          // as many on either side of the comb's back
	for i := range c.leaves {
		column, row := i%columns, i/columns
		x := (float64(column) - float64(columns-1)/2) * step.x
		top := side * (b.size[c.hub].y/2 + reach*0.75 + float64(row)*step.y)
		c.at[i] = point{x, top + side*(tooth+leaf.y/2)}
		c.via[i] = []point{{0, top}, {x, top}}
	}
	b.measure(c)
}

// list arranges a cell's leaves one below the other, as file managers show what
// is in a folder.
func (b *board) list(c *cell, leaf point) {
	const tooth = 24.0
	top := b.size[c.hub].y/2 + 10
	back := -(leaf.x + tooth) / 2
	for i := range c.leaves {
		y := top + 12 + leaf.y/2 + float64(i)*(leaf.y+8)
		c.at[i] = point{tooth / 2, y}
		c.via[i] = []point{{0, top}, {back, top}, {back, y}}
	}
	b.measure(c)
}

// fan arranges a cell's leaves around a direction from the hub, or all around
// the hub when they are to take the whole circle.
func (b *board) fan(c *cell, direction float64, whole bool) {
	n := len(c.leaves)
	if n == 0 {
		return
	}
	leaf := b.leafSize(c)
	step := 2 * math.Pi / float64(n)
	if !whole {
		step = 0.8
	}
	radius := 0.0
	for i := range c.leaves {
		a := direction + (float64(i)-float64(n-1)/2)*step
		if whole {
			a = direction + float64(i)*step
		}
		c.at[i] = along(a)
		room := point{b.length(c.hub, c.leaves[i]), reach}
		if !whole && b.said[inOrder(c.hub, c.leaves[i])] == 0 {
			room = point{30, 30}
		}
		radius = math.Max(radius, math.Min(apart(b.size[c.hub], leaf, c.at[i], room), 400))
	}
	for ; ; radius *= 1.08 {
		free := true
		for i := range c.leaves {
			for j := range i {
				free = free && !around(c.at[i].times(radius), leaf).overlaps(around(c.at[j].times(radius), leaf), gap*0.6)
			}
		}
		if free {
			break
		}
	}
	for i := range c.leaves {
		c.at[i] = c.at[i].times(radius)
	}
	b.measure(c)
}

// spreadOut arranges a cell's leaves on the side that a direction points to.
func (b *board) spreadOut(c *cell, direction float64) {
	switch n := len(c.leaves); {
	case n <= 3:
		b.fan(c, direction, false)
	case math.Sin(direction) < -1e-9:
		b.hang(c, -1)
	default:
		b.hang(c, 1)
	}
}

// star arranges hosts around a switch, or switches around one without hosts.
func (b *board) star(hub int) {
	if len(b.cells) > 1 {
		b.circle(b.core[hub])
		return
	}
	c := &b.cells[hub]
	if n := len(c.leaves); n <= 16 {
		b.fan(c, -math.Pi/2, true)
	} else {
		b.hang(c, 1)
	}
	b.put(c, point{})
}

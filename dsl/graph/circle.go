package graph

import "math"

// circle places cells around a circle, with their hosts outside. A cell that is
// not in the order is its centre.
func (b *board) circle(order []int) {
	angle := func(k int) float64 { return -math.Pi/2 + 2*math.Pi*float64(k)/float64(len(order)) }
	for k, i := range order {
		b.spreadOut(&b.cells[i], angle(k))
	}
	least := 110.0
	for _, near := range b.core { // room for the port numbers of each
		least = math.Max(least, 32*float64(len(near)))
	}
	b.grow(least, func(i int, radius float64) point {
		for k, j := range order {
			if i == j {
				return along(angle(k)).times(radius)
			}
		}
		return point{}
	})
}

// grow places every cell where at says for a scale, which begins with least and
// grows until there is room between all cells.
func (b *board) grow(least float64, at func(cell int, scale float64) point) {
	places := make([]point, len(b.cells))
	for scale := least; ; scale *= 1.06 {
		for i := range b.cells {
			places[i] = at(i, scale)
		}
		if scale > 100*least || b.room(places) {
			break
		}
	}
	for i := range b.cells {
		b.put(&b.cells[i], places[i])
	}
}

// room reports whether all cells have their room when their hubs are at places:
// boxes apart, and neighbours so far from each other that a cable is seen.
func (b *board) room(places []point) bool {
	for i := range b.cells {
		for j := range i {
			if b.collide(i, j, places[i], places[j]) {
				return false
			}
		}
	}
	return true
}

func (b *board) collide(i, j int, at, other point) bool {
	one, two := &b.cells[i], &b.cells[j]
	if !one.box.moved(at).overlaps(two.box.moved(other), math.Max(gap, b.length(one.hub, two.hub)-reach)) {
		return false
	}
	hub, hub2 := around(at, b.size[one.hub]), around(other, b.size[two.hub])
	if hub.overlaps(hub2, 2*gap) {
		return true
	}
	if inTheWay := hub.overlap(hub2, 0); inTheWay.y > -34 && inTheWay.x > -b.length(one.hub, two.hub) && b.said[inOrder(one.hub, two.hub)] > 0 {
		return true
	}
	for k, l := range one.leaves {
		leaf := around(at.plus(one.at[k]), b.size[l])
		if leaf.overlaps(hub2, gap) {
			return true
		}
		for m, n := range two.leaves {
			if leaf.overlaps(around(other.plus(two.at[m]), b.size[n]), gap/2) {
				return true
			}
		}
	}
	for k, l := range two.leaves {
		if around(other.plus(two.at[k]), b.size[l]).overlaps(hub, gap) {
			return true
		}
	}
	return false
}

package graph

import "math"

// lattice places cells by their coordinates, with their hosts to the lower
// right, where no cable to a neighbour goes.
func (b *board) lattice(place []point) {
	for i := range b.cells {
		b.spreadOut(&b.cells[i], math.Pi/5)
	}
	var step point
	for i := range b.cells {
		size := b.cells[i].box.size()
		step = point{math.Max(step.x, size.x), math.Max(step.y, size.y)}
	}
	step = step.plus(point{reach, 0.6 * reach})
	nearest := math.Inf(1) // coordinates need not be whole
	for i := range place {
		for j := range i {
			d := place[i].minus(place[j])
			nearest = math.Min(nearest, math.Max(math.Abs(d.x), math.Abs(d.y)))
		}
	}
	for i := range b.cells {
		b.put(&b.cells[i], point{place[i].x * step.x / nearest, place[i].y * step.y / nearest})
	}
}

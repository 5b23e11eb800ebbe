package graph

import (
	"math"
	"slices"
)

// stress places cells so that what is far in the network is far in the picture:
// it lessens the sum over all pairs of ((distance − steps) / steps)², by
// majorization (Gansner, Koren and North, 2004), from classical scaling on. Of
// more cells than mostCells, distances of all pairs would take too long: these
// stand in rows in the order of a search through the network.
func (b *board) stress() {
	const mostCells = 2500
	n := len(b.cells)
	if n > mostCells {
		b.rows()
		return
	}
	steps := make([][]float64, n)
	for i := range steps {
		steps[i] = make([]float64, n)
		for j, d := range distances(b.core, i) {
			steps[i][j] = float64(d)
		}
	}
	at := scaling(steps)
	rounds := 200
	if n > 500 {
		rounds = 40
	}
	for range rounds {
		if lessen(steps, at) < 1e-3 {
			break
		}
	}
	upright(at)
	for i := range b.cells {
		b.spreadOut(&b.cells[i], b.freeSide(i, at))
	}
	// A few boxes that touch are no reason to blow up the whole picture.
	scale := 130.0
	places := make([]point, n)
	for range 14 {
		for i := range at {
			places[i] = at[i].times(scale)
		}
		if b.room(places) {
			break
		}
		scale *= 1.06
	}
	b.pushApart(places)
	for i := range b.cells {
		b.put(&b.cells[i], places[i])
	}
}

// rows places cells in rows.
func (b *board) rows() {
	var boxes []rect
	for i := range b.cells {
		b.hang(&b.cells[i], 1)
		boxes = append(boxes, b.cells[i].box)
	}
	for i, corner := range pack(boxes) {
		b.put(&b.cells[i], corner.minus(boxes[i].min))
	}
}

// lessen moves each point once to where its distances to the others fit best,
// and returns how far the farthest went.
func lessen(steps [][]float64, at []point) float64 {
	farthest := 0.0
	for i := range at {
		var sum point
		weights := 0.0
		for j := range at {
			if i == j {
				continue
			}
			d := steps[i][j]
			weight := 1 / (d * d)
			away := at[i].minus(at[j])
			if l := away.length(); l > 1e-9 {
				away = away.times(d / l)
			}
			sum = sum.plus(at[j].plus(away).times(weight))
			weights += weight
		}
		to := sum.times(1 / weights)
		farthest = math.Max(farthest, to.minus(at[i]).length())
		at[i] = to
	}
	return farthest
}

// scaling returns points with about the wanted distances: the two main
// directions of the doubly centred matrix of squared distances.
func scaling(steps [][]float64) []point {
	n := len(steps)
	centred := make([][]float64, n)
	mean, total := make([]float64, n), 0.0
	for i := range steps {
		for _, d := range steps[i] {
			mean[i] += d * d / float64(n)
		}
		total += mean[i] / float64(n)
	}
	for i := range steps {
		centred[i] = make([]float64, n)
		for j, d := range steps[i] {
			centred[i][j] = -(d*d - mean[i] - mean[j] + total) / 2
		}
	}
	x := direction(centred, nil)
	y := direction(centred, x)
	at := make([]point, n)
	for i := range at {
		at[i] = point{x[i], y[i]}
	}
	return at
}

// direction returns the main direction of a symmetric matrix, at right angles to
// another, in its proper length; by power iteration.
func direction(m [][]float64, to []float64) []float64 {
	v := make([]float64, len(m))
	for i := range v {
		v[i] = math.Sin(float64(i)*1.7 + 0.3) // any start but one at right angles to the direction
	}
	value := 0.0
	for range 60 {
		if to != nil {
			dot, norm := 0.0, 0.0
			for i := range v {
				dot, norm = dot+v[i]*to[i], norm+to[i]*to[i]
			}
			for i := range v {
				v[i] -= dot / norm * to[i]
			}
		}
		next, norm := make([]float64, len(m)), 0.0
		for i := range m {
			for j := range m {
				next[i] += m[i][j] * v[j]
			}
			norm += next[i] * next[i]
		}
		value = math.Sqrt(norm)
		for i := range v {
			v[i] = next[i] / value
		}
	}
	for i := range v {
		v[i] *= math.Sqrt(value)
	}
	return v
}

// upright turns points so that their longest way is level, with the first one
// on the left and above.
func upright(at []point) {
	var centre point
	for _, p := range at {
		centre = centre.plus(p.times(1 / float64(len(at))))
	}
	var xx, xy, yy float64
	for i := range at {
		at[i] = at[i].minus(centre)
		xx, xy, yy = xx+at[i].x*at[i].x, xy+at[i].x*at[i].y, yy+at[i].y*at[i].y
	}
	angle := math.Atan2(2*xy, xx-yy) / 2
	for i := range at {
		at[i] = at[i].turned(-angle)
	}
	if at[0].x > 0 {
		for i := range at {
			at[i].x = -at[i].x
		}
	}
	if at[0].y > 0 {
		for i := range at {
			at[i].y = -at[i].y
		}
	}
}

// freeSide returns the angle in the middle of the widest gap between the cables
// to a cell's neighbours.
func (b *board) freeSide(i int, at []point) float64 {
	var angles []float64
	for _, n := range b.core[i] {
		d := at[n].minus(at[i])
		angles = append(angles, math.Atan2(d.y, d.x))
	}
	slices.Sort(angles)
	side, widest := math.Pi/2, 0.0
	for k, a := range angles {
		next := angles[0] + 2*math.Pi
		if k+1 < len(angles) {
			next = angles[k+1]
		}
		if next-a > widest+1e-9 {
			side, widest = (a+next)/2, next-a
		}
	}
	return side
}

// pushApart moves cells that are in each other's way until none is, or for a
// bounded number of turns.
func (b *board) pushApart(places []point) {
	for range 300 {
		clear := true
		for i := range b.cells {
			for j := range i {
				if !b.collide(i, j, places[i], places[j]) {
					continue
				}
				clear = false
				one, two := b.cells[i].box.moved(places[i]), b.cells[j].box.moved(places[j])
				deep := one.overlap(two, gap)
				var by point
				if deep.x < deep.y {
					by.x = math.Copysign(deep.x/2+1, one.centre().x-two.centre().x)
				} else {
					by.y = math.Copysign(deep.y/2+1, one.centre().y-two.centre().y)
				}
				places[i], places[j] = places[i].plus(by.times(0.6)), places[j].minus(by.times(0.6))
			}
		}
		if clear {
			return
		}
	}
}

package graph

import "math"

// Lengths are in pixels at the usual resolution of 96 to the inch; y goes down.
type point struct{ x, y float64 }

func (p point) plus(q point) point         { return point{p.x + q.x, p.y + q.y} }
func (p point) minus(q point) point        { return point{p.x - q.x, p.y - q.y} }
func (p point) times(factor float64) point { return point{p.x * factor, p.y * factor} }
func (p point) length() float64            { return math.Hypot(p.x, p.y) }
func (p point) turned(angle float64) point {
	s, c := math.Sincos(angle)
	return point{p.x*c - p.y*s, p.x*s + p.y*c}
}
func (p point) towards(q point) point { return q.minus(p).unit() }
func (p point) between(q point) point { return p.plus(q).times(0.5) }
func along(angle float64) point       { s, c := math.Sincos(angle); return point{c, s} }
func around(centre, size point) rect {
	h := size.times(0.5)
	return rect{centre.minus(h), centre.plus(h)}
}
func (p point) unit() point {
	if l := p.length(); l > 0 {
		return p.times(1 / l)
	}
	return point{}
}

type rect struct{ min, max point }

func (r rect) size() point   { return r.max.minus(r.min) }
func (r rect) centre() point { return r.min.between(r.max) }

func (r rect) moved(by point) rect { return rect{r.min.plus(by), r.max.plus(by)} }

func (r rect) with(s rect) rect {
	return rect{
		point{math.Min(r.min.x, s.min.x), math.Min(r.min.y, s.min.y)},
		point{math.Max(r.max.x, s.max.x), math.Max(r.max.y, s.max.y)},
	}
}

// overlap returns how deep two rectangles are in one another, each way, when
// they are to be gap apart; it is not positive both ways if they are.
func (r rect) overlap(s rect, gap float64) point {
	return point{
		math.Min(r.max.x, s.max.x) - math.Max(r.min.x, s.min.x) + gap,
		math.Min(r.max.y, s.max.y) - math.Max(r.min.y, s.min.y) + gap,
	}
}

func (r rect) overlaps(s rect, gap float64) bool {
	o := r.overlap(s, gap)
	return o.x > 0 && o.y > 0
}

// border returns where the ray from a box's centre to a point leaves the box.
func border(centre, size, to point) point {
	d := to.minus(centre)
	scale := math.Inf(1)
	if d.x != 0 {
		scale = size.x / 2 / math.Abs(d.x)
	}
	if d.y != 0 {
		scale = math.Min(scale, size.y/2/math.Abs(d.y))
	}
	if math.IsInf(scale, 1) {
		return centre
	}
	return centre.plus(d.times(math.Min(scale, 1)))
}

// apart returns how far two boxes' centres must be in a direction for the boxes
// to have a gap between them on one of the axes.
func apart(a, b, direction, gap point) float64 {
	distance := math.Inf(1)
	if c := math.Abs(direction.x); c > 1e-9 {
		distance = ((a.x+b.x)/2 + gap.x) / c
	}
	if s := math.Abs(direction.y); s > 1e-9 {
		distance = math.Min(distance, ((a.y+b.y)/2+gap.y)/s)
	}
	return distance
}

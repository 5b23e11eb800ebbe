package graph

import "math"

// tree places cells from a root downwards: a switch is above the middle of what
// hangs on it, the switches and then its own hosts.
func (b *board) tree(root int) {
	t := treePlan{b: b, children: make([][]int, len(b.cells)), depth: distances(b.core, root), width: make([]float64, len(b.cells))}
	var heights []float64 // of each level's tallest switch
	for i := range b.cells {
		for _, n := range b.core[i] {
			if t.depth[n] > t.depth[i] {
				t.children[i] = append(t.children[i], n)
			}
		}
		for len(heights) <= t.depth[i] {
			heights = append(heights, 0)
		}
		heights[t.depth[i]] = math.Max(heights[t.depth[i]], b.size[b.cells[i].hub].y)
	}
	t.y = make([]float64, len(heights))
	for i := 1; i < len(heights); i++ {
		t.y[i] = t.y[i-1] + heights[i-1]/2 + heights[i]/2 + 1.3*reach
	}
	if t.measure(root); t.width[root] > widest {
		b.narrow = true
		t.measure(root)
	}
	t.place(root, 0)
}

// treePlan is a tree that is being placed. Its lists are by cell.
type treePlan struct {
	b        *board
	children [][]int
	depth    []int
	width    []float64 // of the subtree
	y        []float64 // by depth
}

// measure hangs the hosts of a subtree's switches and finds how wide it is.
func (t *treePlan) measure(i int) {
	t.b.hang(&t.b.cells[i], 1)
	for _, child := range t.children[i] {
		t.measure(child)
	}
	t.width[i] = math.Max(t.row(i), t.b.size[t.b.cells[i].hub].x)
}

// row returns how wide everything is that hangs on a switch.
func (t *treePlan) row(i int) float64 {
	sum := t.hosts(i)
	for _, child := range t.children[i] {
		if sum > 0 {
			sum += gap
		}
		sum += t.width[child]
	}
	return sum
}

// hosts returns how wide a switch's own hosts are, 0 without any.
func (t *treePlan) hosts(i int) float64 {
	c := &t.b.cells[i]
	left, right := 0.0, 0.0
	for k, l := range c.leaves {
		left = math.Min(left, c.at[k].x-t.b.size[l].x/2)
		right = math.Max(right, c.at[k].x+t.b.size[l].x/2)
	}
	return right - left
}

// place sets a subtree down from x = left on.
func (t *treePlan) place(i int, left float64) {
	c := &t.b.cells[i]
	x := left + (t.width[i]-t.row(i))/2
	var middles []float64
	for _, child := range t.children[i] {
		t.place(child, x)
		middles = append(middles, t.b.at[t.b.cells[child].hub].x)
		x += t.width[child] + gap
	}
	hosts := x + t.hosts(i)/2
	if len(c.leaves) > 0 {
		middles = append(middles, hosts)
	}
	at := point{left + t.width[i]/2, t.y[t.depth[i]]}
	if len(middles) > 0 {
		at.x = (middles[0] + middles[len(middles)-1]) / 2
	}
	for k := range c.leaves { // beside the switches below
		c.at[k].x += hosts - at.x
		for m := 1; m < len(c.via[k]); m++ {
			c.via[k][m].x += hosts - at.x
		}
	}
	t.b.measure(c)
	t.b.put(c, at)
}

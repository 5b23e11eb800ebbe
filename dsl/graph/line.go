package graph

import "math"

// line places cells one after the other, with their hosts below. A long line
// goes on in the next row, like the furrows of a field: to and fro.
func (b *board) line(order []int) {
	wide, tall, total := 0.0, 0.0, 0.0
	longest := reach
	for k, i := range order {
		c := &b.cells[i]
		b.hang(c, 1)
		if k > 0 {
			longest = math.Max(longest, b.length(b.cells[order[k-1]].hub, c.hub))
		}
		size := c.box.size()
		wide, tall, total = math.Max(wide, size.x), math.Max(tall, size.y), total+size.x+gap
	}
	rows := 1
	if total > 2000 { // a shorter one is never broken
		rows = max(1, int(math.Round(math.Sqrt(total/(2.2*(tall+between))))))
	}
	perRow := (len(order) + rows - 1) / rows
	var right float64 // of the previous cell's box
	for k, i := range order {
		c := &b.cells[i]
		row, column := k/perRow, k%perRow
		y := float64(row) * (tall + between)
		if rows > 1 { // in columns, so that rows can be compared
			if row%2 == 1 {
				column = perRow - 1 - column
			}
			b.put(c, point{float64(column) * (wide + longest), y})
			continue
		}
		x := 0.0
		if k > 0 {
			previous := &b.cells[order[k-1]]
			x = math.Max(right+gap-c.box.min.x, b.at[previous.hub].x+apart(b.size[previous.hub], b.size[c.hub], point{1, 0}, point{b.length(previous.hub, c.hub), 0}))
		}
		b.put(c, point{x, 0})
		right = x + c.box.max.x
	}
	for row := 1; row < rows && row*perRow < len(order); row++ {
		b.turn(b.cells[order[row*perRow-1]].hub, b.cells[order[row*perRow]].hub, row%2 == 1, wide/2+reach/2)
	}
}

// turn leads the cables between two nodes around the hosts below the upper one.
func (b *board) turn(upper, lower int, atRight bool, distance float64) {
	if !atRight {
		distance = -distance
	}
	for e, edge := range b.g.Edges {
		from, to := edge.Ends[0], edge.Ends[1]
		if from == upper && to == lower || from == lower && to == upper {
			x := b.at[upper].x + distance
			b.via[e] = []point{{x, b.at[from].y}, {x, b.at[to].y}}
		}
	}
}

package graph

import (
	"cmp"
	"math"
	"slices"
)

// layers places cells in rows, the switches with hosts in the lowest one, each
// row in an order that makes few cables cross.
func (b *board) layers(level []int) {
	rows := make([][]int, slices.Max(level)+1)
	for i := range b.cells {
		rows[level[i]] = append(rows[level[i]], i)
	}
	if b.hangRow(rows[0]) > widest {
		b.narrow = true
		b.hangRow(rows[0])
	}
	// The order of declaration is kept below, and decides above, unless another
	// has clearly fewer crossings: a network file tells its pods one by one.
	declared, sorted := b.sortRows(rows, level, 1), b.sortRows(rows, level, 6)
	rows = declared
	if float64(b.crossings(sorted)) < 0.8*float64(b.crossings(declared)) {
		rows = sorted
	}
	width := 0.0
	widths := make([]float64, len(rows))
	for l, row := range rows {
		for _, i := range row {
			widths[l] += b.cells[i].box.size().x + gap
		}
		width = math.Max(width, widths[l])
	}
	y := 0.0
	for l, row := range rows {
		height, x := 0.0, 0.0
		free := (width - widths[l]) / float64(len(row))
		for _, i := range row {
			c := &b.cells[i]
			room := c.box.size().x + gap + free
			b.put(c, point{x + room/2 - (c.box.min.x+c.box.max.x)/2, y})
			x += room
			height = math.Max(height, b.size[c.hub].y)
		}
		y -= height + math.Min(math.Max(width/7, 1.4*reach), 220)
	}
}

// hangRow hangs the hosts of cells and returns how wide they are side by side.
func (b *board) hangRow(row []int) float64 {
	sum := 0.0
	for _, i := range row {
		b.hang(&b.cells[i], 1)
		sum += b.cells[i].box.size().x + gap
	}
	return sum
}

// sortRows returns the rows in an order with few crossings, by Sugiyama's
// method: turns upwards and downwards in which each cell goes to the middle of
// its neighbours in the row before. One turn goes upwards only.
func (b *board) sortRows(rows [][]int, level []int, turns int) [][]int {
	rank := make([]float64, len(b.cells)) // 0 to 1, from the left to the right
	spread := func(row []int) {
		for k, i := range row {
			rank[i] = (float64(k) + 0.5) / float64(len(row))
		}
	}
	sorted := make([][]int, len(rows))
	for l, row := range rows {
		sorted[l] = slices.Clone(row)
		spread(row)
	}
	order := func(row []int, neighbours int) {
		middle := map[int]float64{}
		for _, i := range row {
			sum, n := 0.0, 0.0
			for _, j := range b.core[i] {
				if level[j] == neighbours {
					sum, n = sum+rank[j], n+1
				}
			}
			if middle[i] = rank[i]; n > 0 {
				middle[i] = math.Round(sum/n*1e6) / 1e6
			}
		}
		slices.SortStableFunc(row, func(i, j int) int { return cmp.Compare(middle[i], middle[j]) })
		spread(row)
	}
	for turn := range turns {
		for l := 1; l < len(sorted); l++ {
			order(sorted[l], l-1)
		}
		for l := len(sorted) - 2; l >= 0 && turn+1 < turns; l-- {
			order(sorted[l], l+1)
		}
	}
	return sorted
}

// crossings returns how many pairs of cables between rows cross.
func (b *board) crossings(rows [][]int) int {
	at := map[int]int{}
	for _, row := range rows {
		for k, i := range row {
			at[i] = k
		}
	}
	sum := 0
	for l := range rows[1:] {
		var cables [][2]int
		for _, i := range rows[l] {
			for _, j := range b.core[i] {
				if slices.Contains(rows[l+1], j) {
					cables = append(cables, [2]int{at[i], at[j]})
				}
			}
		}
		for m, one := range cables {
			for _, two := range cables[:m] {
				if (one[0]-two[0])*(one[1]-two[1]) < 0 {
					sum++
				}
			}
		}
	}
	return sum
}

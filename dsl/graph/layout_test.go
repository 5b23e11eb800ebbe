package graph

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/trema-ns/trema-ns/dsl"
)

// No box covers another, no box lies outside, and no text of a cable is under a
// box.
func TestBoxesDoNotOverlap(t *testing.T) {
	for _, pattern := range []string{"*.conf", "dsl/networks/*.conf", "dsl/networks/*/*.conf"} {
		files, err := filepath.Glob(filepath.Join("../../testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			network, _ := dsl.Load(file, dsl.WithOutput(io.Discard))
			if network == nil {
				continue
			}
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				p := Of(network).Draw()
				boxes := newTaken()
				inside := rect{point{}, point{p.Width, p.Height}}
				for i := range p.nodes {
					n := &p.nodes[i]
					if !boxes.free(n.box) {
						t.Errorf("%s is over another box", n.Name)
					}
					boxes.add(n.box)
					if all := inside.with(n.box); all != inside {
						t.Errorf("%s is outside of the picture", n.Name)
					}
				}
				for i := range p.edges {
					for _, l := range p.edges[i].labels {
						if l.kind == limitLabel && !boxes.free(l.boxAt(l.at)) {
							t.Errorf("%q of %s is over a box", l.text, p.edges[i].Detail)
						}
					}
				}
			})
		}
	}
}

func TestShapesAreRecognised(t *testing.T) {
	kinds := map[shapeKind]string{noShape: "none", lineShape: "line", starShape: "star", ringShape: "ring", meshShape: "mesh", treeShape: "tree", layerShape: "layers", latticeShape: "lattice"}
	for _, test := range []struct{ file, want string }{
		{"topologies/line", "line"}, {"topologies/ring", "ring"}, {"topologies/star", "star"}, {"topologies/star_one_switch", "star"},
		{"topologies/tree_recursive", "tree"}, {"topologies/fat_tree_k4", "layers"}, {"topologies/fat_tree_k8", "layers"},
		{"topologies/leaf_spine", "layers"}, {"topologies/full_mesh_nested_loops", "mesh"}, {"topologies/grid", "lattice"},
		{"topologies/ladder", "lattice"}, {"topologies/petersen", "none"}, {"topologies/caterpillar", "line"}, {"labs/hypercube", "lattice"},
	} {
		network, _ := dsl.Load(filepath.Join("../../testdata/dsl/networks", test.file+".conf"), dsl.WithOutput(io.Discard))
		if network == nil {
			t.Fatalf("%s has mistakes", test.file)
		}
		b := newBoard(Of(network))
		part := b.connected(0, make([]bool, len(b.g.Nodes)))
		b.makeCells(part, len(b.path(part)) == 0)
		if got := kinds[b.shape().kind]; got != test.want {
			t.Errorf("%s is drawn as %s, want %s", test.file, got, test.want)
		}
	}
}

package graph_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/graph"
)

var update = flag.Bool("update", false, "write the golden files")

func Example() {
	network, _ := dsl.LoadBytes("two.conf", []byte(`vswitch("lsw") { dpid 0xabc }
vhost("h1") { ip "192.168.0.1" }
vhost("h2") { ip "192.168.0.2" }
link "lsw", "h1"
link "lsw", "h2"
`))
	if err := graph.Of(network).WriteMermaid(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// flowchart LR
	//   n0["lsw<br/>0xabc"]
	//   n1("h1<br/>192.168.0.1")
	//   n2("h2<br/>192.168.0.2")
	//   n0 ---|"1"| n1
	//   n0 ---|"2"| n2
	//   classDef switch fill:#dbe9f8,stroke:#1f5fa8,color:#1a1f26
	//   class n0 switch
	//   classDef host fill:#f4f9ee,stroke:#4f8a2c,color:#1a1f26
	//   class n1,n2 host
}

func networkFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.conf", "dsl/networks/*.conf", "dsl/networks/*/*.conf"} {
		found, err := filepath.Glob(filepath.Join("../../testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 150 {
		t.Fatalf("only %d network files", len(files))
	}
	return files
}

func load(file string) *dsl.Network {
	n, _ := dsl.Load(file, dsl.WithOutput(io.Discard))
	return n
}

// Every network file's picture is drawn in every format, and each can be read by
// those who read such files.
func TestEveryNetworkIsDrawn(t *testing.T) {
	drawn := 0
	for _, file := range networkFiles(t) {
		network := load(file)
		if network == nil {
			continue // a file of mistakes
		}
		drawn++
		t.Run(strings.TrimSuffix(filepath.Base(file), ".conf"), func(t *testing.T) {
			t.Parallel()
			g := graph.Of(network)
			for _, f := range []graph.Format{graph.SVG, graph.Drawio} {
				text := write(t, g, f)
				if err := wellFormed(text); err != nil {
					t.Errorf("%s: %v", f, err)
				}
				for i := range g.Nodes {
					if want := escaped(g.Nodes[i].Name); f == graph.SVG && !bytes.Contains(text, []byte(`data-name="`+want+`"`)) {
						t.Errorf("the SVG has no %q", g.Nodes[i].Name)
					}
				}
			}
			if len(g.Nodes) > 12 {
				return // drawing each pixel takes its time
			}
			if _, err := png.DecodeConfig(bytes.NewReader(write(t, g, graph.PNG))); err != nil {
				t.Error(err)
			}
		})
	}
	if drawn < 150 {
		t.Errorf("only %d networks were drawn", drawn)
	}
}

// Nothing in a picture hangs on the order of a map.
func TestDrawingTwiceIsTheSame(t *testing.T) {
	for _, name := range []string{"isp_three_tiers", "fat_tree_k4", "torus_2d", "campus_heredoc", "clos"} {
		g := graph.Of(load("../../testdata/dsl/networks/topologies/" + name + ".conf"))
		if one, two := write(t, g, graph.SVG), write(t, g, graph.SVG); !bytes.Equal(one, two) {
			t.Errorf("%s: the second drawing is another", name)
		}
	}
}

func write(t *testing.T, g *graph.Graph, f graph.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := g.Write(&b, f, 0.5); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.Bytes()
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err)
	}
	return b.String()
}

func wellFormed(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Graphviz itself reads the DOT of every network file, whatever its names.
func TestGraphvizReadsDOT(t *testing.T) {
	acyclic, err := exec.LookPath("gvpr")
	if err != nil {
		if os.Getenv("TREMA_NS_TEST_PRIVILEGED") == "required" {
			t.Fatal("graphviz is not installed")
		}
		t.Skip("graphviz is not installed")
	}
	var all bytes.Buffer
	want := 0
	for _, file := range networkFiles(t) {
		if network := load(file); network != nil {
			want++
			if err := graph.Of(network).WriteDOT(&all); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd := exec.Command(acyclic, `BEG_G { print(nNodes($G)) }`)
	cmd.Stdin = &all
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil || said.Len() > 0 {
		t.Fatalf("%v: %s", err, &said)
	}
	if got := strings.Count(string(out), "\n"); got != want {
		t.Errorf("Graphviz has read %d graphs of %d", got, want)
	}
}

// Pictures that stand for each layout are kept, so that a change of them is seen.
func TestPicturesAreAsLookedAt(t *testing.T) {
	for _, name := range []string{"line", "ring", "star", "tree", "fat_tree", "mesh", "grid", "cube", "comb", "general", "parts", "strange_names"} {
		t.Run(name, func(t *testing.T) {
			network := load(filepath.Join("testdata", name+".conf"))
			if network == nil {
				t.Fatalf("%s.conf has mistakes", name)
			}
			got := write(t, graph.Of(network), graph.SVG)
			golden := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the picture has changed: look at it, then -update (-want +got):\n%s", diff)
			}
		})
	}
}

// What does not work is drawn so in every format.
func TestStatesAreSeen(t *testing.T) {
	g := graph.Of(load("../../testdata/ns_test.conf"))
	g.Nodes[0].State, g.Edges[0].State = graph.Down, graph.Down
	for f, want := range map[graph.Format][]string{
		graph.SVG:     {`class="node switch down"`, `class="cable down"`, "✕"},
		graph.Drawio:  {"fillColor=#fdecea", "dashed=1;strokeColor=#b3261e"},
		graph.DOT:     {`fillcolor="#fdecea"`, "style=dashed"},
		graph.Mermaid: {"class n0 down", "-.-"},
	} {
		text := string(write(t, g, f))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s has no %s:\n%s", f, w, text)
			}
		}
	}
}

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]graph.Format{"a.svg": graph.SVG, "b.PNG": graph.PNG, "c/d.gv": graph.DOT, "e.mmd": graph.Mermaid, "f.drawio": graph.Drawio} {
		if got, err := graph.FormatOf(name); got != want || err != nil {
			t.Errorf("FormatOf(%s) = %s, %v, want %s", name, got, err, want)
		}
	}
	if _, err := graph.FormatOf("picture.jpg"); err == nil || !strings.Contains(err.Error(), ".svg") {
		t.Errorf("FormatOf(picture.jpg): %v, want an error that says what there is", err)
	}
}

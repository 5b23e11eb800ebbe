package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// frames measures hosts that send and count: one to another, and many at once.
// What is not counted to the last frame is an error, however fast it was.
func (b *competition) frames(ctx context.Context) (_ []row, err error) {
	const pairs = 20
	t := vhosts(2 * pairs)
	conf, err := b.conf(t)
	if err != nil {
		return nil, err
	}
	if _, _, err := command(ctx, b.program, "run", "learning-switch", "-c", conf, "-d"); err != nil {
		return nil, err
	}
	defer func() {
		_, _, err2 := command(context.WithoutCancel(ctx), b.program, "killall", "--all")
		err = errors.Join(err, err2)
	}()
	for i := 1; i <= 2*pairs; i++ { // the switch learns where everybody is
		if _, _, err := command(ctx, b.program, "send_packets", "-s", fmt.Sprint("h", i), "-d", fmt.Sprint("h", (i-1)^1+1)); err != nil {
			return nil, err
		}
	}
	var rows []row
	for _, m := range []struct {
		what  string
		each  int
		pairs int
	}{{"frames by send_packets", 100_000, 1}, {fmt.Sprintf("the same, %d pairs of hosts at once", pairs), 10_000, pairs}} {
		var rates []float64
		for i := range b.runs {
			fmt.Fprintf(os.Stderr, "%s, %d of %d\n", m.what, i+1, b.runs)
			var all []pair
			for p := range m.pairs {
				all = append(all, pair{2*p + 1, 2*p + 2})
			}
			took, err := b.sendFrames(ctx, m.each, all...)
			if err != nil {
				return nil, err
			}
			rates = append(rates, float64(m.each*m.pairs)/took.Seconds())
		}
		rows = append(rows, row{what: m.what, unit: perSecond, ours: median(rates), peer: 100_000, name: "the goal", goal: ">= 1"})
	}
	return rows, nil
}

// pair are a host that sends and one that receives.
type pair struct{ from, to int }

// sendFrames lets each pair exchange that many frames at the same time, and
// returns how long it took until all had arrived.
func (b *competition) sendFrames(ctx context.Context, each int, pairs ...pair) (time.Duration, error) {
	if _, _, err := command(ctx, b.program, "reset_stats"); err != nil {
		return 0, err
	}
	begin := time.Now()
	errs := make([]error, len(pairs))
	var all sync.WaitGroup
	for i, p := range pairs {
		all.Go(func() {
			_, _, errs[i] = command(ctx, b.program, "send_packets", "-s", fmt.Sprint("h", p.from), "-d", fmt.Sprint("h", p.to), "-n", fmt.Sprint(each))
		})
	}
	all.Wait()
	took := time.Since(begin)
	for _, p := range pairs {
		errs = append(errs, b.counted(ctx, p, each))
	}
	return took, errors.Join(errs...)
}

// counted returns an error unless the receiver has counted that many frames.
func (b *competition) counted(ctx context.Context, p pair, want int) error {
	out, _, err := command(ctx, b.program, "show_stats", fmt.Sprint("h", p.to), "--json")
	if err != nil {
		return err
	}
	var stats struct {
		Received []struct {
			Packets int `json:"n_pkts"`
		} `json:"received"`
	}
	if err := json.Unmarshal([]byte(out), &stats); err != nil {
		return err
	}
	got := 0
	for _, f := range stats.Received {
		got += f.Packets
	}
	if got != want {
		return fmt.Errorf("h%d has counted %d frames from h%d, want %d", p.to, got, p.from, want)
	}
	return nil
}

// vhosts is one switch with hosts h1, h2, … that send and count.
func vhosts(n int) topology {
	var s strings.Builder
	s.WriteString("vswitch(\"s1\") { dpid 1 }\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&s, "vhost(\"h%d\") { ip \"10.0.0.%d/8\" }\nlink \"s1\", \"h%d\"\n", i, i, i)
	}
	return topology{fmt.Sprintf("%d vhosts", n), s.String()}
}

package main

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"testing"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
)

// startLSP starts the program as an editor does, and returns the editor's end.
func startLSP(t *testing.T, published func(*jrpc2.Request)) (*exec.Cmd, *jrpc2.Client) {
	cmd := exec.Command("trema-ns", "lsp", "--stdio")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	// Not of StdoutPipe: Wait closes what that returns, maybe under the reader.
	out, w := io.Pipe()
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	client := jrpc2.NewClient(channel.LSP(out, in), &jrpc2.ClientOptions{OnNotify: published})
	t.Cleanup(func() {
		cmd.Process.Kill()
		out.Close()
		client.Close()
	})
	return cmd, client
}

func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

func TestLSPServesAnEditor(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	published := make(chan string, 1)
	cmd, editor := startLSP(t, func(r *jrpc2.Request) { published <- r.ParamString() })
	call := func(method string, params any) {
		t.Helper()
		if _, err := editor.Call(ctx, method, params); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
	notify := func(method string, params any) {
		t.Helper()
		if err := editor.Notify(ctx, method, params); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
	call("initialize", map[string]any{"processId": nil, "capabilities": map[string]any{}})
	notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": "file:///nowhere/x.conf", "version": 7, "text": "puts 1; vhos 'a'"}})
	want := `{"uri":"file:///nowhere/x.conf","version":7,"diagnostics":[{"range":{"start":{"line":0,"character":8},"end":{"line":0,"character":12}},` +
		`"severity":1,"source":"trema-ns","message":"unknown directive ` + "`vhos`" + `\ndid you mean ` + "`vhost`" + `?"}]}`
	select {
	case got := <-published:
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	case <-ctx.Done():
		t.Fatal("nothing is published")
	}
	call("shutdown", nil)
	notify("exit", nil)
	if code := exitCode(cmd.Wait()); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

func TestLSPEndsWithTheEditor(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	process := exec.CommandContext(ctx, "sleep", "60")
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	cmd, editor := startLSP(t, nil)
	if _, err := editor.Call(ctx, "initialize", map[string]any{"processId": process.Process.Pid, "capabilities": map[string]any{}}); err != nil {
		t.Fatal(err)
	}
	process.Process.Kill()
	process.Wait()
	if code := exitCode(cmd.Wait()); code != exitFailure {
		t.Errorf("exit status %d, want %d", code, exitFailure)
	}
}

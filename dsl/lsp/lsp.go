// Package lsp is a language server for network files.
//
// [Serve] speaks the Language Server Protocol 3.17 on a stream with one editor:
// it says what is wrong with a file while it is typed, proposes words and names,
// and tells what stands at a place. What an editor holds and has not saved
// counts, also where another file requires it.
//
// Each change of a file starts its evaluation anew and ends the one before, so
// that work never piles up; what a request asks for is answered from the last
// evaluation that is finished. A file reads only what lies in its own folder,
// as everywhere in package dsl. The package knows nothing of processes and
// terminals; it has the stream, and what [Options] hands it.
package lsp

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"
)

// ErrNoShutdown is the end of a session that the editor did not ask for: the
// stream or the editor's process ended, or it sent exit without shutdown. The
// specification wants exit status 1 then.
var ErrNoShutdown = errors.New("the editor has gone without a shutdown request")

// Options are what a server is given.
type Options struct {
	Version string // of the program, for the editor's log

	// FindProcess finds the process of that pid, the editor's, and returns what
	// waits for its end. Where it is nil, or there is no such process to be
	// seen, as out of a container, the stream's end alone ends the session.
	FindProcess func(pid int) (wait func(context.Context) error, err error)
}

// Serve serves the editor at the other end of stream until it says exit, goes,
// or ctx ends. It closes stream, which must end a Read that waits.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	s := &server{
		options:   o,
		ctx:       ctx,
		requests:  map[string]context.CancelFunc{},
		documents: map[string]*document{},
		uris:      map[string]string{},
		published: map[string]publishDiagnosticsParams{},
		slot:      make(chan struct{}, 1),
	}
	s.handlers = s.methods()
	s.rpc = jrpc2.NewServer(s, &jrpc2.ServerOptions{
		AllowPush:      true,
		DisableBuiltin: true,
		// A request may wait for an evaluation; those that end it must get by.
		Concurrency: 64,
		NewContext:  func() context.Context { return ctx },
	})
	s.rpc.Start(anyContentType{channel.StrictHeader("")(stream, stream)})
	stop := context.AfterFunc(ctx, s.rpc.Stop)
	status := s.rpc.WaitStatus()
	stop()
	cancel()
	s.background.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked.Load() && s.state != starting {
		return nil
	}
	if status.Err != nil {
		return status.Err
	}
	return ErrNoShutdown
}

// anyContentType reads messages whatever content type they claim: all editors
// send JSON, and spell that in several ways.
type anyContentType struct{ channel.Channel }

func (c anyContentType) Recv() ([]byte, error) {
	msg, err := c.Channel.Recv()
	var mismatch *channel.ContentTypeMismatchError
	if errors.As(err, &mismatch) {
		err = nil
	}
	return msg, err
}

// server is one session with an editor.
type server struct {
	options    Options
	rpc        *jrpc2.Server
	ctx        context.Context // ends with the session
	handlers   handler.Map
	background sync.WaitGroup
	slot       chan struct{} // holds something while an evaluation runs
	asked      atomic.Bool   // shutdown was asked for

	mu        sync.Mutex
	state     state
	requests  map[string]context.CancelFunc // that are being answered, by their id
	client    initializeParams
	encoding  encoding
	documents map[string]*document                // that are open, by their name
	uris      map[string]string                   // of the documents that are or were open, by their name
	published map[string]publishDiagnosticsParams // what the editor was told, by a file's name
}

// state is how far the session is.
type state int

const (
	starting state = iota
	running
	shutDown
)

// Error codes of the protocol beside those of JSON-RPC.
const (
	serverNotInitialized jrpc2.Code = -32002
	requestCancelled     jrpc2.Code = -32800
)

// Assign returns the handler of a method. It is called in the order of the
// messages, while requests are handled beside each other: an exit may overtake
// the shutdown before it, and must know of it.
func (s *server) Assign(ctx context.Context, method string) jrpc2.Handler {
	if method == "shutdown" {
		s.asked.Store(true)
	}
	return s.handlers.Assign(ctx, method)
}

func (s *server) methods() handler.Map {
	return handler.Map{
		"initialize":      s.initialize,
		"initialized":     notification(s, func(struct{}) {}),
		"shutdown":        request(s, s.shutdown),
		"exit":            s.exit,
		"$/cancelRequest": notification(s, s.cancelRequest),

		"textDocument/didOpen":            notification(s, s.didOpen),
		"textDocument/didChange":          notification(s, s.didChange),
		"textDocument/didSave":            notification(s, func(documentParams) { s.refreshAll() }),
		"textDocument/didClose":           notification(s, s.didClose),
		"workspace/didChangeWatchedFiles": notification(s, func(struct{}) { s.refreshAll() }),

		"textDocument/completion":     request(s, s.completion),
		"textDocument/hover":          request(s, s.hover),
		"textDocument/definition":     request(s, s.definition),
		"textDocument/references":     request(s, s.references),
		"textDocument/documentSymbol": request(s, s.documentSymbols),
		"textDocument/formatting":     request(s, s.formatting),
	}
}

// request makes a handler of f that answers when the session runs.
func request[P, R any](s *server, f func(ctx context.Context, params P) (R, error)) jrpc2.Handler {
	return func(ctx context.Context, r *jrpc2.Request) (any, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		s.mu.Lock()
		state := s.state
		if !r.IsNotification() {
			s.requests[r.ID()] = cancel
		}
		s.mu.Unlock()
		defer func() {
			s.mu.Lock()
			delete(s.requests, r.ID())
			s.mu.Unlock()
		}()
		switch state {
		case starting:
			return nil, serverNotInitialized.Err()
		case shutDown:
			return nil, jrpc2.InvalidRequest.Err()
		}
		var params P
		if err := r.UnmarshalParams(&params); err != nil {
			return nil, err
		}
		result, err := f(ctx, params)
		if err != nil && ctx.Err() != nil {
			return nil, jrpc2.Errorf(requestCancelled, "the request was cancelled")
		}
		return result, err
	}
}

// notification makes a handler of f. What the editor sends outside of a session,
// or in no sensible form, is dropped, as the specification wants.
func notification[P any](s *server, f func(params P)) jrpc2.Handler {
	return request(s, func(_ context.Context, params P) (any, error) {
		f(params)
		return nil, nil
	})
}

func (s *server) initialize(_ context.Context, r *jrpc2.Request) (any, error) {
	var params initializeParams
	if err := r.UnmarshalParams(&params); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != starting {
		return nil, jrpc2.Errorf(jrpc2.InvalidRequest, "the session is initialized already")
	}
	s.state = running
	s.client = params
	s.encoding = chooseEncoding(params.Capabilities.General.PositionEncodings)
	if pid := params.ProcessID; pid != nil && s.options.FindProcess != nil {
		// Found before the answer is sent: later it might be gone already.
		if wait, err := s.options.FindProcess(*pid); err == nil {
			s.background.Go(func() {
				if wait(s.ctx) == nil {
					s.rpc.Stop()
				}
			})
		}
	}
	return initializeResult{
		Capabilities: serverCapabilities{
			PositionEncoding:       s.encoding,
			TextDocumentSync:       syncOptions{OpenClose: true, Change: syncIncremental, Save: true},
			CompletionProvider:     completionOptions{TriggerCharacters: []string{`"`, `'`, `:`}},
			HoverProvider:          true,
			DefinitionProvider:     true,
			ReferencesProvider:     true,
			DocumentSymbolProvider: true,
			FormattingProvider:     true,
		},
		ServerInfo: serverInfo{Name: "trema-ns", Version: s.options.Version},
	}, nil
}

// cancelRequest ends a request that is being answered. The library would answer
// one that has not begun with an error code of its own, which editors show.
func (s *server) cancelRequest(p cancelParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.requests[string(p.ID)]; cancel != nil {
		cancel()
	}
}

func (s *server) shutdown(context.Context, struct{}) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = shutDown
	return nil, nil
}

func (s *server) exit(context.Context, *jrpc2.Request) (any, error) {
	s.rpc.Stop()
	return nil, nil
}

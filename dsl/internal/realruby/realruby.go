// Package realruby runs programs of the network files' language in real Ruby,
// for tests: the language promises that both come to the same.
//
// One Ruby process serves many programs, each in a fork of it, so that a
// program costs milliseconds and leaves nothing behind for the next.
package realruby

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

//go:embed record.rb
var recorder string

// Ruby is a running Ruby. It may be used by several goroutines, one at a time.
type Ruby struct {
	mutex    sync.Mutex
	cmd      *exec.Cmd
	requests io.WriteCloser
	answers  *bufio.Reader
}

// Answer is what a program did.
type Answer struct {
	Output  string          // what it printed on standard output
	Error   string          // class and message of the exception that ended it, or nothing
	Network json.RawMessage // the network that it declared, as `config --json` has it; null after an error
}

// Installed reports whether there is a Ruby on this machine.
func Installed() bool {
	_, err := exec.LookPath("ruby")
	return err == nil
}

// Start starts Ruby in the present folder. What a crash of it says is of no use to
// anybody here.
func Start() (*Ruby, error) {
	cmd := exec.Command("ruby", "-W0", "-EUTF-8:UTF-8", "-e", recorder)
	// Nothing is loaded that only this machine has.
	cmd.Env = append(os.Environ(), "RUBYOPT=", "LC_ALL=C.UTF-8") // whatever the locale is
	requests, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	answers, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &Ruby{cmd: cmd, requests: requests, answers: bufio.NewReader(answers)}, nil
}

// Close ends Ruby.
func (r *Ruby) Close() error {
	r.requests.Close()
	return r.cmd.Wait()
}

// Load runs the file of that name.
func (r *Ruby) Load(name string) (*Answer, error) {
	return r.run(map[string]string{"name": name})
}

// Eval runs source under a name.
func (r *Ruby) Eval(name, source string) (*Answer, error) {
	return r.run(map[string]string{"name": name, "source": source})
}

func (r *Ruby) run(request map[string]string) (*Answer, error) {
	line, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if _, err := r.requests.Write(append(line, '\n')); err != nil {
		return nil, fmt.Errorf("ruby: %w", err)
	}
	line, err = r.answers.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("ruby: no answer: %w", err)
	}
	a := &Answer{}
	if err := json.Unmarshal(line, a); err != nil {
		return nil, fmt.Errorf("ruby: %w", err)
	}
	return a, nil
}

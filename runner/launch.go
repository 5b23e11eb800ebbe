package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/runner/process"
)

// launch is a program of the user's that lives with a lab: a switch, or the
// controller. All that it starts has Mark in its environment.
type launch struct {
	Name       string // for messages
	Command    []string
	Dir        string
	Env        []string // besides this process's, and the mark of all programs
	Mark       string   // of Env
	Credential *syscall.Credential
	Log        string    // the file that what it prints goes to
	Console    io.Writer // and who sees it besides; may be nil
	Dismissed  func() bool
	Ended      func(how string) // is told when it has ended by itself
}

// launch starts a program. Its end before the lab's is reported, and is the
// lab's end too while that comes up.
func (l *Lab) launch(p launch) (process.ID, error) {
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return process.ID{}, err
	}
	defer log.Close()
	cmd := exec.Command(p.Command[0], p.Command[1:]...)
	cmd.Dir = p.Dir
	cmd.Env = append(append(os.Environ(), p.Env...), l.current().programMark())
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: p.Credential} // Ctrl-C is for the lab
	var shown *tee
	if p.Console != nil {
		if shown, err = newTee(p.Log, p.Console); err != nil {
			return process.ID{}, err
		}
		cmd.Stdout, cmd.Stderr = shown.w, shown.w
	}
	err = cmd.Start()
	shown.start()
	if err != nil {
		shown.end()
		return process.ID{}, err
	}
	id, err := process.Find(cmd.Process.Pid)
	if err != nil {
		id = process.ID{PID: cmd.Process.Pid} // it has ended
	}
	l.programs.Go(func() {
		status := cmd.Wait()
		if status == nil {
			l.awaitBackground(p)
		}
		shown.settle()
		l.programEnded(p, status)
		<-l.ctx.Done()
		shown.end()
	})
	return id, nil
}

// tee copies what a program prints to its log and to a console. The nil tee is
// that of a program which prints to its log alone.
type tee struct {
	r, w    *os.File
	log     *os.File
	console io.Writer
	done    chan struct{} // closed when nobody can print any more, or is copied
}

func newTee(file string, console io.Writer) (*tee, error) {
	log, err := os.OpenFile(file, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		log.Close()
		return nil, err
	}
	return &tee{r, w, log, console, make(chan struct{})}, nil
}

// start begins to copy, once the program has its end of the pipe.
func (t *tee) start() {
	if t == nil {
		return
	}
	t.w.Close()
	go func() {
		defer close(t.done)
		defer t.log.Close()
		io.Copy(io.MultiWriter(t.log, t.console), t.r)
	}()
}

// settle returns when all is copied, or when that has to be expected: others
// may have the pipe open for as long as they like.
func (t *tee) settle() {
	if t == nil {
		return
	}
	select {
	case <-t.done:
	case <-time.After(time.Second):
	}
}

// end stops copying.
func (t *tee) end() {
	if t == nil {
		return
	}
	t.settle()
	t.r.Close()
	<-t.done
}

// awaitBackground returns when nothing runs any more of a program that has
// ended well: some go to the background by themselves.
func (l *Lab) awaitBackground(p launch) {
	for l.ctx.Err() == nil {
		rest, err := process.Marked(p.Mark)
		if err != nil || len(rest) == 0 {
			return
		}
		for _, id := range rest {
			id.Wait(l.ctx)
		}
	}
}

// programEnded tells of a program that has ended before its lab. One that ends
// before the lab is ready is why there will be none, and one that ends while the
// lab is changed is why that has failed.
func (l *Lab) programEnded(p launch, status error) {
	l.mu.Lock()
	state, giveUp := l.state, l.giveUp
	l.mu.Unlock()
	if state == Stopping || l.ctx.Err() != nil || p.Dismissed != nil && p.Dismissed() {
		return
	}
	how := "exit status 0"
	if status != nil {
		how = status.Error()
	}
	if exit := (*exec.ExitError)(nil); errors.As(status, &exit) && exit.Exited() {
		if line := lastLine(p.Log); line != "" {
			how += ": " + line // which says why, if anything does
		}
	}
	if p.Ended != nil {
		p.Ended(how)
	}
	err := fmt.Errorf("%s has ended: %s", p.Name, how)
	if state == Starting {
		l.stop(err)
		return
	}
	if giveUp != nil {
		giveUp(err)
	}
	if l.config.Log != nil {
		l.config.Log.Error(err.Error(), slog.String("log", p.Log))
	}
	// What it had started is of no use, and may hold what its successor needs.
	if err := stopMarked(l.ctx, p.Mark); err != nil && l.ctx.Err() == nil && l.config.Log != nil {
		l.config.Log.Warn(err.Error())
	}
}

// lastLine returns the last line that a program has printed, if that is short
// enough to be a message.
func lastLine(file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	text := strings.TrimSpace(string(b))
	line := text[strings.LastIndexByte(text, '\n')+1:]
	if len(line) > 500 {
		return ""
	}
	return line
}

// stopPrograms ends everything that the lab's programs have started, whoever
// started them and whether that still lives.
func (r *Record) stopPrograms(ctx context.Context) error {
	if len(r.Programs) == 0 && (r.Options.Foreign == nil || len(r.Options.Foreign.Command) == 0) {
		return nil
	}
	return stopMarked(ctx, r.programMark())
}

func stopMarked(ctx context.Context, mark string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := process.StopMarked(ctx, mark, 3*time.Second); err != nil {
		return errors.Join(errors.New("end the programs of the lab"), err)
	}
	return nil
}

package runner

import (
	"context"
	"fmt"

	"github.com/trema-ns/trema-ns/netns/capture"
)

// recording is the capture that a run asks for.
type recording struct {
	*Capture
	files *capture.Files
	end   context.CancelFunc // nil: it has not begun to write
	ended chan struct{}
}

// startRecording watches what switches and controller say, before there is any
// switch.
func (l *Lab) startRecording() error {
	if l.config.Capture == "" {
		return nil
	}
	c, err := newCapture()
	if err != nil {
		return err
	}
	r := &recording{Capture: c, files: &capture.Files{Name: l.config.Capture}}
	devices, err := c.openFlow(l.record)
	if err == nil {
		err = c.Add(devices...)
	}
	if err == nil {
		err = r.files.Open()
	}
	if err != nil {
		c.Close()
		return err
	}
	l.recording = r
	return nil
}

// recordCables watches the cables too, before anything is plugged together, and
// begins to write.
func (l *Lab) recordCables() error {
	r := l.recording
	if r == nil {
		return nil
	}
	for _, link := range l.record.links() {
		d, err := r.device(l.record, &link)
		if err != nil {
			return err
		}
		if err := r.Add(d); err != nil {
			return err
		}
	}
	r.files.Interfaces = r.Interfaces()
	ctx, cancel := context.WithCancel(context.Background())
	r.end, r.ended = cancel, make(chan struct{})
	go func() {
		defer close(r.ended)
		if err := r.Save(ctx, r.files); err != nil { // the lab is worth more than its capture
			l.config.Log.Error(fmt.Sprintf("the capture %s has ended: %v", r.files.Name, err))
		}
	}()
	return nil
}

// stop ends the recording, its last frames written.
func (r *recording) stop() {
	switch {
	case r == nil:
		return
	case r.end == nil:
		r.files.Abandon()
	default:
		r.end()
		<-r.ended
	}
	r.Close()
}

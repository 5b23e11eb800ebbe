package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/trema-ns/trema-ns/netns"
)

// tcp FROM TO ADDRESS sends a megabyte of noise over TCP from one namespace to
// an address in another, and back, and compares the bytes.
func tcp(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(echo(args[0], args[1], args[2], 1<<20))
}

// slower FROM TO ADDRESS BYTES TIME sends that much over TCP, and fails if it
// takes less than TIME to get there. Traffic over other links takes longer
// at most.
func slower(ts *testscript.TestScript, _ bool, args []string) {
	size, err := strconv.Atoi(args[3])
	ts.Check(err)
	least, err := time.ParseDuration(args[4])
	ts.Check(err)
	took, err := send(args[0], args[1], args[2], size)
	ts.Check(err)
	ts.Logf("%d bytes took %v", size, took)
	if took < least {
		ts.Fatalf("%d bytes took %v, want at least %v", size, took, least)
	}
}

// echo sends size bytes and compares them with what comes back.
func echo(from, to, address string, size int) error {
	conn, peer, err := connect(from, to, address)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer peer.Close()
	sent := make([]byte, size)
	if _, err := rand.Read(sent); err != nil {
		return err
	}
	go io.Copy(peer, peer)
	go conn.Write(sent)
	received := make([]byte, size)
	if _, err := io.ReadFull(conn, received); err != nil {
		return err
	}
	if !bytes.Equal(sent, received) {
		return errors.New("what came back is not what was sent")
	}
	return nil
}

// send sends size bytes and returns how long they took to arrive.
func send(from, to, address string, size int) (time.Duration, error) {
	conn, peer, err := connect(from, to, address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	defer peer.Close()
	start := time.Now()
	go conn.Write(make([]byte, size))
	if _, err := io.ReadFull(peer, make([]byte, size)); err != nil {
		return 0, err
	}
	return time.Since(start), nil
}

// connect returns both ends of a TCP connection from one namespace to an
// address in another. Whatever is done on them has to be done in a minute.
func connect(from, to, address string) (conn, peer net.Conn, err error) {
	var listener net.Listener
	err = inNamespace(to, func() (err error) {
		listener, err = net.Listen("tcp", net.JoinHostPort(address, "0"))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	defer listener.Close()
	err = inNamespace(from, func() (err error) {
		conn, err = net.DialTimeout("tcp", listener.Addr().String(), 10*time.Second)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("from %s to %s: %w", from, to, err)
	}
	if peer, err = listener.Accept(); err != nil {
		conn.Close()
		return nil, nil, err
	}
	limit := time.Now().Add(time.Minute)
	return conn, peer, errors.Join(conn.SetDeadline(limit), peer.SetDeadline(limit))
}

// inNamespace runs fn in a namespace. The sockets that it opens stay there.
func inNamespace(name string, fn func() error) error {
	ns, err := netns.Open(name)
	if err != nil {
		return err
	}
	defer ns.Close()
	return ns.Do(fn)
}

// condition decides what a line of a script in brackets depends on: what this
// machine's kernel can do, by the name of its module.
func condition(name string) (bool, error) {
	missing, err := netns.Missing(netns.Feature(name))
	return len(missing) == 0, err
}

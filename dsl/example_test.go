package dsl_test

import (
	"fmt"
	"os"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

func ExampleLoad() {
	network, report := dsl.Load("../testdata/dsl/networks/ns_test.conf")
	if network == nil {
		diag.NewWriter(os.Stderr, report.Sources, false).WriteList(report.Diagnostics)
		return
	}
	for _, l := range network.Links {
		fmt.Printf("%s port %d: %s %s\n", l.Ends[0].Switch.Name, l.Ends[0].Port, l.Ends[1].Host.Name, l.Ends[1].Host.Address)
	}
	// Output:
	// lsw port 1: host1 192.168.0.1/16
	// lsw port 2: host2 192.168.0.2/16
}

func ExampleLoadBytes() {
	src := []byte(`vswitch("lsw") {
  datapth_id "0xabc"
}
`)
	_, report := dsl.LoadBytes("ns_test.conf", src)
	diag.NewWriter(os.Stdout, report.Sources, false).WriteList(report.Diagnostics)
	// Output:
	// error: unknown attribute `datapth_id`
	//   ns_test.conf:2:3
	//     |
	//   2 |   datapth_id "0xabc"
	//     |   ^^^^^^^^^^ did you mean `datapath_id`?
}

func ExampleNetwork_WriteText() {
	network, _ := dsl.LoadBytes("-", []byte(`
vswitch("lsw") { datapath_id "0xabc" }
3.times { |i| vhost("h#{i}"); link "lsw", "h#{i}" }
`))
	network.WriteText(os.Stdout)
	// Output:
	// SWITCH  KIND     DPID                PORTS
	// lsw     vswitch  0x0000000000000abc  1:h0 2:h1 3:h2
	//
	// HOST  KIND   IP           NETMASK  MAC
	// h0    vhost  192.168.0.1  -        00:00:00:00:00:01
	// h1    vhost  192.168.0.2  -        00:00:00:00:00:02
	// h2    vhost  192.168.0.3  -        00:00:00:00:00:03
	//
	// LINK  END    END
	// 0     lsw:1  h0
	// 1     lsw:2  h1
	// 2     lsw:3  h2
}

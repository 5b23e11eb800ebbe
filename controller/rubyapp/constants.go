package rubyapp

import (
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// constants10 are numbers of OpenFlow 1.0 that files call by their names
// (1.0 §5.2, §5.3): each list counts up from 0.
var constants10 = []string{
	"OFPAT_OUTPUT OFPAT_SET_VLAN_VID OFPAT_SET_VLAN_PCP OFPAT_STRIP_VLAN OFPAT_SET_DL_SRC OFPAT_SET_DL_DST OFPAT_SET_NW_SRC OFPAT_SET_NW_DST OFPAT_SET_NW_TOS OFPAT_SET_TP_SRC OFPAT_SET_TP_DST OFPAT_ENQUEUE",
	"OFPST_DESC OFPST_FLOW OFPST_AGGREGATE OFPST_TABLE OFPST_PORT OFPST_QUEUE",
	"OFPR_NO_MATCH OFPR_ACTION",
	"OFPRR_IDLE_TIMEOUT OFPRR_HARD_TIMEOUT OFPRR_DELETE",
	"OFPPR_ADD OFPPR_DELETE OFPPR_MODIFY",
	"OFPC_FRAG_NORMAL OFPC_FRAG_DROP OFPC_FRAG_REASM OFPC_FRAG_MASK",
	"OFPQT_NONE OFPQT_MIN_RATE",
	"OFPFC_ADD OFPFC_MODIFY OFPFC_MODIFY_STRICT OFPFC_DELETE OFPFC_DELETE_STRICT",
	"OFPET_HELLO_FAILED OFPET_BAD_REQUEST OFPET_BAD_ACTION OFPET_FLOW_MOD_FAILED OFPET_PORT_MOD_FAILED OFPET_QUEUE_OP_FAILED",
}

// bits10 are those whose numbers are bits, from the lowest.
var bits10 = []string{
	"OFPC_FLOW_STATS OFPC_TABLE_STATS OFPC_PORT_STATS OFPC_STP OFPC_RESERVED OFPC_IP_REASM OFPC_QUEUE_STATS OFPC_ARP_MATCH_IP",
	"OFPPC_PORT_DOWN OFPPC_NO_STP OFPPC_NO_RECV OFPPC_NO_RECV_STP OFPPC_NO_FLOOD OFPPC_NO_FWD OFPPC_NO_PACKET_IN",
	"OFPPF_10MB_HD OFPPF_10MB_FD OFPPF_100MB_HD OFPPF_100MB_FD OFPPF_1GB_HD OFPPF_1GB_FD OFPPF_10GB_FD OFPPF_COPPER OFPPF_FIBER OFPPF_AUTONEG OFPPF_PAUSE OFPPF_PAUSE_ASYM",
	"OFPFF_SEND_FLOW_REM OFPFF_CHECK_OVERLAP OFPFF_EMERG",
	"OFPPS_LINK_DOWN",
}

// setConstants gives the program the numbers that files call by name, and the
// reserved ports.
func (a *App) setConstants() {
	set := func(name string, n int) {
		a.trema.SetConstant(name, integer(n))
		for prefix, class := range map[string]string{"OFPST_": "StatsReply", "OFPQT_": "PacketQueue"} {
			if strings.HasPrefix(name, prefix) {
				a.classes[class].SetConstant(name, integer(n))
			}
		}
	}
	for _, list := range constants10 {
		for i, name := range strings.Fields(list) {
			set(name, i)
		}
	}
	for _, list := range bits10 {
		for i, name := range strings.Fields(list) {
			set(name, 1<<i)
		}
	}
	for symbol, port := range reserved {
		a.trema.SetConstant("OFPP_"+strings.ToUpper(string(symbol)), a.portNumber(port))
	}
	most := openflow.PortMax
	if !a.wide() {
		most &= 0xffff
	}
	a.trema.SetConstant("OFPP_MAX", integer(most))
	a.trema.SetConstant("NO_BUFFER", integer(openflow.NoBuffer))
	if echo := a.classes["Icmp::Request"]; echo != nil {
		echo.SetConstant("TYPE", integer(packet.ICMPEchoRequest))
		a.classes["Icmp::Reply"].SetConstant("TYPE", integer(packet.ICMPEchoReply))
		a.classes["Arp::Request"].SetConstant("OPERATION", integer(packet.ARPRequest))
		a.classes["Arp::Reply"].SetConstant("OPERATION", integer(packet.ARPReply))
	}
}

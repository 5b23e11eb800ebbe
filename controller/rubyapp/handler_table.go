package rubyapp

// handler is a method that Trema calls, and people do not.
type handler struct {
	name       string
	args       string
	generation generation // which of them have it
	does       string
}

// handlerTable is the handlers that a controller may have.
var handlerTable = []handler{
	{"start", "args", newTrema, "the controller begins; args is what follows `--` on the command line"},
	{"start", "", oldTrema | edgeTrema, "the controller begins; ARGV is what follows `--` on the command line"},
	{"switch_ready", "dpid", allTremas, "a switch has connected"},
	{"switch_disconnected", "dpid", allTremas, "a switch has gone"},
	{"packet_in", "dpid, message", allTremas, "a switch hands on a packet"},
	{"flow_removed", "dpid, message", allTremas, "a flow has ended"},
	{"port_add", "dpid, message", newTrema, "a switch has got a port"},
	{"port_delete", "dpid, message", newTrema, "a switch has lost a port"},
	{"port_modify", "dpid, message", newTrema, "a port was turned on or off, or its link was"},
	{"port_status", "dpid, message", allTremas, "any of these three; it comes before them"},
	{"features_reply", "dpid, message", allTremas, "the answer to `Features::Request`"},
	{"barrier_reply", "dpid, message", allTremas, "the answer to `Barrier::Request`"},
	{"description_stats_reply", "dpid, message", newTrema, "the answer to `DescriptionStats::Request`; so `flow_stats_reply`, `aggregate_stats_reply`, `table_stats_reply`, `port_stats_reply` and `queue_stats_reply`"},
	{"flow_stats_reply", "dpid, message", newTrema, ""},
	{"aggregate_stats_reply", "dpid, message", newTrema, ""},
	{"table_stats_reply", "dpid, message", newTrema, ""},
	{"port_stats_reply", "dpid, message", newTrema, ""},
	{"queue_stats_reply", "dpid, message", newTrema, ""},
	{"desc_multipart_reply", "dpid, message", edgeTrema, "the answer to `DescStatsRequest`; so `flow_multipart_reply`, `aggregate_multipart_reply`, `table_multipart_reply` and `port_desc_multipart_reply`"},
	{"flow_multipart_reply", "dpid, message", edgeTrema, ""},
	{"aggregate_multipart_reply", "dpid, message", edgeTrema, ""},
	{"table_multipart_reply", "dpid, message", edgeTrema, ""},
	{"port_desc_multipart_reply", "dpid, message", edgeTrema, ""},
	{"stats_reply", "dpid, message", allTremas, "any statistics for which there is no handler of their own"},
	{"openflow_error", "dpid, message", allTremas, "a message was wrong; without this handler it is logged"},
	{"get_config_reply", "dpid, message", allTremas, "the answer to `GetConfigRequest`"},
	{"queue_get_config_reply", "dpid, message", allTremas, "the answer to `QueueGetConfigRequest`"},
	{"list_switches_reply", "dpids", oldTrema | edgeTrema, "the answer to `send_list_switches_request`"},
	{"vendor", "dpid, message", allTremas, "a message of a vendor's own"},
	{"echo_request", "dpid, message", allTremas, "a switch asks whether the controller is there; it has been answered"},
	{"echo_reply", "dpid, message", allTremas, "the answer to `Echo::Request`"},
	{"hello_failed", "message", allTremas, "no version of OpenFlow could be agreed with a switch"},
}

// isHandler reports whether Trema calls methods of that name.
func isHandler(name string) bool {
	for _, h := range handlerTable {
		if h.name == name {
			return true
		}
	}
	return name == "initialize"
}

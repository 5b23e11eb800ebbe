# openflow13: a newer controller of OpenFlow 1.0 on a switch of 1.3.
class Plain < Trema::Controller
  def switch_ready(dpid)
    send_flow_mod_add dpid, match: Match.new(in_port: 1)
  end

  def packet_in(dpid, message)
    send_flow_mod_add dpid, match: ExactMatch.new(message), actions: SendOutPort.new(2)
  end
end

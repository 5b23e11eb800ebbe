# What older controllers send, with every option.
class Sends < Controller
  def switch_ready(dpid)
    send_flow_mod_add dpid
    send_flow_mod_add(
      dpid,
      :match => Match.new(:in_port => 1, :dl_src => '02:00:00:00:00:01', :dl_dst => Mac.new('02:00:00:00:00:02'), :dl_type => 0x0800,
                          :dl_vlan => 10, :dl_vlan_pcp => 3, :nw_tos => 0xb8, :nw_proto => 17, :nw_src => '10.0.0.0/8',
                          :nw_dst => '10.0.0.2', :tp_src => 1000, :tp_dst => 53),
      :priority => 7, :idle_timeout => 10, :hard_timeout => 20, :cookie => 0xc0ffee, :send_flow_rem => false, :check_overlap => true,
      :buffer_id => 9,
      :actions => [
        SetEthSrcAddr.new('02:00:00:00:00:05'), ActionSetDlDst.new(:mac_address => '02:00:00:00:00:06'), SetIpSrcAddr.new('10.0.0.5'),
        SetIpDstAddr.new('10.0.0.6'), SetIpTos.new(0x20), SetTransportSrcPort.new(1), SetTransportDstPort.new(2), SetVlanVid.new(3),
        SetVlanPriority.new(4), StripVlanHeader.new, Enqueue.new(:port_number => 1, :queue_id => 5),
        VendorAction.new(0x2320, [1, 2, 3]), SendOutPort.new(:port_number => OFPP_CONTROLLER, :max_len => 128)
      ]
    )
    send_flow_mod_modify dpid, :match => Match.new(:in_port => 1), :actions => ActionOutput.new(3)
    send_flow_mod_modify dpid, :strict => true, :priority => 5, :match => Match.new(:in_port => 1)
    send_flow_mod_delete dpid, :strict => true, :priority => 5, :match => Match.new(:in_port => 1)
    send_flow_mod_delete dpid, :match => Match.new, :out_port => OFPP_NONE
    send_packet_out dpid, :data => 'abc', :in_port => OFPP_NONE, :actions => SendOutPort.new(OFPP_ALL)
    send_packet_out dpid, :data => 'abc', :zero_padding => true, :actions => [SendOutPort.new(OFPP_LOCAL), SendOutPort.new(OFPP_TABLE)]
    send_packet_out dpid, :buffer_id => 5, :in_port => 1
  end

  # In the first of Trema's dialects handlers got the message alone.
  def packet_in(message)
    return unless message.arp_request?
    info "packet-in from #{message.datapath_id.to_hex}"
    oneshot_timer_event :later, 0
  end

  def later
    @later = true
  end

  def barrier_reply(message)
    info "barrier #{message.transaction_id}"
  end
end

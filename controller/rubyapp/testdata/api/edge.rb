# openflow13: a controller of the generation in between.
class Edge < Controller
  def switch_ready(datapath_id)
    info "ready #{datapath_id.to_hex} #{OFPP_FLOOD.to_hex}"
    send_flow_mod_add(
      datapath_id,
      :table_id => 1, :priority => 5, :cookie => 3, :flags => 1, :buffer_id => 0xffffffff,
      :match => Match.new(:in_port => 1, :eth_type => 0x0800, :ip_proto => 17, :ipv4_src => '10.0.0.1', :udp_dst => 53,
                          :eth_src => '02:00:00:00:00:01', :eth_dst => '02:00:00:00:00:02'),
      :instructions => [ApplyAction.new([SendOutPort.new(2), SetEthSrcAddr.new('02:00:00:00:00:05')]), GotoTable.new(2),
                        WriteMetadata.new(:metadata => 0xff, :metadata_mask => 0xf)]
    )
    send_flow_mod_add datapath_id, :priority => 0, :instructions => ApplyAction.new(SendOutPort.new(OFPP_CONTROLLER))
    send_flow_mod_delete datapath_id, :match => Match.new, :out_port => OFPP_ANY
    send_message datapath_id, BarrierRequest.new
    send_message datapath_id, DescStatsRequest.new
  end

  def packet_in(datapath_id, message)
    puts "#{message.in_port} #{message.table_id} #{message.match} #{message.eth_src} #{message.eth_dst} #{message.eth_type.to_hex} " \
         "#{message.ipv4_src} #{message.ip_proto} #{message.udp_dst} #{message.arp?} #{message.arp_op} #{message.vlan_vid}"
    send_packet_out datapath_id, :packet_in => message, :actions => SendOutPort.new(OFPP_FLOOD)
    send_flow_mod_add datapath_id, :match => ExactMatch.from(message), :instructions => ApplyAction.new(SendOutPort.new(2))
  end

  def desc_multipart_reply(datapath_id, message)
    puts message.stats.map { |each| each.mfr_desc }.inspect
  end
end

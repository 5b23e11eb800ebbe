# openflow13: a newer controller with the tables of OpenFlow 1.3.
class Pipeline < Trema::Controller
  def switch_ready(dpid)
    send_flow_mod_add dpid, table_id: 0, match: Match.new, priority: 0, instructions: GotoTable.new(1)
    send_flow_mod_add dpid, table_id: 1, match: Match.new, instructions: Apply.new(SendOutPort.new(:controller))
    send_flow_mod_add dpid, table_id: 1, priority: 1,
                            match: Match.new(ether_type: 0x0800, ipv4_destination_address: '10.1.0.0', ipv4_destination_address_mask: '255.255.0.0',
                                             destination_mac_address: '01:00:00:00:00:00', destination_mac_address_mask: '01:00:00:00:00:00',
                                             reg0: 5, reg0_mask: 0xff),
                            instructions: [Apply.new([DecrementIpTtl.new, SetDestinationMacAddress.new('02:00:00:00:00:09'),
                                                      SendOutPort.new(2)]), GotoTable.new(2)]
    send_flow_mod_add dpid, table_id: 2, priority: 1, match: Match.new(ether_type: 0x0806, arp_operation: 1, arp_target_protocol_address: '10.0.0.1'),
                            instructions: Apply.new([SetArpOperation.new(2), SetArpSenderHardwareAddress.new('02:00:00:00:00:09'),
                                                     SetArpSenderProtocolAddress.new('10.0.0.1'), SendOutPort.new(:in_port)])
    send_flow_mod_delete dpid, match: Match.new, table_id: 2
  end

  def packet_in(dpid, message)
    puts "#{message.in_port} #{message.table_id} #{message.match} #{message.data.class}"
    send_packet_out dpid, packet_in: message, actions: SendOutPort.new(:flood)
  end
end

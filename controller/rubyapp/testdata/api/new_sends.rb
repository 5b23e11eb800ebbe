# What newer controllers send, with every option.
class Sends < Trema::Controller
  def switch_ready(dpid)
    send_flow_mod_add dpid, match: Match.new
    send_flow_mod_add dpid, match: Match.new(in_port: 1), priority: 7, idle_timeout: 10, hard_timeout: 20, cookie: 0xc0ffee,
                            actions: [SendOutPort.new(2), SendOutPort.new(:controller)]
    send_flow_mod_add dpid, match: Match.new(source_mac_address: '02:00:00:00:00:01', destination_mac_address: Mac.new(2),
                                             ether_type: 0x0800, vlan_vid: 10, vlan_priority: 3, tos: 0xb8, ip_protocol: 6,
                                             source_ip_address: '10.0.0.0/8', destination_ip_address: IPv4Address.new('10.0.0.2'),
                                             transport_source_port: 1000, transport_destination_port: 80)
    send_flow_mod_add dpid, match: Match.new, actions: [
      SetSourceMacAddress.new('02:00:00:00:00:05'), SetDestinationMacAddress.new(Mac.new('02:00:00:00:00:06')),
      SetSourceIpAddress.new('10.0.0.5'), SetDestinationIpAddress.new(IPv4Address.new('10.0.0.6')), SetTos.new(0x20),
      SetTransportSourcePort.new(1), SetTransportDestinationPort.new(2), SetVlanVid.new(3), SetVlanPriority.new(4),
      StripVlanHeader.new, Enqueue.new(1, 5)
    ]
    %i[in_port table normal flood all controller local].each do |port|
      send_packet_out dpid, raw_data: 'abc', actions: SendOutPort.new(port)
    end
    send_flow_mod_modify dpid, match: Match.new(in_port: 1), actions: SendOutPort.new(3)
    send_flow_mod_delete dpid, match: Match.new
    send_flow_mod_delete dpid, match: Match.new(in_port: 1), out_port: 2, strict: true, priority: 5
    send_flow_mod_add dpid, match: Match.new(ether_type: 0x0806), buffer_id: 9, flags: %i[send_flow_rem check_overlap]
    send_packet_out dpid, raw_data: Arp::Request.new(source_mac: '02:00:00:00:00:01', sender_protocol_address: '10.0.0.1',
                                                     target_protocol_address: '10.0.0.2').to_binary, actions: SendOutPort.new(1)
    send_packet_out dpid, raw_data: Lldp.new(dpid: dpid, port_number: 3).to_binary, actions: SendOutPort.new(3)
    send_packet_out dpid, raw_data: Arp::Reply.new(destination_mac: '02:00:00:00:00:01', source_mac: '02:00:00:00:00:02',
                                                   sender_protocol_address: IPv4Address.new('10.0.0.2'),
                                                   target_protocol_address: '10.0.0.1').to_binary, actions: []
    send_message dpid, FlowMod.new(command: :add, priority: 3, match: Match.new, actions: SendOutPort.new(1))
    send_packet_out 0x999, raw_data: 'nobody is there', actions: SendOutPort.new(1)
  end

  def packet_in(dpid, message)
    return unless message.data.is_a?(Icmp::Request)
    reply = Icmp::Reply.new(destination_mac: message.source_mac, source_mac: message.destination_mac,
                            source_ip_address: message.destination_ip_address, destination_ip_address: message.source_ip_address,
                            identifier: message.data.identifier, sequence_number: message.data.sequence_number,
                            echo_data: message.data.echo_data)
    send_packet_out dpid, raw_data: reply.to_binary, actions: SendOutPort.new(message.in_port)
    match = ExactMatch.new(message)
    match.in_port = 4
    send_flow_mod_add dpid, match: match, actions: SendOutPort.new(5)
  end
end

# Every handler and accessor of newer controllers.
class Everything < Trema::Controller
  Frame = %i[source_mac destination_mac ether_type vlan_vid source_ip_address destination_ip_address ip_protocol
             transport_source_port transport_destination_port sender_hardware_address sender_protocol_address
             target_hardware_address target_protocol_address rest].freeze

  def start(args)
    logger.info "#{name} #{args.inspect} #{ARGV.inspect}"
    logger.debug 'debug'
    logger.warn 'warn'
    logger.error 'error'
    logger.fatal 'fatal'
    logger.unknown :unknown
  end

  def switch_ready(dpid)
    puts "ready #{dpid.to_hex}"
    send_message dpid, Features::Request.new
    send_message dpid, Barrier::Request.new
    send_message dpid, Echo::Request.new(user_data: 'hello')
    send_message dpid, DescriptionStats::Request.new
    send_message dpid, FlowStats::Request.new
    send_message dpid, AggregateStats::Request.new
    send_message dpid, TableStats::Request.new
    send_message dpid, PortStats::Request.new
    send_message dpid, QueueStats::Request.new
  end

  def switch_disconnected(dpid)
    puts "gone #{dpid.to_hex}"
    send_message dpid, Barrier::Request.new
  end

  def packet_in(dpid, message)
    puts "in_port=#{message.in_port} dpid=#{message.dpid == dpid} reason=#{message.reason} total=#{message.total_length} " \
         "buffer=#{message.buffer_id} lldp=#{message.lldp?} data=#{message.data.class} raw=#{message.raw_data.length}"
    puts Frame.map { |name| "#{name}=#{message.send(name).inspect}" }.join(' ')
    case message.data
    when Arp::Request
      puts "asks for #{message.data.target_protocol_address}"
    when Arp::Reply
      puts "#{message.data.sender_protocol_address} is at #{message.data.sender_hardware_address}"
    when Lldp
      puts "link from #{message.data.dpid.to_hex}:#{message.data.port_number}"
    when Icmp::Request
      puts "echo #{message.data.identifier} #{message.data.sequence_number} #{message.data.echo_data}"
    when Parser::IPv4Packet
      puts "from #{message.data.source_ip_address} to #{message.data.destination_ip_address}"
    end
    send_flow_mod_add dpid, match: ExactMatch.new(message), actions: SendOutPort.new(2)
    send_packet_out dpid, packet_in: message, actions: SendOutPort.new(:flood)
  end

  def port_add(_dpid, message)
    port_changed message
  end

  def port_delete(_dpid, message)
    port_changed message
  end

  def port_modify(_dpid, message)
    port_changed message
  end

  def features_reply(_dpid, message)
    puts "features #{message.dpid.to_hex} #{message.n_buffers} #{message.n_tables} #{message.capabilities.inspect}"
    puts message.ports.map(&:name).inspect, message.physical_ports.map(&:number).inspect
  end

  def flow_removed(_dpid, message)
    puts "removed #{message.match} #{message.reason} #{message.packet_count}"
  end

  def openflow_error(_dpid, message)
    puts "error #{message.error_type} #{message.code} #{message.data.inspect} #{message}"
  end

  def barrier_reply(_dpid, message)
    puts "barrier #{message.xid}"
  end

  def echo_reply(_dpid, message)
    puts "echo #{message.data.inspect}"
  end

  def description_stats_reply(_dpid, message)
    puts [message.manufacturer, message.hardware, message.software, message.serial_number, message.datapath].inspect
  end

  def flow_stats_reply(_dpid, message)
    message.stats.each do |flow|
      puts "flow #{flow.match} #{flow.priority} #{flow.cookie} #{flow.packet_count} #{flow.byte_count} #{flow.actions.inspect}"
    end
  end

  def stats_reply(_dpid, message)
    puts "statistics of type #{message.type}: #{message.stats.size}"
  end

  private

  def port_changed(message)
    port = message.desc
    puts "#{message.reason} #{port.number} #{port.name} #{port.mac_address} up=#{port.up?} down=#{port.down?} local=#{port.local?}"
  end
end

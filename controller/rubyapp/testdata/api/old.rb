# Every handler and accessor of older controllers.
class Everything < Controller
  periodic_timer_event :never, 3600
  add_timer_event :never, 3600, :periodic
  oneshot_timer_event :never, 3600

  YES = %w[vtag? arp? arp_request? arp_reply? rarp? ipv4? ipv6? lldp? icmpv4? icmpv4_echo_request? icmpv4_echo_reply?
           icmpv4_dst_unreach? icmpv4_redirect? igmp? igmp_membership_query? igmp_v2_membership_report? igmp_v2_leave_group?
           tcp? udp? dhcp? dns? http? https?].freeze
  PARTS = %w[macsa macda eth_type vlan_tpid vlan_tci vlan_prio vlan_cfi vlan_vid arp_oper arp_sha arp_spa arp_tha arp_tpa
             ipv4_version ipv4_ihl ipv4_tos ipv4_tot_len ipv4_id ipv4_frag_off ipv4_ttl ipv4_protocol ipv4_checksum
             ipv4_saddr ipv4_daddr icmpv4_type icmpv4_code icmpv4_checksum icmpv4_id icmpv4_seq tcp_src_port tcp_dst_port
             tcp_seq_no tcp_ack_no tcp_offset tcp_flags tcp_window tcp_checksum tcp_urgent udp_src_port udp_dst_port
             udp_checksum udp_len udp_payload lldp_src_datapath_id].freeze

  def start
    info "%s starts with %d words", self.class, ARGV.size
    debug 'debug'
    notice 'notice'
    warn 'warn'
    error 'error'
    critical 'critical'
    send_list_switches_request
  end

  def switch_ready datapath_id
    puts "ready #{ datapath_id.to_hex }"
    send_message datapath_id, FeaturesRequest.new
    send_message datapath_id, BarrierRequest.new
    send_message datapath_id, EchoRequest.new(:user_data => 'hello')
    send_message datapath_id, SetConfig.new(:flags => 0, :miss_send_len => 128)
    send_message datapath_id, GetConfigRequest.new
    send_message datapath_id, QueueGetConfigRequest.new(:port => 1)
    send_message datapath_id, DescStatsRequest.new
    send_message datapath_id, FlowStatsRequest.new(:match => Match.new(:in_port => 1), :out_port => 2)
    send_message datapath_id, AggregateStatsRequest.new
    send_message datapath_id, TableStatsRequest.new
    send_message datapath_id, PortStatsRequest.new(:port_no => 3)
    send_message datapath_id, QueueStatsRequest.new
    send_message datapath_id, PortMod.new(:port_no => 1, :hw_addr => '00:00:00:00:01:01', :config => 1, :mask => 1, :advertise => 0)
    send_message datapath_id, Vendor.new(:vendor => 0x2320, :data => 'ab')
  end

  def switch_disconnected datapath_id
    info "gone %#x", datapath_id
  end

  def list_switches_reply switches
    puts "switches #{ switches.inspect }"
  end

  def packet_in datapath_id, message
    puts "#{ message.datapath_id == datapath_id } #{ message.transaction_id } #{ message.buffer_id } #{ message.buffered? } " +
         "#{ message.in_port } #{ message.total_len } #{ message.reason } #{ message.data.unpack 'H*' }"
    puts YES.select { |name| message.__send__(name) }.join(' ')
    puts PARTS.map { |name| [name, message.__send__(name)] }.reject { |_, v| v.nil? }.map { |n, v| "#{ n }=#{ v }" }.join(' ')
    send_flow_mod_add datapath_id, :match => ExactMatch.from(message), :actions => ActionOutput.new(:port => OFPP_FLOOD)
    send_flow_mod_add datapath_id, :match => Match.from(message, :nw_proto, :dl_vlan), :actions => SendOutPort.new(2)
    send_packet_out datapath_id, :packet_in => message, :actions => SendOutPort.new(OFPP_FLOOD)
  end

  def flow_removed datapath_id, message
    puts [message.match, message.cookie, message.priority, message.reason, message.duration_sec, message.duration_nsec,
          message.idle_timeout, message.packet_count, message.byte_count].join(' ')
  end

  def port_status datapath_id, message
    port = message.phy_port
    puts "#{ message.class } #{ message.reason } #{ port.number } #{ port.hw_addr } #{ port.name } #{ port.config } #{ port.state } " +
         "#{ port.curr } #{ port.advertised } #{ port.supported } #{ port.peer } #{ port.up? } #{ port.down? }"
  end

  def features_reply datapath_id, message
    puts "#{ message.datapath_id.to_hex } #{ message.n_buffers } #{ message.n_tables } #{ message.capabilities } #{ message.actions } " +
         "#{ message.ports.map { |each| each.number }.inspect } #{ message.physical_ports.length }"
  end

  def stats_reply datapath_id, message
    puts "#{ message.transaction_id } #{ message.class } #{ message.type } #{ message.flags } #{ message.stats.length }"
    message.stats.each do |each|
      case message.type
      when 1 then puts "#{ each.match } #{ each.actions.inspect } #{ each.priority } #{ each.byte_count } #{ each.packet_count } #{ each.duration_sec }"
      when 3 then puts "#{ each.table_id } #{ each.name } #{ each.active_count } #{ each.lookup_count } #{ each.matched_count }"
      when 4 then puts "#{ each.port_no } #{ each.rx_packets } #{ each.tx_bytes }"
      end
    end
  end

  def barrier_reply datapath_id, message
    puts "barrier #{ message.transaction_id }"
  end

  def get_config_reply datapath_id, message
    puts "config #{ message.flags } #{ message.miss_send_len }"
  end

  def openflow_error datapath_id, message
    puts "error #{ message.type } #{ message.code } #{ message.data }"
  end

  def vendor datapath_id, message
    puts "vendor #{ message.vendor.to_hex } #{ message.data }"
  end

  private

  def never
    raise 'the hour has passed'
  end
end

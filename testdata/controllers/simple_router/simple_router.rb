require 'arp_table'

# Forwards IPv4 between networks and answers for its own addresses, as a newer
# controller.
class SimpleRouter < Trema::Controller
  def start(_args)
    load File.join(__dir__, 'router.conf')
    @interfaces = Configuration::INTERFACES.map { |each| Interface.new(each) }
    @arp_table = ArpTable.new
    @waiting = Hash.new { [] }
    logger.info "#{name} has #{@interfaces.map(&:to_s).join(', ')}"
  end

  def packet_in(dpid, packet_in)
    interface = @interfaces.find { |each| each.port == packet_in.in_port }
    return unless interface && for_us?(interface, packet_in)
    case packet_in.data
    when Arp::Request
      answer_arp dpid, interface, packet_in.data
    when Arp::Reply
      learn dpid, packet_in.data
    when Parser::IPv4Packet
      ipv4 dpid, packet_in
    else
      logger.debug "dropping #{packet_in.data.class}"
    end
  end

  private

  def for_us?(interface, packet_in)
    packet_in.destination_mac.broadcast? || packet_in.destination_mac == interface.mac
  end

  def answer_arp(dpid, interface, request)
    return unless interface.ip == request.target_protocol_address
    @arp_table.update request.sender_protocol_address, request.sender_hardware_address
    send_raw dpid, interface.port,
             Arp::Reply.new(destination_mac: request.source_mac, source_mac: interface.mac,
                            sender_protocol_address: request.target_protocol_address,
                            target_protocol_address: request.sender_protocol_address)
  end

  def learn(dpid, reply)
    address = reply.sender_protocol_address
    @arp_table.update address, reply.source_mac
    @waiting[address.to_s].each { |packet_in| forward dpid, packet_in }
    @waiting.delete address.to_s
  end

  def ipv4(dpid, packet_in)
    if @interfaces.any? { |each| each.ip == packet_in.destination_ip_address }
      answer_echo dpid, packet_in if packet_in.data.is_a?(Icmp::Request)
    else
      forward dpid, packet_in
    end
  end

  def answer_echo(dpid, packet_in)
    request = packet_in.data
    send_raw dpid, packet_in.in_port,
             Icmp::Reply.new(destination_mac: request.source_mac, source_mac: request.destination_mac,
                             source_ip_address: request.destination_ip_address,
                             destination_ip_address: request.source_ip_address,
                             identifier: request.icmp_identifier,
                             sequence_number: request.icmp_sequence_number, echo_data: request.echo_data)
  end

  def forward(dpid, packet_in)
    target = packet_in.destination_ip_address
    interface = @interfaces.find { |each| each.network?(target) }
    return unless interface
    entry = @arp_table.lookup(target)
    return resolve(dpid, interface, target, packet_in) unless entry
    actions = [SetSourceMacAddress.new(interface.mac), SetDestinationMacAddress.new(entry), SendOutPort.new(interface.port)]
    send_flow_mod_add dpid, match: ExactMatch.new(packet_in), actions: actions, idle_timeout: 60
    send_packet_out dpid, raw_data: packet_in.raw_data, actions: actions
  end

  def resolve(dpid, interface, target, packet_in)
    @waiting[target.to_s] += [packet_in]
    send_raw dpid, interface.port,
             Arp::Request.new(source_mac: interface.mac, sender_protocol_address: interface.ip,
                              target_protocol_address: target)
  end

  def send_raw(dpid, port, packet)
    send_packet_out dpid, raw_data: packet.to_binary, actions: SendOutPort.new(port)
  end
end

# An address of the router on a port.
class Interface
  attr_reader :port, :mac, :ip

  def initialize(options)
    @port = options.fetch(:port)
    @mac = Mac.new(options.fetch(:mac_address))
    @ip = IPv4Address.new(options.fetch(:ip_address))
    @length = options.fetch(:netmask_length)
  end

  def network?(address)
    @ip.mask(@length) == address.mask(@length)
  end

  def to_s
    "#{ip}/#{@length}"
  end
end

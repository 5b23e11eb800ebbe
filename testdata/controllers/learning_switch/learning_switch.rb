$LOAD_PATH.unshift __dir__

require 'fdb'

# A switch that remembers behind which port each host is, as a controller of
# newer Tremas.
class LearningSwitch < Trema::Controller
  timer_event :forget_old_hosts, interval: 5.sec

  def start(_args)
    @fdb = FDB.new
    logger.info "#{name} started."
  end

  def switch_ready(datapath_id)
    send_flow_mod_add(
      datapath_id,
      priority: 100,
      match: Match.new(destination_mac_address: '01:80:c2:00:00:00')
    )
  end

  def packet_in(_datapath_id, packet_in)
    return if packet_in.destination_mac.reserved?
    @fdb.learn packet_in.source_mac, packet_in.in_port
    forward packet_in, @fdb.port_of(packet_in.destination_mac)
  end

  private

  def forwarding_to?(port)
    !port.nil?
  end

  def forward(packet_in, port)
    add_flow packet_in, port if forwarding_to?(port)
    send_on packet_in, port || :flood
  end

  def add_flow(packet_in, port)
    send_flow_mod_add(
      packet_in.datapath_id,
      match: ExactMatch.new(packet_in),
      actions: SendOutPort.new(port)
    )
  end

  def send_on(packet_in, port)
    send_packet_out(
      packet_in.datapath_id,
      packet_in: packet_in,
      actions: SendOutPort.new(port)
    )
  end

  def forget_old_hosts
    @fdb.age
  end
end

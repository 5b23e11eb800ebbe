require_relative '../learning_switch/fdb'

# A learning switch of its own for each switch.
class MultiSwitch < Trema::Controller
  timer_event :age_all, interval: 10.sec

  def start(_args)
    @fdbs = {}
  end

  def switch_ready(dpid)
    @fdbs[dpid] = FDB.new
    logger.info "#{dpid.to_hex} is ready, #{@fdbs.size} in all"
  end

  def switch_disconnected(dpid)
    @fdbs.delete dpid
  end

  def packet_in(dpid, message)
    fdb = @fdbs.fetch(dpid)
    fdb.learn message.source_mac, message.in_port
    port = fdb.port_of(message.destination_mac)
    if port.nil?
      send_packet_out dpid, packet_in: message, actions: SendOutPort.new(:flood)
      return
    end
    send_flow_mod_add dpid, match: ExactMatch.new(message), actions: SendOutPort.new(port), idle_timeout: 60
    send_packet_out dpid, packet_in: message, actions: SendOutPort.new(port)
  end

  private

  def age_all
    @fdbs.each_value(&:age)
  end
end

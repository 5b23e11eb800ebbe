require 'topology'

# Finds links by LLDP, as a controller that another one makes.
class Discovery < Trema::Controller
  attr_reader :topology

  def initialize(&block)
    super
    @topology = Topology.new
    instance_exec(&block) if block
  end

  def switch_ready(dpid)
    send_message dpid, Features::Request.new
  end

  def switch_disconnected(dpid)
    @topology.delete_switch dpid
  end

  def port_modify(_dpid, message)
    port = message.desc
    if port.up?
      @topology.add_port message.dpid, port.number
    else
      @topology.delete_port message.dpid, port.number
    end
  end

  def features_reply(dpid, message)
    message.physical_ports.select(&:up?).each { |port| @topology.add_port dpid, port.number }
  end

  def lldp(dpid, message)
    from = message.data
    return unless from.is_a?(Lldp)
    @topology.add_link Link.new(Place.new(from.dpid, from.port_number), Place.new(dpid, message.in_port))
  end

  def probe
    @topology.each_port do |dpid, port|
      frame = Lldp.new(dpid: dpid, port_number: port)
      send_packet_out dpid, raw_data: frame.to_binary, actions: SendOutPort.new(port)
    end
  end
end

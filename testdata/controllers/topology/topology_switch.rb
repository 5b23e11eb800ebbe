$LOAD_PATH.unshift File.join(__dir__, 'lib')

require 'active_support/core_ext/module/delegation'
require 'optparse'
require 'discovery'
require 'path_finder'
require 'view/text'

# A switch that finds the topology by itself and sends packets the shortest way:
# two controllers, one in the other, with observers, Structs and a command line.
class TopologySwitch < Trema::Controller
  timer_event :probe, interval: 1.sec

  delegate :switch_ready, :switch_disconnected, :features_reply, :port_modify, :probe, to: :@discovery

  def start(args)
    options = parse(args)
    @discovery = Discovery.new
    @finder = PathFinder.new
    @discovery.topology.add_observer @finder
    @discovery.topology.add_observer View::Text.new(logger) unless options[:quiet]
    @hosts = {}
    logger.info "#{name} started."
  end

  def packet_in(dpid, message)
    return @discovery.lldp(dpid, message) if message.lldp?
    learn dpid, message
    target = @hosts[message.destination_mac]
    return flood(message) unless target
    path = @finder.between(dpid, target.dpid)
    path ? install(path, message, target) : flood(message)
  end

  def hosts
    @hosts.map { |mac, place| "#{mac} #{place}" }.sort.join("\n")
  end

  def links
    @discovery.topology.links.map(&:to_s).sort.join("\n")
  end

  private

  def parse(args)
    options = {}
    OptionParser.new do |parser|
      parser.banner = 'topology_switch.rb [--quiet]'
      parser.on('-q', '--quiet', 'say nothing of changes') { options[:quiet] = true }
    end.parse!(args)
    options
  end

  def learn(dpid, message)
    return if @discovery.topology.link_at?(dpid, message.in_port)
    @hosts[message.source_mac] ||= Place.new(dpid, message.in_port)
  end

  def flood(message)
    @discovery.topology.edge_ports.each do |dpid, port|
      next if dpid == message.dpid && port == message.in_port
      send_packet_out dpid, raw_data: message.raw_data, actions: SendOutPort.new(port)
    end
  end

  def install(path, message, target)
    in_port = message.in_port
    path.each_cons(2) do |from, to|
      out = @discovery.topology.port_between(from, to)
      add_flow from, in_port, out, message
      in_port = @discovery.topology.port_between(to, from)
    end
    add_flow target.dpid, in_port, target.port, message
    send_packet_out target.dpid, raw_data: message.raw_data, actions: SendOutPort.new(target.port)
  end

  def add_flow(dpid, in_port, out_port, message)
    match = ExactMatch.new(message)
    match.in_port = in_port
    send_flow_mod_add dpid, match: match, actions: SendOutPort.new(out_port)
  end
end

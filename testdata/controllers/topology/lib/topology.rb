require 'observer'
require 'set'

# A port of a switch.
Place = Struct.new(:dpid, :port) do
  def to_s
    format('%#x:%d', dpid, port)
  end

  def <=>(other)
    to_a <=> other.to_a
  end
end

# A cable between two switches. Both directions are one link.
class Link
  attr_reader :ends

  def initialize(a, b)
    @ends = [a, b].sort
  end

  def ==(other)
    other.is_a?(Link) && ends == other.ends
  end
  alias eql? ==

  def hash
    ends.hash
  end

  def at?(place)
    ends.include? place
  end

  def to_s
    ends.join(' - ')
  end
end

# The switches, their ports that are up, and their links.
class Topology
  include Observable

  attr_reader :links

  def initialize
    @ports = Hash.new { |hash, dpid| hash[dpid] = Set.new }
    @links = []
  end

  def add_port(dpid, port)
    @ports[dpid] << port
  end

  def delete_port(dpid, port)
    @ports[dpid].delete port
    place = Place.new(dpid, port)
    @links.select { |link| link.at?(place) }.each { |link| delete_link link }
  end

  def delete_switch(dpid)
    @ports[dpid].to_a.each { |port| delete_port dpid, port }
    @ports.delete dpid
  end

  def add_link(link)
    return if @links.include?(link)
    @links << link
    tell :added, link
  end

  def each_port
    @ports.each { |dpid, ports| ports.each { |port| yield dpid, port } }
  end

  def edge_ports
    places = []
    each_port { |dpid, port| places << [dpid, port] unless link_at?(dpid, port) }
    places
  end

  def link_at?(dpid, port)
    place = Place.new(dpid, port)
    @links.any? { |link| link.at?(place) }
  end

  def port_between(from, to)
    @links.each do |link|
      a, b = link.ends
      return a.port if a.dpid == from && b.dpid == to
      return b.port if b.dpid == from && a.dpid == to
    end
    nil
  end

  private

  def delete_link(link)
    @links.delete link
    tell :deleted, link
  end

  def tell(what, link)
    changed
    notify_observers what, link, self
  end
end

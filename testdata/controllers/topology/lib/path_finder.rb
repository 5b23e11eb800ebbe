# The shortest ways between switches, found anew after each change.
class PathFinder
  def initialize
    @neighbours = {}
  end

  def update(_what, _link, topology)
    @neighbours = Hash.new([].freeze)
    topology.links.each do |link|
      a, b = link.ends.map(&:dpid)
      @neighbours[a] += [b]
      @neighbours[b] += [a]
    end
  end

  def between(from, to)
    came_from = { from => nil }
    queue = [from]
    until queue.empty?
      node = queue.shift
      return trace(came_from, node) if node == to
      @neighbours[node].each do |neighbour|
        next if came_from.key?(neighbour)
        came_from[neighbour] = node
        queue.push neighbour
      end
    end
    nil
  end

  private

  def trace(came_from, node)
    path = []
    while node
      path.unshift node
      node = came_from[node]
    end
    path
  end
end

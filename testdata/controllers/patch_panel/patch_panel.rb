# Joins ports two by two, as a file says and as people call.
class PatchPanel < Trema::Controller
  class NoSuchPatch < StandardError; end

  def start(args)
    @file = args.first || File.join(__dir__, 'patches')
    @patches = Hash.new { |patches, dpid| patches[dpid] = [] }
    logger.info "#{name} started."
  end

  def switch_ready(dpid)
    read_patches.each { |id, a, b| create id, a, b if id == dpid }
  end

  def create(dpid, a, b)
    add_flow dpid, a, b
    add_flow dpid, b, a
    @patches[dpid] << [a, b].sort
    true
  end

  def delete(dpid, a, b)
    unless @patches[dpid].delete([a, b].sort)
      raise NoSuchPatch, "no patch between #{a} and #{b}"
    end
    [a, b].each { |port| send_flow_mod_delete dpid, match: Match.new(in_port: port) }
    true
  end

  def list
    @patches.map { |dpid, pairs| "#{dpid.to_hex}: #{pairs.map { |a, b| "#{a}-#{b}" }.join(' ')}" }.join("\n")
  end

  private

  def read_patches
    File.readlines(@file).map do |line|
      next if line =~ /^\s*(#|$)/
      line.split.map { |word| Integer(word) }
    end.compact
  end

  def add_flow(dpid, from, to)
    send_flow_mod_add dpid, match: Match.new(in_port: from), actions: SendOutPort.new(to)
  end
end

# Evaluates a network file in real Ruby and prints, as JSON, what its directives
# were given. Defaults are not applied.
require "json"

OUT = { switches: [], hosts: [], links: [], apps: [], events: {}, filter: nil }

class Integer
  def to_hex
    format("%#x", self)
  end
end

class Attributes
  attr_reader :given

  def initialize
    @given = {}
  end

  %i[dpid ip port ports path file netmask mac promisc vlan pid bwidth administer stub].each do |name|
    define_method(name) { |*values| @given[name] = values.first }
  end
  alias datapath_id dpid

  def options(*values)
    (@given[:options] ||= []).concat(values)
  end

  def route(route)
    (@given[:routes] ||= []) << { net: route[:net], gateway: route[:gateway] || route[:gw] }
  end
end

def evaluate(&block)
  a = Attributes.new
  a.instance_eval(&block) if block
  a.given
end

%i[vswitch trema_switch switch openflow_switch hw_switch custom_switch rswitch].each do |word|
  define_method(word) do |name = nil, &block|
    OUT[:switches] << { word: word, name: name && name.to_s }.merge(evaluate(&block))
  end
end

%i[vhost netns].each do |kind|
  define_method(kind) do |name = nil, &block|
    OUT[:hosts] << { kind: kind, name: name && name.to_s }.merge(evaluate(&block))
  end
end

def end_text(value)
  value.is_a?(Integer) ? format("%#x", value) : value.to_s
end

def link(first, second, *, **options)
  OUT[:links] << { ends: [end_text(first), end_text(second)], options: options }
end

%i[run app].each do |word|
  define_method(word) do |name = nil, &block|
    OUT[:apps] << { name: name }.merge(evaluate(&block))
  end
end

def event(routing)
  OUT[:events].merge!(routing)
end

def filter(routing)
  OUT[:filter] = routing
end

def port(number); end

def use_tremashark; end

alias original_require require
def require(name)
  name.start_with?("trema", "pio", "phut") ? true : original_require(name)
end

eval(File.read(ARGV.fetch(0)), TOPLEVEL_BINDING, ARGV.fetch(0))
puts JSON.generate(OUT)

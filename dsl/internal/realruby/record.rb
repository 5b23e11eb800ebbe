# Evaluates programs in real Ruby, with directives that record what they are
# given, and answers with what each printed and with the network it declared, in
# the form of `config --json`. Requests and answers are lines of JSON; every
# program runs in a process of its own.
#
# This is a second opinion: it knows the rules for defaults, link ends and port
# numbers from the description of the language, not from the Go code.
require "ipaddr"
require "json"
require "stringio"

class Integer
  def to_hex
    format("%#x", self)
  end
end

# What is self in the block of a directive.
class Attributes
  def initialize(given)
    @given = given
  end

  %i[dpid ip port ports path file netmask mac promisc vlan pid bwidth administer stub].each do |name|
    define_method(name) do |*values|
      @given[name] = values.first
      nil
    end
  end
  alias datapath_id dpid

  def options(*values)
    (@given[:options] ||= []).concat(values.flatten)
    nil
  end

  def route(route)
    (@given[:routes] ||= []) << route
    nil
  end
end

# Recorder keeps what the directives of one program were given.
module Recorder
  SWITCHES, HOSTS, LINKS, APPS = [], [], [], []
  EVENTS = []
  STATE = { port: nil, filter: nil }

  # evaluate adds what the attributes in block are given to record.
  def self.evaluate(record, block)
    attributes = Attributes.new(record)
    attributes.instance_exec(attributes, &block) if block
    nil
  end

  def self.text(value)
    value.is_a?(Integer) ? format("0x%x", value) : value && value.to_s
  end
end

{ vswitch: "vswitch", trema_switch: "vswitch", switch: "switch", openflow_switch: "switch", hw_switch: "switch",
  custom_switch: "custom_switch", rswitch: "rswitch" }.each do |word, kind|
  define_method(word) do |name = nil, &block|
    s = { name: Recorder.text(name), kind: kind, port: kind == "vswitch" ? Recorder::STATE[:port] : nil }
    s[:openflow] = "1.3" if word == :trema_switch
    Recorder::SWITCHES << s
    Recorder.evaluate(s, block)
  end
end

%w[vhost netns].each do |kind|
  define_method(kind) do |name = nil, &block|
    h = { name: Recorder.text(name), kind: kind }
    Recorder::HOSTS << h
    Recorder.evaluate(h, block)
  end
end

# Options may be a Hash in braces too, and forks give it other arguments.
def link(first, second, *others, **options)
  options = others.grep(Hash).reduce(options, :merge)
  Recorder::LINKS << { ends: [Recorder.text(first), Recorder.text(second)], options: options }
  nil
end

%i[run app].each do |word|
  define_method(word) do |name = nil, &block|
    a = { name: Recorder.text(name) }
    Recorder::APPS << a
    Recorder.evaluate(a, block)
  end
end

def event(routing)
  Recorder::EVENTS << routing
  nil
end

def filter(routing)
  Recorder::STATE[:filter] = routing.to_h { |key, app| [key.to_s, app.to_s] }
  nil
end

def port(number)
  Recorder::STATE[:port] = number.to_i
  nil
end

def use_tremashark; end

# Ruby's own warnings are not output, those of the program are.
def warn(*messages, **)
  $stdout.puts(*messages) unless messages.empty?
end

alias original_require require
def require(name)
  name.start_with?("trema", "pio", "phut") || name == "rubygems" || original_require(name)
end

# Resolved makes of the records what `config --json` prints.
module Resolved
  module_function

  def network
    links = Recorder::LINKS.map { |l| { ends: l[:ends], options: options(l[:options]) } }
    switches = Recorder::SWITCHES.map { |s| switch(s) }
    hosts = hosts()
    connect(switches, hosts, links)
    events = Recorder::EVENTS.reduce({}, :merge)
    { format_version: "1", switches: switches, hosts: hosts, links: links, apps: Recorder::APPS.map { |a| app(a) },
      events: Recorder::EVENTS.empty? ? nil : events.to_h { |type, apps| [type, [apps].flatten.flat_map { |x| x.to_s.split(",") }.map(&:strip)] },
      filter: Recorder::STATE[:filter] }
  end

  def switch(s)
    text = Recorder.text(s[:dpid]) || s[:name]
    path = s[:path] || s[:file]
    path ||= s[:name] || text if s[:kind] == "rswitch"
    { name: s[:name] || text, kind: s[:kind], dpid: format("0x%016x", dpid(text)), openflow: s[:openflow], ip: s[:ip],
      port: s[:port] && s[:port].to_i, path: path && path.to_s, ports: [] }.compact
  end

  def dpid(text)
    text.match?(/\A\d+\z/) ? text.to_i : text.hex
  end

  def hosts
    hosts = Recorder::HOSTS.map { |h| host(h) }
    taken = hosts.map { |h| h[:ip] }
    macs = hosts.map { |h| h[:mac] }
    counts = Hash.new(0)
    hosts.map do |h|
      n = counts[h[:kind]] += 1
      h[:ip] ||= free(taken, n) { |i| "192.168.#{i >> 8}.#{i & 255}" unless [0, 255].include?(i & 255) } if h[:kind] == "vhost"
      first = h[:kind] == "netns" ? 2 : 0
      h[:mac] ||= free(macs, n) { |i| format("%02x:00:%02x:%02x:%02x:%02x", first, i >> 24, i >> 16 & 255, i >> 8 & 255, i & 255) }
      h[:name] ||= h[:ip]
      h.compact
    end
  end

  def free(taken, number)
    number += 1 until (text = yield number) && !taken.include?(text)
    taken << text
    text
  end

  def host(h)
    address, prefix = h[:ip] && h[:ip].to_s.strip.split("/")
    address &&= IPAddr.new(address).native.to_s
    mask = (h[:netmask] || prefix)&.to_s&.delete_prefix("/")
    if mask&.match?(/\A\d+\z/) && !address.to_s.include?(":") && (address || h[:kind] == "vhost")
      mask = IPAddr.new("255.255.255.255").mask(mask.to_i).to_s
    end
    { name: h[:name], kind: h[:kind], ip: address, netmask: mask, mac: mac(h[:mac]), promisc: %w[on yes true].include?(h[:promisc].to_s.downcase),
      vlan: h[:vlan]&.to_i, pid: h[:pid]&.to_i, routes: h[:routes]&.map { |r| route(r.transform_keys(&:to_sym)) } }
  end

  def mac(value)
    return format("%012x", value).scan(/../).join(":") if value.is_a?(Integer)

    value && value.to_s.strip.split(/[:-]/).map { |byte| byte.hex.to_s(16).rjust(2, "0") }.join(":")
  end

  def route(r)
    address, mask = r[:net].to_s.strip.sub("default", "0.0.0.0/0").split("/")
    mask ||= r[:netmask]
    bits = mask ? length(mask.to_s) : classful(address)
    { net: "#{IPAddr.new(address).mask(bits)}/#{bits}", gateway: IPAddr.new((r[:gateway] || r[:gw]).to_s).to_s }
  end

  def length(mask)
    mask.match?(/\A\d+\z/) ? mask.to_i : IPAddr.new(mask).to_i.to_s(2).count("1")
  end

  # The prefix length of an address's class, or more where bits are set beyond it.
  def classful(address)
    return address == "::" ? 0 : 128 if address.include?(":")

    bytes = address.split(".").map(&:to_i)
    return 0 if bytes.all?(&:zero?)

    least = bytes[0] < 128 ? 1 : bytes[0] < 192 ? 2 : 3
    [least, (bytes.rindex { |b| b != 0 } || 0) + 1].max * 8
  end

  RATES = { "" => 1, "k" => 1_000, "m" => 1_000_000, "g" => 1_000_000_000 }.freeze
  TIMES = { "h" => 3_600_000_000_000, "m" => 60_000_000_000, "s" => 1_000_000_000, "ms" => 1_000_000, "us" => 1_000, "µs" => 1_000, "ns" => 1 }.freeze

  def options(o)
    { bandwidth: o[:bandwidth] && rate(o[:bandwidth]), delay: o[:delay] && time(o[:delay]), jitter: o[:jitter] && time(o[:jitter]),
      loss: o[:loss] && o[:loss].to_s.to_f, mtu: o[:mtu]&.to_i }.reject { |_, v| v.nil? || v == 0 || v == "" }
  end

  def rate(value)
    return value if value.is_a?(Integer)

    number, unit, kind = value.downcase.delete(" ").match(/\A([\d.]+)([kmg]?)(bit|bps)?\z/).captures
    (number.to_f * RATES[unit] * (kind == "bps" ? 8 : 1)).to_i
  end

  # A time in the form "1h0m2.5s", "1.5ms", "10µs".
  def time(value)
    total = value.delete(" ").scan(/([\d.]+)([a-zµ]+)/).sum { |n, unit| n.to_r * TIMES.fetch(unit) }
    return "" if total.zero?

    small = { "ms" => 1_000_000, "µs" => 1_000, "ns" => 1 }.find { |_, n| total >= n }
    return decimal(total / small[1]) + small[0] if total < TIMES["s"]

    minutes, rest = total.divmod(TIMES["m"])
    seconds = "#{decimal(rest.to_r / TIMES['s'])}s"
    return seconds if minutes.zero?

    hours, minutes = minutes.divmod(60)
    hours.zero? ? "#{minutes}m#{seconds}" : "#{hours}h#{minutes}m#{seconds}"
  end

  def decimal(number)
    number.denominator == 1 ? number.to_i.to_s : number.to_f.to_s
  end

  # connect looks up the ends of links and numbers the ports of switches.
  def connect(switches, hosts, links)
    plugs = Hash.new { |hash, s| hash[s] = [] }
    links.each_with_index do |link, index|
      link[:ends].each_with_index do |text, i|
        s, number = switch_and_port(text, switches, hosts)
        plugs[s] << { number: number, peer: link[:ends][1 - i], link: index } if s
      end
    end
    plugs.each do |s, ports|
      taken = ports.map { |port| port[:number] }.compact
      free = (1..).lazy.reject { |n| taken.include?(n) }.first(ports.size)
      ports.each { |port| port[:number] ||= free.shift }
      s[:ports] = ports.sort_by { |port| port[:number] }
    end
  end

  def switch_and_port(text, switches, hosts)
    s = find(text, switches, hosts)
    return [s == :host ? nil : s, nil] if s

    name, colon, number = text.rpartition(":")
    s = find(name, switches, hosts) unless colon.empty?
    s.is_a?(Hash) ? [s, number.to_i] : nil
  end

  def find(text, switches, hosts)
    switches.find { |s| s[:name] == text } ||
      (hosts.any? { |h| h[:name] == text } ? :host : nil) ||
      (text.match?(/\A0x\h+\z/i) && switches.find { |s| s[:dpid].hex == text.hex }) || nil
  end

  def app(a)
    path = (a[:path] || a[:name]).to_s
    { name: a[:name] || File.basename(path, ".rb"), path: path, options: a[:options]&.map(&:to_s) }.compact
  end
end

# run evaluates one program and returns the answer.
def run_program(request)
  $stdout = StringIO.new
  failure = nil
  begin
    source = request["source"] || File.read(request["name"])
    RubyVM::InstructionSequence.compile(source, request["name"], File.expand_path(request["name"])).eval
  rescue SystemExit
    nil
  rescue Exception => e
    failure = "#{e.class}: #{e.message}"
  end
  network = failure ? nil : Resolved.network
  { output: $stdout.string.scrub, error: failure&.scrub, network: network }
end

# Ruby itself writes to the standard output where it fails to compile something.
answers = STDOUT.dup
answers.sync = true
STDOUT.reopen(File::NULL)
STDIN.each_line do |line|
  reader, writer = IO.pipe
  child = fork do
    reader.close
    Process.setrlimit(Process::RLIMIT_CPU, 2)
    writer.write(JSON.generate(run_program(JSON.parse(line))))
    writer.close
    exit!(true)
  end
  writer.close
  answer = reader.read
  reader.close
  Process.wait(child)
  answers.puts(!$?.success? ? JSON.generate(error: "the program was killed") : answer)
end

# What every object answers, methods as values, matches, structs and addresses.
require "ipaddr"
def try
  p yield
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

a = [1, 2]
p a.object_id == a.object_id, a.object_id == a.dup.object_id, 1.object_id, nil.object_id, true.object_id, :a.object_id == :a.object_id
p a.hash == [1, 2].hash, { x: 1 }.hash == { x: 1 }.hash, "a".hash == "b".hash, 1.hash == 1.0.hash
12.display
puts
@name = 1
p instance_variables, instance_variable_defined?(:@name), instance_variable_defined?(:@other), 5.methods.include?(:upto), "a".freeze.clone.frozen?, "a".freeze.clone(freeze: false).frozen?, "a".freeze.dup.frozen?

p ->(a, b = 1, *c, d, e:, f: 2, **g, &h) { }.parameters, proc { |x, (y, z)| }.arity, proc { |x| }.parameters
p (2.method(:+) >> 3.method(:*)).call(1), (2.method(:+) << 3.method(:*)).call(1), 2.method(:+).curry[3], 2.method(:+).owner
p [1, 2, 3].map(&10.method(:+)), :upcase.to_proc.call("a")

m = /(?<kind>[a-z]+)(?<n>\d+)?/.match("xx SW sw12")
p m.begin(0), m.end(:kind), m.offset(0), m.size, m.values_at(1, 2), m.string, m.names, /(?<kind>[a-z]+)(\d)?/.names
m = "é-sw12".match(/sw(\d+)(x)?/)
p m.begin(0), m.offset(1), m.begin(2), m.values_at(0, 1, 2)
try { m.begin(5) }
p Regexp.union("a.b", /c/i), Regexp.union(%w[a b]).match?("xb"), Regexp.union(/a/i, "B").match?("A"), /a/mix.to_s, /a/.to_s, /a/xi.options, /a/i.casefold?, /x#{/a/i}/.match?("xA")

Point = Struct.new(:x, :y)
q = Point.new(1, [2])
p q.each_pair.to_a, q.size, q.values_at(0, -1), q.dig(:y, 0), q == Point.new(1, [2]), q.eql?(Point.new(1, [2])), q.to_a.sum { |v| Array(v).sum }, q.select { |v| v == 1 }
try { q.dig(:z) }
p({ q => 1 }[Point.new(1, [2])], q.hash == Point.new(1, [2]).hash)

ip = IPAddr.new("10.0.0.1")
p (~IPAddr.new("255.255.255.0")).to_s, (ip << 8).to_s, (ip >> 8).to_s, ip.reverse, IPAddr.new("::1").reverse, ip.private?, ip.loopback?, IPAddr.new("169.254.0.1").link_local?, IPAddr.new("8.8.8.8").private?
p File.split("/a/b"), File.split("a"), File.absolute_path("/a/../b"), File.absolute_path?("a")

begin
  begin
    raise "first"
  rescue => e
    raise ArgumentError, "second"
  end
rescue => e
  p e.message, e.cause.message, e.cause.cause
end
r = Random.new(7)
p r.bytes(5).bytes, r.rand(100), Random.new(7).seed

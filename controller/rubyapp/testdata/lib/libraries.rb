# What Ruby's own libraries do, the same in real Ruby.
require 'set'
require 'ostruct'
require 'singleton'
require 'observer'
require 'forwardable'
require 'optparse'

s = Set.new([3, 1, 3])
s << 2 << 2
p s, s.size, s.include?(1), s.add?(1), s.delete(3).to_a, Set[1, 2] | [5], Set[1, 2] & [2], Set[1, 2] - [2], Set[1, 2] ^ [2, 3]
p Set[1, 2] == Set[2, 1], Set[1] <= Set[1, 2], [1, 1].to_set, s.map { |n| n * 2 }, s.count { |n| n > 1 }, s.to_a.sum, Set[1, 2].hash == Set[2, 1].hash
p({ Set[1] => :a }[Set[1]], s.select { |n| n > 1 }.class, Set[1, [2]].inspect)

o = OpenStruct.new(name: 'sw', port: 1)
o.port += 1
o[:up] = true
p o, o.name, o.port, o.up, o.nothing, o.respond_to?(:name), o.to_h, o == OpenStruct.new(name: 'sw', port: 2, up: true)

class Log
  include Singleton
  attr_accessor :lines
end
Log.instance.lines = 3
p Log.instance.lines, Log.instance.equal?(Log.instance)
begin
  Log.new
rescue NoMethodError => e
  puts e.class
end

class Ticker
  include Observable
  def tick(n)
    changed n.odd?
    notify_observers n, self.class
  end
end
class Watcher
  def update(*words) = p(words)
  def other(n, _) = p(n)
end
t = Ticker.new
t.add_observer Watcher.new
t.add_observer Watcher.new, :other
t.tick 1
t.tick 2
p t.count_observers
t.delete_observers
t.tick 3

class Queue2
  extend Forwardable
  def_delegators :@list, :size, :<<, :first
  def_delegator :@list, :shift, :take
  def_delegator 'self.class', :name, :kind
  def initialize = @list = []
end
q = Queue2.new
q << 1 << 2
p q.size, q.take, q.first, q.size

options = {}
parser = OptionParser.new do |o|
  o.banner = 'usage: x'
  o.on('-v', '--[no-]verbose', 'say more') { |v| options[:verbose] = v }
  o.on('-n', '--number N', Integer, 'a number') { |n| options[:number] = n }
  o.on('--list A,B', Array) { |l| options[:list] = l }
  o.on('-k', '--kind KIND', [:a, :b]) { |k| options[:kind] = k }
  o.on('-o', '--optional [X]') { |x| options[:optional] = x }
end
p parser.parse!(%w[-v one -n 3 --list x,y two --kind=b -o --no-verbose -- -q]), options
[%w[--what], %w[-n], %w[-n x], %w[-k c]].each do |words|
  begin
    parser.parse!(words)
  rescue OptionParser::ParseError => e
    puts "#{e.class}: #{e.message}"
  end
end

# Statements, methods, blocks and exceptions.
x = 5
if x > 3 then p :big elsif x > 1 then p :mid else p :small end
unless x > 3
  p 1
else
  p 2
end
p(x > 3 ? "yes" : "no")
p :mod if x == 5 && !false
p :never unless x == 5
i = 0
while i < 3
  i += 1
  next if i == 2
  p i
end
until i == 0 do i -= 1 end
p i
begin
  i += 1
end while i < 3
p i
i += 1 while i < 10
p i
loop do
  i -= 1
  break if i < 5
end
p i, (loop { break 42 }), [1, 2, 3].each { |v| break v * 10 if v == 2 }
for a, b in [[1, 2], [3, 4]] do p a + b end
for n in 1..3
  next if n == 2
  p n
end
p n
def classify(v)
  case v
  when nil then "nil"
  when 0 then "zero"
  when 1..9, 10 then "small"
  when Integer, Float then "number"
  when /^h(.)/ then "h-word #{$1}"
  when "x", "y" then "xy"
  when ->(z) { z.respond_to?(:each) } then "list"
  when Symbol
    "symbol"
  else "other"
  end
end
p [nil, 0, 5, 10, 50, 1.5, "hello", "x", [1], :s, "zzz"].map { |v| classify(v) }
case
when x < 3 then p :lt
when x > 3 then p :gt
end
arr = [1, 2]
case 2 when *arr then p :in end
def opt(a, b = a * 2, *rest, c, d: 4, e:, **kw, &blk)
  [a, b, rest, c, d, e, kw, blk && blk.call]
end
p opt(1, 9, e: 5), opt(1, 2, 3, e: 0), opt(1, 2, 3, 4, 5, d: 1, e: 2, f: 3) { :blk }
def kw(a:, b: a + 1) = [a, b]
p kw(a: 1), kw(b: 5, a: 2), kw(**{ a: 7 })
def sum(*n) n.sum end
p sum, sum(1, 2), sum(*[1, 2, 3], 4)
def early(v)
  return :neg, v if v < 0
  [1, 2, 3].each { |e| return e if e > v }
  :none
end
p early(-1), early(1), early(5)
def yielder
  return :noblock unless block_given?
  yield 1, 2
end
p yielder, yielder { |a, b| a + b }, yielder { |a| a }, yielder { |a, b, c| c }
def pass(&b) = [1, 2].map(&b)
p pass { |v| v + 1 }
def fact(n) n <= 1 ? 1 : n * fact(n - 1) end
p fact(20), fact(30)
add = ->(a, b = 1) { a + b }
p add.(1), add[1, 2], add.call(3), add.arity, add.lambda?, proc { |a, b| }.arity, lambda { |a| a }.curry.(3), (add >> ->(v) { v * 2 }).call(1)
inc = method(:fact)
p [3, 4].map(&inc), inc.call(5), inc.arity
counter = 0
bump = -> { counter += 1 }
3.times { bump.call }
p counter
p [[1, [2, 3]], [4, [5, 6]]].map { |a, (b, c)| a + b + c }, [[1, 2, 3]].map { |a, *b| b }, [[1, 2]].map { |a| a }, [[1, 2]].each_with_index.map { |(a, b), i| [a, b, i] }
p [1, 2].map { _1 * 2 }, [[1, 2]].map { _1 + _2 }, [1, 2, 3].each_with_index.map { _1 * _2 }
begin
  raise "boom"
rescue => e
  p e.class, e.message
end
begin
  Integer("zz")
rescue ArgumentError, TypeError => e
  p e.message
else
  p :never
ensure
  p :ensure
end
begin
  [].fetch(3)
rescue IndexError => e
  p e.message
end
begin
  { a: 1 }.fetch(:b)
rescue KeyError => e
  p e.message
end
p((1 / 0 rescue "div"), (nil.upcase rescue "nometh"), (raise "x" rescue $!.message))
def risky
  yield
rescue ZeroDivisionError
  :zero
else
  :fine
ensure
  p :done
end
p risky { 1 / 0 }, risky { 1 }
tries = 0
begin
  tries += 1
  raise ArgumentError, "again" if tries < 3
  p tries
rescue ArgumentError
  retry
end
begin
  begin
    raise TypeError, "inner"
  ensure
    p :cleanup
  end
rescue => e
  p e.message, e.is_a?(StandardError), e.full_message.class
end
p catch(:done) { 10.times { |k| throw :done, k if k == 3 }; :no }
p defined?(x), defined?(zz), defined?(puts), defined?(String), defined?(@q), defined?(yield)
@iv ||= 5
@iv &&= @iv + 1
$gv = [1]
$gv << 2
p @iv, $gv, @undef
h = { n: 1 }
h[:n] += 5
h[:m] ||= []
p h
s = "a"
s *= 3
n = 2
n **= 3
n -= 1
n <<= 2
n |= 1
n %= 10
p s, n
v = nil
p v&.length, "abc"&.length, v.to_a, v.to_s, v.inspect, v.nil?, (v || 5), (v or 6)
t = true and false
p t, (true && nil), (false or true), (not true), !true, 1.!, true & false, true ^ true, nil.to_i
Point = Struct.new(:x, :y)
pt = Point.new(1, 2)
pt.x += 5
p pt, pt.x, pt[:y], pt[1], pt.to_a, pt == Point.new(6, 2), pt.to_h, Point.members, pt.each.to_a
px, py = *pt
p px, py
K = Struct.new(:a, :b, keyword_init: true)
p K.new(a: 1, b: 2).b
LIMIT = 10
p LIMIT, __method__.inspect, [1, 2, 3].sum.then { |q| q * 2 }, 5.tap { |q| p q }
def meth_name = __method__
p meth_name
p [1, 2, 3].respond_to?(:each), 5.respond_to?(:zzz), [1, 2].send(:map) { |q| q + 1 }, 5.public_send(:+, 3), 5.method(:+).call(4), "a".instance_of?(String), 5.class, nil.class, (1..2).class, :a.class, 1.5.class, [].class.name, String.superclass == Object, Comparable.class
p (begin; 1; 2; end), (p; 3), [(1 if false)], [*nil], "#{}"
puts [1, [2, nil]], nil, "a\n", 1.5, []
print "a", 1, nil, "\n"
puts
p
p 1, 2
puts "%d-%s" % [1, :a]
x = if false then 1 end
p x
y = while true do break end
p y
z = [1, 2, 3].each_with_index do |q, w| q end
p z

puts({ a: 1 }.map { |k, q| "#{k}=#{q}" }.join)
p __LINE__, __FILE__.class
p((1..3).each_with_object([]) { |q, acc| acc.unshift(q) })
p [1, 2, 3]
  .map { |q| q * 2 } # comment
  # another
  .select { |q| q > 2 }
p 1 +
  2, [
    1,
    2,
  ], { a: 1,
       b: 2 }
a = b = c = 3
p a, b, c
a, b = b, a + 1
p [a, b]
f = lambda do |q|
  next q * 2 if q > 1
  q
end
p f.call(1), f.call(2)
g = proc { |q| next q.to_s; 5 }
p g.call(3), g.(4), g.yield(5)
p [[3, "c"], [1, "a"]].sort.map(&:last), %w[1 2].map(&:to_i).sum, [1, 2, 3].inject { |m, q| break m if q == 3; m + q }
def blk_ret(&b) b end
p blk_ret { |q| q }.call(9), blk_ret.nil?

def before(n = 1) = n + 1
alias after before
alias :later :before
def before(n = 1) = n + 100
p after, later(5), before(1)
alias say p
say after(2)

# What random programs found to be different once.
n = [7, 8]
[[1, [2, 3]]].each { |a, (n, *m)| p a, n, m }
p n
e = (1..).each
p e.next, e.next, e.peek, [1, 2].cycle.then { |c| [c.next, c.next, c.next] }
e = Enumerator.new { |y| y << 1; y.yield 2, 3; :done }
p e.next, e.next, (begin; e.next; rescue StopIteration => s; s.result; end)
p loop { e.next }
p [1, *[], **{}], %W[a#{1 + 1} b\ c #{"x y"}], %I[p#{3} q], %W[]
p ->(x; z) { z = x; z }.call(4), 5&.+(2), [1, 2].[](1)
p true.to_s, nil.to_s, defined?(zzz).nil?, defined?(p(1)).size, (defined? zzz)
p "abc"[/b(.)/, 1], $~[0], $`, $', $1, "ab"[/x/], $~
p 25.round(-1, half: :even), 2.5.round(half: :down), 2.5.round(half: :even), 2.675.round(2), 1.005.round(2), 0.285.floor(2), -1.15.round(1), 1234.5.floor(-2), -1234.5.ceil(-2), 12.34.truncate(1)
p 1.coerce(2), 1.coerce(2.5), "straße".upcase, "\u0000\u0001\u007f\u3000"
begin; { a: 1 }.fetch(:b); rescue KeyError => e; p e.key, e.receiver; end
begin; nil.nothing; rescue NoMethodError => e; p e.name, e.receiver; end
begin; raise; rescue => e; p e.message, e; end
begin; 1.clamp(2, 1); rescue => e; p e.class; end
a = []
a[1, 1] = a
p a
a[4..5] = 9
p a, [1, 2, 3].fill(0, 1), [1, 2, 3].fill(7, 1, 1), [1, 2].fill(5, 1..3), [1, 2, 3].fill(-2) { |i| i * i }
p (0..12345678901234567890).size, ("a".."i").step(3).to_a, (0.0..1.0).step(0.5).to_a, "ab".upto("e").to_a, ("9".."11").to_a, ("08".."10").to_a
p Integer <= Comparable, Integer < Numeric, (method(:Integer) >> :succ.to_proc).call("4"), method(:Integer).arity
p "ab".match(/(?<x>a)(?<y>z)?/), "ab".match(/(b)(.)?/), IOError.new(""), IOError.new
x = case [3, 4].inject(0) do |sum, i| sum + i end
    when 7 then :seven
    end
p x
if [1, 2].any? do |i| i > 1 end then p :any end
o = 3
f = proc { |i, o = (i + 1)| o }
p f.call(5), o
Hue = Struct.new(:colour) if n.size > 5
p Hue.new(1).colour if defined?(Hue)
begin; (-1).digits; rescue => e; p e.class; end
p (1..3).cover?(1..2), (1..3).cover?(0..2), (1..3).cover?(1...4), (1..3).include?(1..2)
p defined?(nil), defined?(self), defined?(true)
begin; (-1).digits; rescue Math::DomainError; p 1; end
f = proc { break 1 }
begin; f.call; rescue LocalJumpError => e; p e.class; end
begin; [1].each(&f); rescue LocalJumpError => e; p e.class; end
p [1].each { break 2 }
p 0.between?(1, nil), Float("0x1f"), (Float("__7") rescue "no"), Float("1_000.5"), "aé".succ, 5.infinite?
a, b = 0, raise("x") rescue "no"
p a, b
t, u = 1, t
p t, u
p ->(x, k: 0) {}.arity, ->(x, k:) {}.arity, ->(x, k:, j: 1) {}.arity, ->(*, k: 0) {}.arity, proc { |x, k: 0| }.arity, ->(k: 0) {}.arity
begin
  begin
    nil + 1
  ensure
    o = begin
      raise
    rescue NoMethodError => e
      e.class
    end
    p o
  end
rescue => e
  p e.class
end
p "a".casecmp(nil), "a".casecmp?(1), [].zip(nil), ([1].zip(nil) rescue $!.class), Integer.name.frozen?, true.to_s.frozen?
p (nil.method(:fetch) rescue $!.class), ("a" * 1e20 rescue $!.class), ([[1]].to_h rescue $!.class), ([1].dig(0, 1) rescue $!.class)
p Array(1..2), (Array(1..) rescue $!.class), 12345678901234567890.times.first(2), (not(true) ? 1 : 2)
p <<~TEXT
  a #{[
1].first}
    b
TEXT
p "a b ".split(" ", 2), "ab".split("", -1), " a  b ".split(" ", -1), "abc".split("", 2), String(nil).frozen?
p ("a".sub("b", nil) rescue $!.class), 1e16.divmod(3), -7.5.divmod(2), ->(a, b) {}.curry.arity, defined?([].map { 1 }), defined?(p)
m = [1, nil]
(m.map! { |v| v + 5 } rescue 0)
p m, $~ && 1
"x1" =~ /\d/
"abc".sub(/\d/) { "" }
p $~, { a: 0, c: 3, a: 1 }, { a: 0, **{ c: 3, a: 1 } }, { a: 0, **m.to_h { |v| [:a, v] } }
["0x1f", "0x1f.8", "0x1p4", "0x1.8p-1", "0x_1", "0x1_0", "0x", "-0xff", "1e400", "1.", ".5", "1_", "0x.8", "0x1p1_0"].each { |s| p (Float(s) rescue s) }
p((2.0 ** 65536 % 100)) rescue p $!.class
p((2 ** 65536.0 % 100)) rescue p $!.class
p((2.0 ** 65536).divmod(3)) rescue p $!.class
x = 3
p((x.to_i  +0)) rescue p $!.class
p((x.to_i +0)) rescue p $!.class
p((x.to_s  -1)) rescue p $!.class
def g(x) = raise("no") rescue p(2)
g(1)
q = proc { begin; break 3; rescue; p 1; ensure; p 9; end }
p((q.call rescue $!.class))
q = proc { begin; break 3; end }
p((q.call rescue $!.class))
S = Struct.new(:a) { def b = a + 1 }
p S.new(1).b
p "a,b,c".each_line(",").to_a, "a\n\nb\n\n\nc".each_line("").to_a, "ab\ncd".lines("b"), "abc".each_line(nil).to_a, "a\nb".each_line(chomp: true).to_a, "a,b".each_line(",", chomp: true).to_a
a = [].freeze
begin; a[-1] = 0; rescue IndexError => e; p e.message; end
p (nil..nil).size, 5[0..1], 255[4, 4], 255[-2..], 5[-1, 2], (0[-2..])
p proc { _1 }.curry.lambda?, ->(a, b) {}.curry.lambda?, proc { |a, b| }.curry.lambda?
p Comparable.dup.class, Comparable.dup.to_s[0, 9], Integer.dup == Integer
p 4[..1], (5[..1] rescue 0), 5[0, 0], 5[1..0], 5[1...1], -1[3..5], -1[70, 3], 12[1..], 5[0,-1], 5[2..1], 12[2**70], (-12)[2**70], 5[-2**70], 12345678901234567890[60..], 5[1.5]
many = []
def of_many(x) = p(x) if many.size > 5
p defined?(of_many)
p({ b: 2, a: 1 }.slice(:a, :b, :z, :a), { a: 1, b: 2 }.except(:a))
nan = 0.0 / 0.0
p 0 > nan, nan < 1, nan >= nan, 1 <= nan, 2.5 > nan, 2**70 > nan, ([nan, 1].max rescue $!.class)
p((nan < "a" rescue $!.class))
p([(true.to_s.insert(9, "") rescue $!.class), (true.to_s.insert(1, "") rescue $!.class)])
p 0 >> 2**64, 5 >> 2**64, -5 >> 2**64, 5 << -2**64
inf = Float::INFINITY; nan = 0.0/0
p(("a" * nan rescue $!.class), ("a" * inf rescue $!.class), ([1].first(inf) rescue $!.class), ([1][inf] rescue $!.class), ([1][nan] rescue $!.class))
p(("abc"[nan] rescue $!.class), (Array.new(inf) rescue $!.class), ([1].rotate(nan) rescue $!.class), (nan.to_i rescue $!.class), (Integer(nan) rescue $!.class),(inf.round rescue $!.class), ("%d" % nan rescue $!.class), ("%d" % inf rescue $!.class), (1e300.to_i.class), ("a" * 1e300 rescue $!.class))
p (-0.0).abs, Math.sqrt((-0.0).abs), "a\n".chomp(nil), "aé#".succ, "ä".succ, "#é".succ
a = [1].freeze
p a.delete(0), (a.delete(1) rescue $!.class)
def bare m, *n, o: 2
  [m *2, n -[1], o *3, o -1]
end
p bare(1, 1, 3), bare(2, o: 7)
def named(a:, k: 2) = [a -1, k *3]
p named(a: 4)
class Bare
  def + other
    [other -1]
  end
end
p Bare.new + 3
p(([1].flat_map { |m| (1..2).map { raise "x" } } rescue $!.message))
a = [5, 6, 7]
p a[a.index 6], a[Integer "1"]
p((a[1.to_i  +0] rescue $!.class))
p ("a".."c").size, (1..3).size, (1..).size
nan = 0.0 / 0
puts "%+e" % nan, "% e" % nan, "%+f" % -nan, "%+08.2f|" % nan, "%+e|% g" % [nan, 1 / 0.0], "%010f|%-10f|" % [1 / 0.0, nan]
x = 3
p defined?(x).frozen?, defined?(x).size, defined?(@zz).frozen?, defined?(x) + "s"
p "abc".match("a.c"), "abc".match?("a.c"), :abc.match("b."), "a.c".sub("a.c", "x")
"abc".gsub("b", "b" => "x")
p $~, $~.regexp, $~
p %w[a b].map { |s| "x".upcase! }, pp
p (0)..x
b, h = { a: 1 }.find { |k, v| v == 1 }&.first.succ, [1]
p b, h
p defined?(+0), defined?(-0), defined?(+1.5), defined?(+x), defined?(-x), defined?(zork + 1), defined?(x + zork), defined?(puts(zork)), defined?(puts(x, 1)), defined?(x + 1), defined?([1].push(*zork)), defined?(p(x, *[1])), defined?(format("a", a: 1))

["", "x", nil, :a].each { |e| begin; p 97.chr(e); rescue => error; p error.class; end }
p 97.chr("UTF-8"), 233.chr("utf-8")
begin; p((2 % 26 + 97).chr +""); rescue => e; p e.class; end

p defined?(0&.succ), defined?("a"&.upcase.size), [3, nil].max(0), ["a", 1].min(0), [nil, 1].max_by(0) { 1 }
begin; p("".downcase	+""); rescue => e; p e.class; end
p "aB".upcase(:ascii), "aB".downcase(:fold)

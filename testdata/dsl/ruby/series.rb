# Steps of floats, and how many there are.
r = Random.new(5)
v = [0.1, 0.5, 1, 2.5, 3, 1e3, -1.5, 0, 0.3, 7, 1/3.0, 10]
60.times do
  a, b, c = v[r.rand(12)], v[r.rand(12)], v[r.rand(12)]
  c = c.abs
  c = 0.25 if c == 0
  p [a, b, c, (a..b).size, (a...b).size] rescue p [a, b, $!.class]
  p a.step(b, c).first(5), (a..b).step(c).first(5), (a...b).step(c).to_a.size, b.step(a, -c).to_a.last(2)
end
p 1.0.step(2.0, 0.1).to_a, (1.0..2.0).step(0.1).to_a.last, (1.0...2.0).step(0.1).to_a.last, 1.step(by: 0.5).first(3), (0.5..).size, (1..Float::INFINITY).size, (0.5..Float::INFINITY).size, (1..2.9).size, ("a"..).size, (nil..1).size
# What follows a text.
r = Random.new(5)
cs = "azAZ09é-.#ßzÖ日ん٩!9z ".chars
100.times do
  s = (0..r.rand(5)).map { cs[r.rand(cs.size)] }.join
  p [s, s.succ]
end
p "鿿".succ.size
# Paragraphs.
r = Random.new(5)
cs = ["a", "\n", "\r", "\n", "\r\n"]
60.times do
  s = (0..r.rand(9)).map { cs[r.rand(5)] }.join
  p [s, s.lines(""), s.lines("", chomp: true)]
end

# Enumerators whose next is asked for, and lazy ones: nothing runs too early.
def try
  p yield
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

numbers = Enumerator.new do |y|
  n = 0
  loop { y << (n += 1) }
end
p numbers.next, numbers.peek, numbers.next, numbers.next
numbers.rewind
p numbers.next, numbers.take(3), numbers.first(2), numbers.size
p numbers.lazy.map { |n| n * n }.select(&:even?).first(3)

e = [1, 2].each
p e.next, e.next
try { e.next }
try { e.peek }
e.rewind
p e.next
p loop { e.next }

noisy = Enumerator.new { |y| puts "one"; y.yield 1; puts "two"; y.yield 2, 3; puts "end" }
p noisy.next
p noisy.next
try { noisy.next }
broken = Enumerator.new { |y| y << 1; raise ArgumentError, "broken" }
p broken.next
try { broken.next }

a = (1..3).each
b = %w[a b c].each_with_index
p [a.next, b.next, a.next, b.next]
fib = Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }
p fib.lazy.select(&:odd?).map { |n| n * 10 }.reject { |n| n == 30 }.first(4)
p fib.each_with_index.first(2), fib.each_slice(2).first(2)
p Enumerator.produce(1) { |n| n * 3 }.take(4), Enumerator.produce([1, 1]) { |a, b| [b, a + b] }.lazy.map(&:first).first(6)
p Enumerator.produce(3) { |n| raise StopIteration if n == 0; n - 1 }.to_a

p (1..).lazy.map { |n| n * 2 }.take_while { |n| n < 7 }.to_a
p (1..20).lazy.select(&:even?).drop(2).drop_while { |n| n < 9 }.with_index.map { |n, i| n * i }.first(3)
p (1..3).lazy.flat_map { |n| [n] * n }.uniq.to_a, (1..3).lazy.zip(4..6).to_a
p (1..4).lazy.filter_map { |n| n * 2 if n.even? }.force, (1..4).lazy.include?(3)
seen = []
p (1..10).lazy.map { |n| seen << n; n }.take(2).to_a, seen
p (1..2).lazy, (1..2).lazy.map { }.select { }, (1..).lazy.take(0).to_a
try { (1..2).lazy.map }
p 5.times.size, [1, 2, 3].each_slice(2).size, loop.size, [1].cycle.size, "ab".each_char.size, [3].each_with_index.size, 1.upto(4).size
p [4, 5].each.with_index(1).to_a, [4, 5].each_with_index.with_object([]).to_a

# Arrays, hashes, ranges and enumerators.
a = [3, 1, 2]
p a.sort, a.sort { |x, y| y <=> x }, a.sort_by { |x| -x }, a.min, a.max, a.sum, a.minmax, a.first, a.last, a.first(2), a.last(2), a.take(1), a.drop(1)
p a.map { |x| x * 2 }, a.select(&:odd?), a.reject(&:odd?), a.partition { |x| x > 1 }, a.group_by(&:odd?), a.inject(:+), a.inject { |s, x| s * x }, a.inject(10) { |s, x| s + x }, a.reduce(1, :*)
p a.each_with_index.map { |x, i| x * i }, a.each_slice(2).to_a, a.each_cons(2).to_a, a.each_with_object([]) { |x, m| m << x }, a.zip([4, 5, 6], [7]), a.include?(3), a.index(1), a.index { |x| x == 2 }
p a.combination(2).to_a, a.permutation(2).to_a, a.product([1, 2]), a.rotate, a.rotate(-1), a.reverse, [1, [2, [3, nil]]].flatten, [1, [2, [3]]].flatten(1), [1, nil, 2].compact, [1, 1, 2].uniq
p a.cycle.first(5), a.any? { |x| x > 2 }, a.all?(Integer), a.none?, a.one? { |x| x == 1 }, a.count, a.count(1), a.count(&:odd?), [].sum, [0.5, 1].sum, ["a", "b"].sum("")
p a.push(4), a.pop, a << 5, a.shift, a.unshift(9), a.insert(1, 7), a.delete(7), a.delete_at(0), a, a.concat([8]), a.clear
b = [1, 2, 3, 4, 5]
p b[0], b[-1], b[1, 2], b[1..3], b[1...-1], b[5], b[5, 1], b[6, 1], b[2..], b.values_at(0, 2, 9), b.fetch(1), b.fetch(9, :none), b.dig(0), b.each_slice(2).map(&:sum), b.sample.class, b.shuffle.size
b[7] = 1
p b, b.slice(0, 2), b * ",", b * 2, [1, 2] + [3], [1, 2, 2] - [2], [1, 2] & [2, 3], [1, 2] | [2, 3], [1, 2] <=> [1, 3], [1, 2] == [1, 2]
b[1..2] = [9]
p b, Array.new(3), Array.new(2, 0), Array.new(3) { |i| i * i }, Array(nil), Array([1]), Array(1..3), [1, 2, 3].each_entry.to_a, [[1, 2], [3, 4]].to_h, [[1, 2], [3, 4]].transpose, [3, 1].minmax
p [1, 2, 3, 4].each_slice(2).with_index.map { |(x, y), i| [x, y, i] }, %w[a b].each_with_index.to_a, [1, 2, 3].each.with_index(1).to_a, [1, 2].map.with_index { |x, i| x * i }, %w[a b c].each.with_object([]).to_a.size
p [1, 2, 3, 4].take_while { |x| x < 3 }, [1, 2, 3, 4].drop_while { |x| x < 3 }, [4, 5].find { |x| x > 4 }, [1, 2].flat_map { |x| [x, x] }, [1, 2, 3].each_cons(2).map { |x, y| y - x }, [1, 2, 4, 5].slice_when { |x, y| y != x + 1 }.to_a, [1, 1, 2].tally, [1, nil].filter_map { |x| x && x + 1 }
p ["a", "b"].join("-"), [1, [2, [3]]].join(","), [3, 1, 2].max_by { |x| -x }, %w[aa b].min_by(&:size), [1, 2, 3].max(2), [1, 2, 3].min(2), %w[b a].sort!, [1, 2, 3].partition(&:even?), [1, 2, 3].reverse_each.to_a
h = { "a" => 1, b: 2, 3 => [4] }
p h, h["a"], h[:b], h[3], h[:none], h.keys, h.values, h.size, h.key?(:b), h.value?(1), h.fetch(:b), h.fetch(:z, 0), h.fetch(:z) { |k| k.to_s }, h.key(2), h.to_a, h.invert, h.dig(3, 0)
h[:c] = 5
h.delete("a")
p h, h.map { |k, v| [k, v] }, h.select { |k, v| v == 5 }, h.reject { |k, v| v == 5 }, h.merge({ d: 1 }), h.merge({ b: 10 }) { |k, x, y| x + y }, h.sort_by { |k, v| v.to_s }, h.min_by { |k, v| v.to_s }, h.find { |k, v| v == 5 }, h.sum { |k, v| v == 5 ? 1 : 0 }
p h.each_with_index.map { |(k, v), i| [k, v, i] }, h.each_with_object({}) { |(k, v), m| m[v] = k }, h.inject(0) { |s, (k, v)| s + 1 }, h.transform_values(&:to_s), h.transform_keys(&:to_s), h.any? { |k, v| v == 5 }, h.all? { |k, v| v }, h.count, h.count { |k, v| v == 5 }, h.partition { |k, v| v == 5 }, h.group_by { |k, v| v.class }, h.to_h { |k, v| [v, k] }, h.filter_map { |k, v| k if v == 5 }, h.empty?, {}.empty?
c = Hash.new(0)
"hello".each_char { |x| c[x] += 1 }
p c, c["zz"], Hash.new { |hash, k| hash[k] = k * 2 }[4], c.default, c.sort_by { |k, v| [-v, k] }.first, c.max_by { |_, v| v }, c.sum { |_, v| v }
g = Hash.new { |hash, k| hash[k] = [] }
g[:x] << 1
g[:x] << 2
g[:y] << 3
p g, g.length, g.each_pair.to_a, g.slice(:x), g.except(:x), { a: nil }.compact, { a: 1 } == { a: 1 }, { a: 1 }.eql?({ a: 1 }), { [1, 2] => 3 }[[1, 2]], { 1 => :a }[1.0], { a: { b: 1 } }.dig(:a, :b), { b: 1, a: 2 }.sort.to_h, { a: 1 }.merge({ b: 2 }, { c: 3 })
h.each { |k, v| p [k, v] }
h.each_pair { |pair| p pair }
p (1..5).to_a, (1...5).to_a, (1..5).sum, (1..5).include?(3), (1..5) === 6, (1..10).step(3).to_a, 1.step(10, 4).to_a, (1..Float::INFINITY).first(3), (1..).first(2), ("a".."c").include?("b"), (1..5).each_slice(2).to_a, (1..3).reduce(:*), (1...1).to_a, (5..1).to_a, (1..5).size, (1..3).each_with_index.to_a, (0...3).map { |i| i }, (1..3).to_a.reverse, (1..10) .select(&:even?), (1..3).inject(:+), (1.0..2.0).include?(1.5), (1..3).min, (1..3).max, (1..3).last(2), (1..3).cycle.first(4), (1..4).each_cons(2).to_a, (1..3).zip(4..6), 1..2, (1..2).to_s, (1..3).flat_map { |x| [x] * x }, (1..6).partition(&:even?), ('a'..'e').each_slice(2).map(&:join)
e = [1, 2, 3].each
p e.next, e.next, e.next, (e.next rescue "stop"), e.class
fib = Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }
p fib.take(10), fib.first(5), fib.each_with_index.first(2)
p [1, 2, 3].frozen?, [1].freeze.frozen?, [[2, "b"], [1, "a"]].sort, [[1, :a], [2, :b]].each { |n, s| }, [nil, 1].first, [].first, [].max, [1, 2, 3].sum { |x| x.to_f }, [0.1] * 3, [1, 2, 3, 4, 5].each_slice(2).to_a.last
x, *y = [1, 2, 3]
*z, w = [1, 2, 3]
q, (r, *t), u = 1, [2, 3, 4], 5
p x, y, z, w, q, r, t, u
i, j = 1
p i, j
k = *1..3
l = 1, 2
p k, l, [*1..3, *[4]], [*"a".."c"], { **{ a: 1 }, b: 2 }
p [3, 5].each_with_index.to_h { |v, i| [i, v] }, [1, 2, 3].to_a.equal?([1, 2, 3]), [[1, [2, 3]]].each { |a, (b, c)| p [a, b, c] }, [1, 2, 3].each_with_index.select { |v, i| i > 0 }, %w[x y].zip(1..2).to_h, [1, 2, 3].inspect, [1, [2]].to_s, [1, 2, 3].fill(0), [3, 1].sort.freeze, [1, 2, 3, 4].each_with_index.group_by { |v, i| i % 2 }.values

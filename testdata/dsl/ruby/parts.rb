# Taking collections apart and searching them.
def try
  p yield
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

p [1, "a", :b, nil].grep(String), (1..10).grep(3..5) { |n| n * 2 }, %w[sw1 h1].grep_v(/^sw/)
p (1..10).chunk { |n| n.even? }.first(2), [1, nil, 2, 2].chunk { |n| n }.to_a, [1, 2].chunk { :_alone }.to_a
p [1, 2, 10, 3].slice_before { |n| n > 5 }.to_a, %w[a -- b].slice_before("--").to_a, [].slice_before(1).to_a
p [1, 2, 10, 3].slice_after(&:even?).to_a, [1, 2].slice_after(2).map(&:size)
p %w[bb a ccc].minmax_by(&:size), [].minmax_by { }, [nil, 1].each.compact, (1..2).chain([3], 4..5).to_a
p [1, 4, 7, 10].bsearch { |n| n >= 4 }, [1, 4].bsearch { |n| n >= 9 }, [1, 4, 7].bsearch { |n| 4 <=> n }
p [1, 4, 7, 10].bsearch_index { |n| n >= 5 }, (0..1000).bsearch { |n| n * n > 5000 }, (1...9).bsearch { |n| false }
try { [1, 2].bsearch { "x" } }
p [1, 2].intersect?([2]), [1].intersect?([2]), [[1, :a], [2, :b]].rassoc(:b), [1, 2, 3, 2].rindex { |n| n == 2 }
p [1, 2, 3].repeated_combination(2).count, [1, 2].repeated_permutation(3).to_a.length, [].repeated_combination(1).to_a, [1].repeated_combination(0).to_a
p [1, 2, 3].fill(0, 1), [1, 2, 3].fill(9, 0, 2), [1, 2].fill { |i| i * i }, [1, 2].fill(7, 1..3), [1].fill(0, 2, 2), [1, 2, 3].fill(0, -2)
try { [1].fill }
p [3, 1].filter! { |n| n > 5 }, { a: 1 }.filter! { true }

h = { a: 1, b: [2, [3]] }
p h.assoc(:b), h.rassoc(1), h.assoc(:z), h.flatten, h.flatten(2), h.flatten(-1), h.flatten(0)
p h.fetch_values(:a), h.fetch_values(:z) { |k| k.to_s }
try { h.fetch_values(:z) }
p({ a: 1 } <= { a: 1, b: 2 }, { a: 1 } < { a: 1 }, { a: 1 } >= {}, { a: 1, b: 1 } > { a: 2 })
p h.transform_keys({ a: :x }), h.transform_keys({ a: :x }, &:to_s), { a: 1 }.transform_values!(&:to_s)
k = { a: 1, b: nil }
p k.compact!, k.compact!, k.replace({ c: 3 }), k.transform_keys!(&:to_s), %w[c d].map(&k), k.default_proc
try { { a: 1 }.freeze.replace({}) }
try { { a: 1 }.replace(1) }
p [{ a: 1 }, { a: 1 }, { a: 2 }].uniq, { { x: 1, y: 2 } => 1 }[{ y: 2, x: 1 }], [[2**70], [2**71], [2**70]].uniq, [[{ a: 1 }], [{ a: 2 }]].uniq
p [1..2, 1...2, 1..2].uniq, [1, 1.0].uniq
p :a.casecmp(:B), :a.casecmp?(:A), :a.casecmp("a"), :ab.next, :aB.swapcase, :sw1.match(/\d/)[0], :abc.slice(1..)
p 12.gcdlcm(18), 6.allbits?(2), 6.anybits?(1), 6.nobits?(9), 7.5.div(2), -7.5.div(2)
try { 1.5.div(0) }
p Math.atan2(1, 1).round(4), Math.sinh(1).round(4), nil ^ true, nil.to_h

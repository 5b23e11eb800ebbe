# Lists of words with interpolation and escapes.
n = 3
p %W[a b], %W[h#{n} x], %W[#{n}], %W[a#{n}b#{n + 1} #{"x y"} z], %W(a\tb c\ d \x41), %W[
  one
  t#{n}wo
], %W[a[b] c], %W[[#{n}]], %W[], %W[ #{n} ], %W[#{}], %W[#{n}#{n} #], %W[\#{n}]
p %I[a#{n} b], %I[#{n}x], %I[a\ b]
p %W<a #{[1, 2].map { |x| "#{x}" }.join("-")} b>.map(&:size)
p %w[a\tb #{n} c\ d], %W{#{n} {}}
puts %W[sw#{n} h].join(","), [*%W[a #{n}], 1].inspect

# pp: long values in several lines.
pp "a\nb", "line1\nline2\n", ["x\ny" * 30, "z"], "a\n", ""
pp({ a: "a\nb", "k\nl" => [1] })
pp [1] * 50, { a: [1] * 40, b: "x" * 90 }, 1..2, :a, [], {}, nil
p((pp 1, 2), (pp), (pp 3))
S = Struct.new(:a, :b)
pp S.new(1, 2), S.new([1] * 40, 3), S.new({ a: ["sw"] * 20 }, S.new(1, [nil] * 30))
class B
  attr_writer :x
  def inspect = "B!"
end
pp [B.new] * 30
a = [1]
a << a
pp a
h = { k: 1 }
h[:h] = h
pp h
r = Random.new(3)
deep = ->(n) do
  case r.rand(n > 4 ? 3 : 7)
  when 0 then "s" * r.rand(30)
  when 1 then r.rand(10**r.rand(1..9))
  when 2 then :"sym#{r.rand(9)}"
  when 3, 4 then Array.new(r.rand(8)) { deep[n + 1] }
  when 5 then Array.new(r.rand(5)) { |i| [[:"k#{i}", "t#{i}" * 5, i][r.rand(3)], deep[n + 1]] }.to_h
  else (r.rand(3)..r.rand(100_000))
  end
end
60.times { pp deep[0] }
40.times { pp Array.new(4) { deep[1] } }
20.times { |n| pp ["é" * (60 + n), 1], { a: "x" * (65 + n) }, [["x" * (64 + n), [1, 2]], 3], ["x" * (70 + n), 1..2] }

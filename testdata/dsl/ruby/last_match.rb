# $~ belongs to the method that matched.
p "a"[/\w+/], $~ && $~[0]
def block_of(b, &block)
  p $~
  block ? [0, 0].map(&block).sum : 0
end
p(block_of(0, &->(x) { x }))
p "a" =~ /[a-c]/, "".scan(/[a-z]+/), $~
p((raise "sw1".scan(/\d/).inspect rescue $~))
def around
  "zz" =~ /z/
  [yield, $~[0]]
end
"abc" =~ /b/
p around { [$~[0], "q".match(/q/) && 1] }, $~[0]
f = ->(s) { s =~ /(.)/; $1 }
p f.call("x"), $~[0], $1
"k" =~ /k/
p %w[a b].map { |s| s[/./] }, $~[0]
e = Enumerator.new { |y| "ee" =~ /e+/; y << $~[0]; y << $~[0] }
p e.next, $~[0], e.next, $~
class A
  define_method(:t) { "tt" =~ /t+/; $& }
  p $~
  def u = ("u" =~ /u/; pair($&))
  def pair(x) = [x, $&]
end
p A.new.t, A.new.u, $~
case "xy" when /y/ then p $~[0] end
p "aXbX".gsub(/X/) { $&.downcase }, $~[0], "q".sub("z", ""), $~, Regexp.last_match(0)

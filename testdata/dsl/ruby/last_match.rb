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
s = "abcb"
"q" =~ /q/
p "abc".match("a.c"), "abc".match?("a.c"), (:abc.match("a.c")), ("abc".match("(") rescue $!.class)
s.partition(/c/); p $~; s.partition(/z/); p $~
s.rpartition(/b/); p $~; s.rpartition(/z/); p $~
s.index(/c/); p $~; s.rindex(/b/); p $~; s.index(/z/); p $~
s[/b(c)/]; p $~; s[/b(c)/, 1]; p $~; s["b"]; p $~
s.slice(/a/); p $~; s.dup.slice!(/c/); p $~
s.start_with?(/a/); p $~; s.start_with?(/z/); p $~
s.dup[/b/] = "x"; p $~
s.split(/c/); p $~
s.match?(/b/); p $~
case s when /c/ then p $~ end
p s.sub("b") { $~.inspect }, s.scan("b") { p $~ }
s.delete_prefix("a"); %w[a b].grep(/b/); p $~
%w[a b].any?(/a/); p $~
%w[a b].all?(/./); p $~
/b/.match?("b"); p $~
/b/ === "b"; p $~
s.sub(/z/, ""); p $~
s.each_line("b") { }; p $~
s.tr("a", "b"); s.count("a"); p $~
"a-b_c".gsub(/[-_]/, "-" => "1", "_" => 2); p $~
s.gsub("z", "b"); p $~
s.partition("b"); p $~; s.index("b"); p $~
p "abcabc".index("b",-3), "abc".index("c", 9), "abc".index("", 3), "abc".index("",4), "abcabc".rindex("b", 3), "abcabc".rindex("b",-4), "abc".rindex("c", -9), "abc".rindex("",9), "aaa".rindex(/aa/), "aaa".rindex(/a*/), "é b".rindex("b"), "aXbX".rpartition(/X(.)?/), "abc".index("c",-9), "aXbXc".rpartition(/X(.)/), $1, "aé".rpartition("z"), "a".partition(/z/), "axb\nayb".rindex(/^a/), "abc abd".rindex(/\bab/), "foobar".rindex(/o|b/)
"q"=~/q/; "a,b".split(/,/,2); p $~; "q"=~/q/;"a,b".split(/,/,3); p $~;"q"=~/q/; "".split(/,/); p $~; "ab".split(//); p $~
p defined?("" =~ /a/).size, defined?(s =~ s), defined?(/a/ =~ s), defined?(!s), defined?(s !~ s), defined?(s != 1), defined?(s && s), defined?([s]), defined?(s ? 1 : 2), defined?(-> {}), defined?(s.zork), defined?("#{s}"), defined?(:a), defined?(1..2), defined?(s[0]), defined?(s += "a"), defined?(-s.size), defined?(not s)

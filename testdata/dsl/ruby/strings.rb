# Strings, symbols and regular expressions.
s = "hello"
p s.length, s.upcase, s.capitalize, s.reverse, s[0], s[-1], s[1, 3], s[1..3], s[1...3], s[10], s[5], s[5, 1], s["ell"], s["zzz"], s[1..], s[..2]
p "a,b,,c,,".split(","), "a b  c".split, " a b ".split(" "), "abc".split(""), "a,b,c".split(",", 2), "a1b2".split(/\d/), "a1b2".split(/(\d)/), "".split(",")
p "abc" + "def", "ab" * 3, "a" "b" 'c', "abc" <=> "abd", "a" == "a", "abc".include?("b"), "abc".start_with?("ab"), "abc".end_with?("bc", "x")
p "x".rjust(5, "0"), "x".ljust(3) + "|", "x".center(5, "ab"), "1".rjust(2, '0'), "abc".rjust(2)
p "  a ".strip, "  a ".lstrip, "  a ".rstrip, "a\n".chomp, "a\r\n".chomp, "abc".chomp("c"), "abc".chop
p "hello".sub("l", "L"), "hello".gsub("l", "L"), "hello".gsub(/[el]/) { |m| m.upcase }, "hello".gsub(/(l)(o)/, '\2\1'), "hello".gsub(/l/, "l" => "1"), "a.b".gsub(".", "-"), "abc".gsub(/x*/, "-")
p "hello".tr("el", "ip"), "hello".tr("a-y", "b-z"), "hello".delete("l"), "aaabbb".squeeze, "hello".count("lo"), "hello".tr("^l", "*")
p "az".succ, "zz".succ, "a9".succ, "Zz".succ, "1.9".succ, "".succ, "host9".next, "10".succ
p "abc".chars, "abc".bytes, "a\nb\n".lines, "abc".each_char.to_a, "ab".sum
p "abc".to_sym, :abc.to_s, :a <=> :b, :abc.length, :abc.to_proc.call("x") rescue p $!.class
p "hello world".index("o"), "hello world".index("o", 5), "hello".rindex("l"), "hello".index(/l+/), "abc".index("z")
p "host12" =~ /\d+/, $&, $1, "host12".match(/(\w)(\d)/)[1], "x" =~ /y/, "abc".match?(/b/), "foo bar".scan(/o/), "a1b22".scan(/[a-z]\d+/), "a1b2".scan(/([a-z])(\d)/)
m = "2024-01".match(/(?<y>\d+)-(?<m>\d+)/)
p m[:y], m["m"], m.captures, m.pre_match, m.names, m.to_a
p "a-b_c".split(/[-_]/), "CamelCase".gsub(/([A-Z])/) { "_" + $1.downcase }, "abc".sub(/(?<x>b)/, '[\k<x>]') rescue p 0
p "é".length, "日本".reverse, "日本".bytes.length, "日本語"[1], "日本".center(6, "*")
p "a\tb\n\"q\" \\ \#{x} \e", 'a\nb', 'it''s', "\u00e9\x41\101", "a#{1 + 1}b#{"c#{3}"}"
p "%s" % nil, "#{nil}|#{true}|#{:a}|#{1.5}|#{[1, "a", nil]}|#{{a: 1, "b" => 2}}"
p "abc".freeze.frozen?, "abc".dup << "d", "a".ord, "abc".insert(1, "X"), "abc".prepend("x"), "hello".partition("l"), "hello".rpartition("l")
p "abc" "def".upcase, "abc".eql?("abc"), "abc".equal?("abc"), "a".upto("e").to_a, ("a".."e").to_a, ("aa".."ad").to_a, ("08".."11").to_a
p "ab\ncd".each_line.map(&:chomp), "a".between?("a", "b"), "abc".casecmp?("ABC"), "abc".casecmp("ABD"), "abc".delete_prefix("a"), "abc".delete_suffix("c")
t = "abc"
t[1] = "ZZ"
p t, t.slice(0, 2), t.replace("new"), t.empty?, "".empty?, t.upcase!, t.upcase!, t
u = +""
u << "a" << "b" << 99
u += "d"
p u, u.concat("e", "f")
p <<~EOS, <<-X, <<'RAW'
  indented #{1 + 1}
    more

  end
EOS
    kept
    X
raw #{x} \n
RAW
p <<~A + "tail"
  a
	b
A
p %w[a b #{x}], %i[a b], %q(a 'b' (c)), %Q(a #{1}), %(x "y"), :"a b", :"a#{1}", %w(a\ b c)
p ?a, ?a + ?b, "a".."c", 'single \' quote', "tab\\"
p "abc" =~ /B/i, "a\nb" =~ /^b$/, "a\nb".match?(/a.b/m), "a b" =~ /a\sb/, "x.y".gsub(/\./, "::"), "path/to".sub(/\/.*/, "")
case "host3"
when /\Ahost(\d)\z/ then p $1.to_i
end
p "192.168.0.1".split(".").map(&:to_i), "0x%012x" % 255, "a:b".tr(":", "-"), "00:11".delete(":").to_i(16)
p "Hello World Foo".scan(/\w+/).map(&:downcase).join("-"), "abc".each_char.with_index.map { |c, i| c * (i + 1) }.join
p "a\r\n\nb".lines(chomp: true), "a\nb\n".lines(chomp: false), "a\nb\n".each_line(chomp: true).with_index.to_a
p "a,b,c".lines(","), "a,b,,".lines(","), "a\n\nb\n\n\n\nc\n".lines(""), "a\n\nb\n\n\n\nc\n\n\n".lines("", chomp: true), "abXcdXX".lines("X", chomp: true), "a\r\nb\n".lines(chomp: true), "a\n".lines("\n", chomp: true), "a\r\n".lines("\n", chomp: true), "".lines(","), "\n\n\na\n\nb".lines(""), "axxxb".lines("xx"), "a b".lines(nil), "a b\n".lines(nil, chomp: true), "a\n\n\n".lines("")
p "a\n\nb\n".lines("",chomp: true), "ab\n".lines("b\n", chomp: true), "aX\n".lines("X", chomp: true)

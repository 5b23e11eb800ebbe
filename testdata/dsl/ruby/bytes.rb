# pack, unpack, the methods of Strings that change them, and bytes.
def try
  p yield
rescue StandardError => e
  puts "#{e.class}: #{e.message}"
end

p [1, 2].pack("C2").bytes, [258].pack("n").bytes, [1, 2].pack("N*").bytes, [-1].pack("N").bytes, [1].pack("V").bytes, [1, 2].pack("vS").bytes
p ["abc"].pack("a5").bytes, ["abc"].pack("A5"), ["abc"].pack("a2"), ["abc"].pack("Z*").bytes, ["ab", "c"].pack("aa*")
p ["616263"].pack("H*"), ["6162"].pack("H2"), ["a"].pack("H*").bytes, ["0110"].pack("B*").bytes, ["01100001"].pack("B8"), ["16"].pack("h*")
p [8364, 97].pack("U*"), [2**40].pack("Q").bytes, [1].pack("x2C").bytes, ["hello world"].pack("m0"), ["hello"].pack("m")
p [10, 0, 0, 1].pack("C4").unpack1("N"), [0xc0a80001].pack("N").unpack("C4").join("."), ["001122334455"].pack("H12").unpack("C*")
p "\x01\x02\x03".unpack("Cn"), "abc".unpack("a1a*"), "ab  ".unpack("A*"), "ab\0c".unpack("Z*a"), "abc".unpack("H*"), "a".unpack("B*"), "a".unpack("b*")
p "ab".unpack("C5"), "ab".unpack("C*"), "\xff\xff".unpack("s"), "é".unpack("U*"), "aGVsbG8=".unpack1("m"), "abcd".unpack("x2a2"), "".unpack("N")
try { [].pack("C") }
try { ["a"].pack("C") }

def changed(text)
  s = text.dup
  [yield(s), s]
end
p changed(" a ", &:lstrip!), changed(" a ", &:rstrip!), changed("aB", &:swapcase!), changed("az", &:succ!), changed("abc", &:chop!), changed("a\r\n", &:chop!)
p changed("") { |s| s.chop! }, changed("aba") { |s| s.reverse! }, changed("a") { |s| s.next! }
p changed("hello") { |s| s.tr!("l", "r") }, changed("hello") { |s| s.tr!("x", "y") }, changed("hello") { |s| s.delete!("l") }, changed("aabb") { |s| s.squeeze!("a") }
p changed("host1") { |s| s.delete_prefix!("host") }, changed("host1") { |s| s.delete_suffix!("x") }, changed("host1") { |s| s.clear }
p changed("hello") { |s| s.slice!(1..2) }, changed("hello") { |s| s.slice!(0) }, changed("hello") { |s| s.slice!(/l+/) }, changed("hello") { |s| s.slice!("lo") }, changed("hi") { |s| s.slice!(9) }
p changed("hello") { |s| s[1..2] = "X" }, changed("hello") { |s| s[/l+/] = "L" }, changed("hello") { |s| s[/(h)(e)/, 2] = "3" }, changed("hello") { |s| s[-3..] = "" }
try { "abc".dup[5..6] = "x" }
try { "abc".dup[/z/] = "x" }
try { "abc".freeze.tr!("a", "b") }
try { "abc".freeze.slice!(0) }
p "hello".tr_s("l", "r"), "aabbcc".tr_s("a-c", "x"), "hello".delete("l", "lo"), "hello world".count("lo", "o"), "aabb".squeeze("a-z", "b")
p "abc".byteslice(1), "abc".byteslice(1, 5), "abc".byteslice(-2..), "abc".byteslice(9), "abc".byteslice(3), "abc".getbyte(0), "abc".getbyte(5), "abc".getbyte(-3)
p "abc".ascii_only?, "é".ascii_only?, "a\xffb".scrub("?"), "abc".scrub

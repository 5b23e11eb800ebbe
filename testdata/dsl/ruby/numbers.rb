# Integers, floats and their methods.
p 1 + 2, 7 / 2, -7 / 2, 7 % 3, -7 % 3, 7.divmod(-2), 2**10, 2**100, -2 ** 2, -2.abs
p 0x1f, 0b101, 0o17, 017, 1_000_000, 10.to_s(2), 255.to_s(16), "ff".hex, "0x1F".hex, "17".oct, "0b11".oct
p 9223372036854775807 + 1, 9223372036854775808 - 1, 4611686018427387904 * 4, -9223372036854775808 - 1
p (2**64).to_s(16), (2**64) / 3, -(2**64) / 3, (2**64) % 1000, -(2**64) % 1000, (2**64).class
p 1.5 + 2, 1.0 / 3, 1e20, 1e16, 1e15, 123456789.123, 1e-5, 0.1 + 0.2, -0.0, 100.0, 1.0e100
p 3.7.to_i, 3.7.round, 3.2.ceil, 3.7.floor, -3.7.truncate, 3.14159.round(2), 1234.round(-2), 1250.round(-2), 15.round(-1), 2.5.round, -2.5.round
p 10.gcd(4), 10.lcm(4), 1234.digits, 10.bit_length, 255.bit_length, (-1).bit_length, 10.pred, 10.succ, 5.even?, 5.odd?, 0.zero?, 3.positive?
p 5 <=> 3, 5 <=> 5.0, 5 <=> "a", 5 == 5.0, 5.eql?(5.0), 5.equal?(5), 5 === 5
p 5 & 3, 5 | 3, 5 ^ 3, ~5, 5 << 3, 5 >> 1, -5 >> 1, 1 << 70, 5[0], 5[1]
p 5.clamp(1, 3), 5.clamp(..3), 5.between?(1, 10), 65.chr, "A".ord, 3.fdiv(2), 10.pow(3), 10.pow(3, 7)
p Integer("42"), Integer("0x1f", 16), Integer("ff", 16), Integer("0b11", 2), Integer("0o17"), Integer(" 42 "), Integer("-12"), Integer(3.9)
p "12abc".to_i, "abc".to_i, "0x1f".to_i, "0x1f".to_i(16), "1_000".to_i, "-5".to_i, "z".to_i(36), "3.7".to_f, "1e3".to_f, "abc".to_f
p 3.times.to_a, 1.upto(3).map { |i| i * 2 }, 3.downto(1).to_a, 1.step(10, 3).to_a, 10.step(1, -3).to_a, 1.step(by: 2, to: 7).to_a, 1.0.step(2.0, 0.5).to_a
p 1.upto(0).to_a, 0.times.to_a
p Float::INFINITY, -Float::INFINITY, Float::NAN.nan?, 1.0.to_i, 1e3.to_i, 3.0.to_s, 12.0.inspect
p 7.remainder(-3), -7.remainder(3), 7.modulo(-3), 7.0 % 2.5, -7.5.divmod(2), 2 ** 0.5, 4 ** 0.5, 10.0.floor, 10.5.to_i
p Math.sqrt(16), Math::PI.round(3), Integer.sqrt(24), 1 <=> nil, 100.digits(16), 1.0.eql?(1.0)
p format("%05d|%-5d|%+d|%x|%#x|%X|%o|%b|%08b|%.3f|%e|%g|%g|%s|%p|%%|%c", 42, 42, 42, 255, 255, 255, 8, 5, 5, 3.14159, 12345.678, 0.0001, 1e10, "a", "a", 65)
p format("%x %b %o", -255, -5, -8), format("%+x", -255), format("%08x", -1), format("%.3x", 10), format("% d", 5)
p "%s and %s" % %w[a b], "%d" % 3, "%-10s|" % "ab", "%10s|" % "ab", "%03d" % 7, "%.2s" % "abc", "%*d" % [5, 3], "%#x" % 2748
p format("%<a>d %{b}", a: 1, b: 2), "%2$s %1$s" % ["a", "b"], "%5.1f|" % 3.14159, "%016x" % 0xabc
p rand(1), 10.0.to_s, 1234567.89.to_s, 100000000000000000.0, 0.00001234
p 5.then { |x| x + 1 }, 5.itself, 5.frozen?, 5.dup, 5.is_a?(Integer), 5.is_a?(Numeric), 5.is_a?(Comparable), Integer === 5, 5.integer?, 5.0.integer?

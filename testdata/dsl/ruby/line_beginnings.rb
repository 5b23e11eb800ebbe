# Where a line begins: not behind the line end that ends a text.
p "abc\n" =~ /^\s*(#|$)/, "abc\n" =~ /^\s*$/, "abc\n".scan(/^/).size, "abc\n" =~ /^$/, "abc\n".gsub(/^/, "> ")
p "abc\n\n" =~ /^$/, "a\nb\n" =~ /^b/, "" =~ /^$/, "x\n" =~ /$/, "x\n".index(/^|z*/, 2)
p "0xabc 1 2\n" =~ /^\s*(#|$)/, "a\nb\n".gsub(/^/, "> "), "a\n".match?(/^\z/)

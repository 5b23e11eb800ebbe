require 'ipaddr'
a = IPAddr.new("10.0.0.0/24")
p a.to_s, a.to_range.first.to_s, a.to_range.last.to_s, a.include?("10.0.0.7"), a.include?(IPAddr.new("10.0.1.1")), a.ipv4?, a.prefix
b = IPAddr.new("192.168.0.1")
p b.succ.to_s, (b | 6).to_s, (b & 0xffff0000).to_s, b.mask(16).to_s, b.mask("255.255.0.0").to_s, b.to_i, b == IPAddr.new("192.168.0.1"), b <=> b.succ
p IPAddr.new("fd00::/64").to_s, IPAddr.new("fd00::1").succ.to_s
p (IPAddr.new("10.0.0.1")..IPAddr.new("10.0.0.3")).map(&:to_s), a.to_range.to_a.size, IPAddr.new("10.0.0.9/255.255.255.0").to_s

# How switches of the campus are named and numbered.
TRUNK = { bandwidth: "10gbit", mtu: 9000 }.freeze
raise "read twice" if $made
$made = []

def make_switch(role, number)
  name = format("%s-%02d", role, number)
  vswitch(name) { dpid $made.size + 1 }
  $made << name
  name
end

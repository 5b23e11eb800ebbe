# One rack; $rack is its number.
top = "rack#{$rack}"
vswitch(top) { dpid $rack }
link "row", top

servers = ("a".."c").map { |u| "#{top}#{u}" }
servers.each.with_index(1) do |s, unit|
  netns(s) { ip "10.99.#{$rack}.#{unit}/24" }
  link top, s
end

# A quarter of the campus: a distribution switch and its hosts.
require_relative "naming"

def quarter(name, number:, hosts: 2)
  top = make_switch(name, number)
  hosts.times do |i|
    host = "#{name[0]}#{i}"
    vhost(host) { ip "10.#{number}.0.#{i + 1}" }
    link top, host
  end
  top
end

# Which Ethernet address an IP address has.
class ArpTable
  def initialize
    @db = {}
  end

  def update(ip_address, mac_address)
    @db[ip_address] = mac_address
  end

  def lookup(ip_address)
    @db[ip_address]
  end
end

# Where hosts were seen last.
class FDB
  # A host behind a port.
  class Entry
    LIFETIME = 300

    attr_reader :mac
    attr_reader :port

    def initialize(mac, port)
      @mac = mac
      update port
    end

    def update(port)
      @port = port
      @seen = Time.now
    end

    def old?
      Time.now - @seen > LIFETIME
    end
  end

  def initialize
    @entries = {}
  end

  def learn(mac, port)
    entry = @entries[mac]
    if entry
      entry.update port
    else
      @entries[mac] = Entry.new(mac, port)
    end
  end

  def port_of(mac)
    entry = @entries[mac]
    entry && entry.port
  end

  def age
    @entries.delete_if { |_mac, entry| entry.old? }
  end
end

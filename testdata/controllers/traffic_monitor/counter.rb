class Counter
  def initialize
    @db = Hash.new do | hash, key |
      hash[ key ] = { :packets => 0, :bytes => 0 }
    end
  end

  def add mac, packets, bytes
    @db[ mac ][ :packets ] += packets
    @db[ mac ][ :bytes ] += bytes
  end

  def each_pair &block
    @db.each_pair &block
  end
end

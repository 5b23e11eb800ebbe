$LOAD_PATH.unshift File.dirname( __FILE__ )

require "counter"
require "table"

# Counts what hosts send, in the manner of older Tremas: the flows end after a
# second, and what they have counted comes with their end.
class TrafficMonitor < Controller
  periodic_timer_event :show_counter, 1

  def start
    @counter = Counter.new
    @table = Table.new
    info "counting for #{ ARGV.empty? ? "everybody" : ARGV.join( ", " ) }"
  end

  def packet_in datapath_id, message
    macsa, macda = message.macsa, message.macda
    @table.learn macsa, message.in_port
    @counter.add macsa, 1, message.total_len
    out_port = @table.lookup( macda )
    if out_port
      flow_mod datapath_id, macsa, macda, out_port
      packet_out datapath_id, message, out_port
    else
      packet_out datapath_id, message, OFPP_FLOOD
    end
  end

  def flow_removed datapath_id, message
    @counter.add message.match.dl_src, message.packet_count, message.byte_count
  end

  private

  def show_counter
    puts Time.now.strftime( "at %S seconds" )
    @counter.each_pair do | mac, counter |
      puts "%s %d packets (%d bytes)" % [ mac, counter[ :packets ], counter[ :bytes ] ]
    end
  end

  def flow_mod datapath_id, macsa, macda, out_port
    send_flow_mod_add(
      datapath_id,
      :hard_timeout => 1,
      :match => Match.new( :dl_src => macsa, :dl_dst => macda ),
      :actions => SendOutPort.new( out_port )
    )
  end

  def packet_out datapath_id, message, out_port
    send_packet_out(
      datapath_id,
      :packet_in => message,
      :actions => SendOutPort.new( out_port )
    )
  end
end

# A learning switch of the generation for OpenFlow 1.3: one table learns, the
# other forwards.
class EdgeSwitch < Controller
  LEARN, FORWARD = 0, 1

  def start
    @ports = {}
  end

  def switch_ready( datapath_id )
    send_flow_mod_add(
      datapath_id,
      :table_id => LEARN,
      :priority => 0,
      :instructions => [
        ApplyAction.new( [ SendOutPort.new( :port_number => OFPP_CONTROLLER, :max_len => 0xffff ) ] ),
        GotoTable.new( FORWARD )
      ]
    )
    send_flow_mod_add(
      datapath_id,
      :table_id => FORWARD,
      :priority => 0,
      :instructions => ApplyAction.new( [ SendOutPort.new( OFPP_FLOOD ) ] )
    )
    info "tables of %#x are ready", datapath_id
  end

  def packet_in( datapath_id, message )
    return if @ports[ message.eth_src ] == message.in_port
    @ports[ message.eth_src ] = message.in_port
    send_flow_mod_add(
      datapath_id,
      :table_id => LEARN,
      :priority => 10,
      :idle_timeout => 60,
      :match => Match.new( :in_port => message.in_port, :eth_src => message.eth_src ),
      :instructions => GotoTable.new( FORWARD )
    )
    send_flow_mod_add(
      datapath_id,
      :table_id => FORWARD,
      :priority => 10,
      :idle_timeout => 60,
      :match => Match.new( :eth_dst => message.eth_src ),
      :instructions => ApplyAction.new( [ SendOutPort.new( message.in_port ) ] )
    )
  end
end

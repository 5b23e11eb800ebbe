# Messages that a program makes once and sends as bytes, and what it adds to
# Trema's own classes.
class Pio::PacketIn
  def from_host?
    in_port < 0xff00
  end
end

module Pio
  class Mac
    include Comparable

    def <=>(other)
      to_i <=> other.to_i
    end
  end
end

class Trema::Port
  def label
    "#{dpid.to_hex}:#{number}"
  end
end

class Binary < Trema::Controller
  def packet_in(dpid, message)
    return unless message.from_host? && message.data.is_a?(Icmp)
    @flow_mod ||= binary_of(message)
    send_message dpid, @flow_mod
    send_message_binary dpid, "\x01\x12\x00\x08\x00\x00\x00\x63"
    icmp = Icmp.read(message.raw_data)
    puts icmp.icmp_type == Icmp::Request::TYPE, icmp.icmp_identifier, icmp.icmp_sequence_number
    puts message.source_mac < message.destination_mac, [message.destination_mac, message.source_mac].min
    puts({ message.source_mac => 1 }[Mac.new('02:00:00:00:00:01')], message.source_ip_address.value.class)
    puts message.source_ip_address.mask(8), message.source_ip_address.to_i, IPv4Address.new('10.0.0.1') == '10.0.0.1'
    puts OFPC_FLOW_STATS | OFPC_QUEUE_STATS, StatsReply::OFPST_FLOW, PacketQueue::OFPQT_MIN_RATE, OFPAT_ENQUEUE
  end

  def port_modify(_dpid, message)
    puts message.desc.label, [message.desc].include?(message.desc), [message.desc] - [message.desc] == []
  end

  private

  def binary_of(message)
    options = { command: :add, priority: 0, transaction_id: 0, idle_timeout: 0, hard_timeout: 0, buffer_id: message.buffer_id,
                match: ExactMatch.new(message), actions: SendOutPort.new(message.in_port + 1) }
    FlowMod.new(options).to_binary.tap do |flow_mod|
      def flow_mod.to_binary
        self
      end
    end
  end
end

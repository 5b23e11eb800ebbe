# Answers packets in threads, as benchmarks of newer Tremas do.
class Worker < Trema::Controller
  WORKERS = 3

  def start(_args)
    @work = Queue.new
    WORKERS.times { Thread.new { loop { answer(*@work.pop) } } }
    logger.info "#{WORKERS} workers"
  end

  def packet_in(dpid, packet_in)
    @work.push [dpid, packet_in]
  end

  private

  def answer(dpid, packet_in)
    send_packet_out dpid, packet_in: packet_in, actions: SendOutPort.new(:flood)
  end
end

# The smallest controller that does something.
class Hello < Trema::Controller
  def switch_ready(dpid)
    logger.info "Hello #{dpid.to_hex}!"
  end
end

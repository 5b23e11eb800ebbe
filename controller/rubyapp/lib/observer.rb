# Objects that tell others of their changes.
module Observable
  def add_observer(observer, method = :update)
    unless observer.respond_to?(method)
      raise NoMethodError, "observer does not respond to `#{method}'"
    end
    observer_peers[observer] = method
  end

  def delete_observer(observer)
    observer_peers.delete(observer)
  end

  def delete_observers
    observer_peers.clear
  end

  def count_observers
    observer_peers.size
  end

  def changed(state = true)
    @observer_state = state
  end

  def changed?
    @observer_state ? true : false
  end

  def notify_observers(*args)
    return unless changed?
    observer_peers.each { |observer, method| observer.__send__(method, *args) }
    @observer_state = false
  end

  private

  def observer_peers
    @observer_peers ||= {}
  end
end

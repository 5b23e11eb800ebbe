module View
  # Writes what changes to the log.
  class Text
    def initialize(logger)
      @logger = logger
    end

    def update(what, link, topology)
      @logger.info "link #{link} #{what}: #{topology.links.length} links"
    end
  end
end

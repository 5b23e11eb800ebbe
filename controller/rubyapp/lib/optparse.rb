# Options of a command line.
class OptionParser
  class ParseError < RuntimeError; end
  class InvalidOption < ParseError; end
  class MissingArgument < ParseError; end
  class InvalidArgument < ParseError; end
  class AmbiguousOption < ParseError; end

  # An option: its names, whether it takes a value, and what that becomes.
  class Switch
    attr_reader :short, :long, :value, :type, :words, :block

    def initialize(words, block)
      @block = block
      @short = []
      @long = []
      @words = []
      @value = :none
      words.each { |word| read word }
    end

    def read(word)
      case word
      when /\A--\[no-\]([^ =\[]+)/
        @long << $1
        @long << "no-#{$1}"
      when /\A--([^ =\[]+)(.*)/
        @long << $1
        read_value $2
      when /\A-(.)(.*)/
        @short << $1
        read_value $2
      when String
        @words << word
      else
        @type = word
        @value = :required if @value == :none && !@type.is_a?(Array)
      end
    end

    def read_value(text)
      return if text.strip.empty?
      @value = text.include?('[') ? :optional : :required
    end

    def convert(text, word)
      return text if text.nil?
      case
      when type == Integer then Integer(text)
      when type == Float then Float(text)
      when type == Symbol then text.to_sym
      when type == Array then text.split(',')
      when type.is_a?(Array)
        found = type.find { |each| each.to_s == text }
        raise InvalidArgument, "invalid argument: #{word} #{text}" if found.nil?
        found
      else text
      end
    rescue ArgumentError
      raise InvalidArgument, "invalid argument: #{word} #{text}"
    end

    def to_s
      names = short.map { |each| "-#{each}" } + long.map { |each| "--#{each}" }
      "    #{names.join(', ').ljust(32)} #{words.join(' ')}".rstrip
    end
  end

  attr_accessor :banner, :program_name, :version

  def initialize(banner = nil)
    @banner = banner
    @switches = []
    @lines = []
    yield self if block_given?
  end

  def on(*words, &block)
    switch = Switch.new(words, block)
    @switches << switch
    @lines << switch.to_s
    self
  end

  def on_tail(*words, &block)
    on(*words, &block)
  end

  def on_head(*words, &block)
    on(*words, &block)
  end

  def separator(text = '')
    @lines << text.to_s
  end

  def help
    ([banner || 'options:'] + @lines).join("\n") + "\n"
  end
  alias to_s help

  def parse(*words, into: nil)
    words = words.first if words.first.is_a?(Array)
    words = ARGV if words.nil?
    parse!(words.dup, into: into)
  end

  def parse!(words = ARGV, into: nil)
    rest = []
    until words.empty?
      word = words.shift
      case word
      when '--'
        rest.concat words
        words.clear
      when /\A--([^=]+)(=(.*))?\z/m
        name = $1
        given = $3
        use find_long(name), name, given, words, into, word
      when /\A-(.)(.*)\z/m
        use_short $1, $2, words, into
      else
        rest << word
      end
    end
    words.concat rest
    words
  end
  alias order! parse!
  alias permute! parse!

  private

  def find_long(name)
    exact = @switches.find { |each| each.long.include?(name) }
    return exact if exact
    near = @switches.select { |each| each.long.any? { |long| long.start_with?(name) } }
    raise AmbiguousOption, "ambiguous option: --#{name}" if near.size > 1
    raise InvalidOption, "invalid option: --#{name}" if near.empty?
    near.first
  end

  def use_short(letter, more, words, into)
    switch = @switches.find { |each| each.short.include?(letter) }
    raise InvalidOption, "invalid option: -#{letter}" if switch.nil?
    if switch.value == :none && !more.empty?
      use switch, letter, nil, words, into, "-#{letter}"
      use_short more[0], more[1..-1], words, into
    else
      use switch, letter, (more.empty? ? nil : more), words, into, "-#{letter}"
    end
  end

  def use(switch, name, given, words, into, word)
    value = case switch.value
            when :none then !name.start_with?('no-')
            when :required
              given = words.shift if given.nil?
              raise MissingArgument, "missing argument: #{word}" if given.nil?
              switch.convert(given, word)
            else
              given = words.shift if given.nil? && !words.empty? && !words.first.start_with?('-')
              switch.convert(given, word)
            end
    into[(switch.long.first || name).to_sym] = value if into
    switch.block.call(value) if switch.block
  end
end

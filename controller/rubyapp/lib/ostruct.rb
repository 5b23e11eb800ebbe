# An object whose attributes begin to exist when they are set.
class OpenStruct
  def initialize(attributes = nil)
    @table = {}
    attributes.each { |name, value| @table[name.to_sym] = value } if attributes
  end

  def [](name)
    @table[name.to_sym]
  end

  def []=(name, value)
    @table[name.to_sym] = value
  end

  def to_h
    @table.dup
  end

  def each_pair(&block)
    @table.each_pair(&block)
    self
  end

  def delete_field(name)
    @table.delete(name.to_sym)
  end

  def dig(name, *names)
    @table.dig(name.to_sym, *names)
  end

  def ==(other)
    other.is_a?(OpenStruct) && to_h == other.to_h
  end

  def respond_to_missing?(name, all = false)
    @table.key?(name.to_s.chomp('=').to_sym) || super
  end

  def method_missing(name, *args)
    text = name.to_s
    if text.end_with?('=')
      @table[text.chomp('=').to_sym] = args.first
    else
      @table[name]
    end
  end

  def inspect
    return '#<OpenStruct>' if @table.empty?
    "#<OpenStruct #{@table.map { |name, value| "#{name}=#{value.inspect}" }.join(', ')}>"
  end
  alias to_s inspect
end

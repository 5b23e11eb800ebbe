# A collection without doubles.
class Set
  include Enumerable

  def self.[](*items)
    new(items)
  end

  def initialize(items = nil, &block)
    @hash = {}
    items.each { |item| add(block ? block.call(item) : item) } if items
  end

  def initialize_copy(other)
    @hash = other.to_a.to_h { |item| [item, true] }
  end

  def add(item)
    @hash[item] = true
    self
  end
  alias << add

  def add?(item)
    include?(item) ? nil : add(item)
  end

  def delete(item)
    @hash.delete(item)
    self
  end

  def delete?(item)
    include?(item) ? delete(item) : nil
  end

  def include?(item)
    @hash.key?(item)
  end
  alias member? include?
  alias === include?

  def each(&block)
    return to_enum(:each) unless block
    @hash.each_key(&block)
    self
  end

  def size
    @hash.size
  end
  alias length size

  def empty?
    @hash.empty?
  end

  def clear
    @hash.clear
    self
  end

  def to_a
    @hash.keys
  end

  def to_set
    self
  end

  def merge(*others)
    others.each { |other| other.each { |item| add(item) } }
    self
  end

  def subtract(other)
    other.each { |item| delete(item) }
    self
  end

  def delete_if
    to_a.each { |item| delete(item) if yield(item) }
    self
  end
  alias reject! delete_if

  def |(other)
    dup.merge(other)
  end
  alias + |
  alias union |

  def &(other)
    found = Set.new
    other.each { |item| found.add(item) if include?(item) }
    found
  end
  alias intersection &

  def -(other)
    dup.subtract(other)
  end
  alias difference -

  def ^(other)
    found = Set.new(other)
    each { |item| found.add(item) unless found.delete?(item) }
    found
  end

  def ==(other)
    other.is_a?(Set) && size == other.size && other.all? { |item| include?(item) }
  end

  def hash
    to_a.map(&:hash).sort.hash
  end

  def eql?(other)
    self == other
  end

  def subset?(other)
    all? { |item| other.include?(item) }
  end
  alias <= subset?

  def superset?(other)
    other.all? { |item| include?(item) }
  end
  alias >= superset?

  def disjoint?(other)
    none? { |item| other.include?(item) }
  end

  def intersect?(other)
    !disjoint?(other)
  end

  def map!(&block)
    items = to_a.map(&block)
    clear
    merge(items)
  end

  def inspect
    "#<Set: {#{to_a.map(&:inspect).join(', ')}}>"
  end
  alias to_s inspect
end

module Enumerable
  def to_set
    Set.new(self)
  end
end

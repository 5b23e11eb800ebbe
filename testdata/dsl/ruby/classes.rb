class Animal
  attr_reader :name
  attr_accessor :age
  COUNT = 3
  @@total = 0
  def initialize(name, age: 1)
    @name = name
    @age = age
    @@total += 1
  end
  def self.total = @@total
  def to_s
    "#{self.class.name}(#{@name})"
  end
  def <=>(o) = age <=> o.age
  include Comparable
  def speak; "..."; end
  def secret_of(o) = o.secret
  private
  def hidden; 1; end
  protected
  def secret; 42; end
end
class Dog < Animal
  def initialize(name, **opts)
    super
    @tricks = []
  end
  def speak; super + "Woof"; end
  def <<(t)
    @tricks << t
    self
  end
  def each(&b) = @tricks.each(&b)
  include Enumerable
end
d = Dog.new("Rex", age: 5)
puts d
d << "sit" << "roll"
p d.map(&:upcase), d.sort, d.include?("sit"), d.first, d.min_by(&:size), d.each_with_index.to_a
p Animal.total, Animal::COUNT, Dog::COUNT
puts d.speak
begin
  d.hidden
rescue NoMethodError => e
  puts e.class
end
p d.secret_of(Animal.new("x"))
begin
  d.secret
rescue NoMethodError => e
  puts e.class
end
p d > Animal.new("y"), d == Animal.new("z", age: 5), d.clamp(d, d).name
p Dog.superclass, Dog.instance_methods(false).sort
class Integer
  def double = self * 2
end
p 4.double
module Greet
  def self.included(base); puts "inc #{base}"; base.extend(ClassMethods); end
  module ClassMethods
    def make(*a) = new(*a)
  end
  def hi; "hi #{name}"; end
end
class Dog; include Greet; end
p Dog.make("Z").hi
o = Object.new
def o.foo; :foo; end
p o.foo, o.singleton_methods
class MM
  def method_missing(n, *a, &b)
    if n.to_s.start_with?("get_")
      [n, a, b && b.call]
    else
      super
    end
  end
  def respond_to_missing?(n, p = false) = n.to_s.start_with?("get_") || super
end
p MM.new.get_x(1) { 2 }
p MM.new.respond_to?(:get_y), MM.new.respond_to?(:zz)
begin
  MM.new.other
rescue NoMethodError => e
  p e.name, e.class
end
p MM.new.method(:get_z).call(5)
class K
  attr_reader :a
  def initialize(a) = @a = a
  def hash = a.hash
  def eql?(o) = a == o.a
end
h = {K.new(1) => :x}
p h[K.new(1)], h[K.new(2)], [K.new(1), K.new(1)].uniq.size
S = Struct.new(:x, :y) do
  def dist = Math.sqrt(x * x + y * y)
  def to_s = "(#{x}, #{y})"
end
p S.new(3, 4).dist, S.new(1,2)
puts S.new(1, 2)
class P3 < Struct.new(:a, :b)
  def initialize(a, b = 7)
    super
  end
end
p P3.new(1)
S2 = Struct.new(:a, keyword_init: true)
p S2.new(a: 1)
class MyErr < StandardError
  def initialize(msg = "default") = super
end
begin
  raise MyErr
rescue MyErr => e
  p e.message, e
end
begin
  raise MyErr, "x"
rescue => e
  p e.message
end
class E2 < StandardError
  def message = "custom"
end
begin; raise E2; rescue => e; p e.message; end
x = Class.new(Array) { def second = self[1] }
p x.new([1,2,3]).second
class Stack < Array
  def initialize(n)
    super()
    @n = n
  end
  def push(v)
    raise "full" if size >= @n
    super
  end
end
s = Stack.new(2)
s.push(1); s.push 2
begin; s.push 3; rescue => e; p e.message; end
p s, s.class
p defined?(foo), defined?(@@x), defined?(String), defined?(super), defined?(@a)
class Foo
  class << self
    attr_accessor :conf
    def build; new; end
    private
    def priv; end
  end
  self.conf = 5
end
p Foo.conf, Foo.build.class
begin; Foo.priv; rescue NoMethodError => e; puts "private ok"; end
p [1,2,3].instance_eval { size }
class Foo
  define_method(:add) { |a, b = 2| a + b }
  [:a, :b].each { |n| define_method("#{n}?") { n } }
  alias plus add
  alias_method :sum, :add
end
f = Foo.new
p f.add(1), f.a?, f.plus(3, 4), f.sum(1, 1)
p f.public_send(:add, 1), f.send(:b?)
n = 0
r = [1,2].map { |x| n += 1; redo if n == 1; x * n }
p r
p catch(:a) { throw :a, 5 }
module Deep; module Er; X = 1; def self.x = X; end; end
p Deep::Er::X, Deep::Er.x, Deep.constants
class << o
  def bar = 2
end
p o.bar
p Comparable.instance_method(:clamp).class
p f.instance_variables, d.instance_variables
p Foo.instance_method(:add).bind(f).call(5)

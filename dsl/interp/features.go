package interp

// Features returns what the language has beside methods, by theme. Nothing runs
// on this table: its examples are what holds it to the truth.
func Features() []Topic {
	return []Topic{
		{Name: "Literals", Entries: []Entry{
			feature("Integers: decimal, hexadecimal, binary, octal, with `_` between digits", `[10, 0xff, 0b101, 0o17, 1_000] # => [10, 255, 5, 15, 1000]`),
			feature("Floats", `[1.5, 1e3] # => [1.5, 1000.0]`),
			feature("Strings in double quotes, with escapes and `#{}`", `n = 2; "sw#{n}: \"\t\u00e9\x41\"" # => "sw2: \"\téA\""`),
			feature("Strings in single quotes, as they stand", `'#{n}\n' # => "\#{n}\\n"`),
			feature("Strings beside each other are one", `"a" 'b' # => "ab"`),
			feature("Strings with other quotes", `[%q(it's), %Q(#{1 + 1}), %(a "b")] # => ["it's", "2", "a \"b\""]`),
			feature("A single character", `?a # => "a"`),
			feature("Texts over several lines; `<<~` takes the common indentation away, `<<-` does not, and a quoted tag leaves `#{}` alone", "<<~TEXT\n  a\n    b\nTEXT\n# => \"a\\n  b\\n\""),
			feature("Symbols", `[:lsw, :"a b"] # => [:lsw, :"a b"]`),
			feature("Arrays", `[1, "a", [nil], *[2, 3]] # => [1, "a", [nil], 2, 3]`),
			feature("Arrays of words, and of Symbols; with capitals `#{}` and escapes count", `n = 1; [%w[a b], %i[a b], %W[h#{n} x], %I[h#{n}]] # => [["a", "b"], [:a, :b], ["h1", "x"], [:h1]]`),
			feature("Hashes", `x = 1; [{ a: 1, "b" => 2 }, { x: }, { **{ c: 3 }, d: 4 }] # => [{:a=>1, "b"=>2}, {:x=>1}, {:c=>3, :d=>4}]`),
			feature("Ranges, with and without their end", `[(1..3).to_a, (1...3).to_a, (1..).first(2)] # => [[1, 2, 3], [1, 2], [1, 2]]`),
			feature("Regexps, with the options `i`, `m` and `x`", `"SW12"[/sw(\d+)/i, 1] # => "12"`),
			feature("nil, true and false", `[nil, true, false] # => [nil, true, false]`),
			feature("The file and the line", `__LINE__ # => 2`),
		}},
		{Name: "Variables", Entries: []Entry{
			feature("Locals, instance variables, globals and constants", `a = 1; @b = 2; $c = 3; D = 4; [a, @b, $c, D] # => [1, 2, 3, 4]`),
			feature("Several at once", `a, (b, *c), d = 1, [2, 3, 4], 5; [a, b, c, d] # => [1, 2, [3, 4], 5]`),
			feature("Exchanged", `a, b = 1, 2; a, b = b, a; [a, b] # => [2, 1]`),
			feature("Changed by an operator: `+= -= *= /= %= **= <<= >>= &= |= ^= ||= &&=`", `a = 1; a += 2; b ||= a; a <<= 1; [a, b] # => [6, 3]`),
			feature("Elements", `h = Hash.new(0); h[:a] += 1; h # => {:a=>1}`),
		}},
		{Name: "Operators", Intro: "They have Ruby's precedence. All but `&& || ! and or not ? :`, the ranges and assignment are methods of their left side.", Entries: []Entry{
			feature("Arithmetic: `+ - * / % **`", `[7 / 2, -7 / 2, 7 % 3, 2 ** 3 ** 2, 7.0 / 2] # => [3, -4, 1, 512, 3.5]`),
			feature("Bits: `& | ^ ~ << >>`", `[6 & 3, 6 | 3, 6 ^ 3, ~6, 1 << 4] # => [2, 7, 5, -7, 16]`),
			feature("Comparison: `== != < <= > >= <=> === =~ !~`", `[1 == 1.0, 1 <=> 2, (1..3) === 2, "ab" !~ /c/] # => [true, -1, true, true]`),
			feature("Logic: `&& || !`, and `and or not` which bind less", `[1 && 2, nil || 3, !nil, (not true)] # => [2, 3, true, false]`),
			feature("A choice", `1 > 2 ? "yes" : "no" # => "no"`),
			feature("A call unless it is nil: `&.`", `[nil&.succ, 1&.succ] # => [nil, 2]`),
			feature("Whether something is defined", `defined?(puts) # => "method"`),
		}},
		{Name: "Conditions", Entries: []Entry{
			feature("if, elsif, else; they are values", `n = 5; size = if n < 3 then :s elsif n < 9 then :m else :l end; size # => :m`),
			feature("unless", `unless false then 1 else 2 end # => 1`),
			feature("Behind a statement", `a = []; a << 1 if true; a << 2 unless true; a # => [1]`),
			feature("case, with values, ranges, types, Regexps and several per `when`", `case 7 when 1, 2 then :low when 3..9 then :high else :no end # => :high`),
			feature("case without a value", `n = 7; case when n > 5 then :big else :small end # => :big`),
		}},
		{Name: "Loops", Intro: "Blocks of `times`, `each` and the like are the usual loops.", Entries: []Entry{
			feature("while and until", `n = 1; n *= 2 while n < 100; n -= 1 until n % 10 == 0; n # => 120`),
			feature("begin … end while, which runs once at least", `n = 9; begin n += 1 end while n < 5; n # => 10`),
			feature("for", `a = []; for i, j in [[1, 2], [3, 4]] do a << i * j end; a # => [2, 12]`),
			feature("loop, until `break`", `n = 0; loop { n += 1; break n * 10 if n == 3 } # => 30`),
			feature("redo runs a turn again", `n = 0; [1, 2].map { |x| n += 1; redo if n == 1; x * n } # => [2, 6]`),
			feature("next goes on with the next turn", `[1, 2, 3].map { |n| next 0 if n == 2; n } # => [1, 0, 3]`),
		}},
		{Name: "Blocks", Intro: "A block sees and changes the variables around it.", Entries: []Entry{
			feature("Braces or do … end", "sum = 0\n(1..3).each do |n|\n  sum += n\nend\nsum # => 6"),
			feature("Parameters: defaults, the rest, Arrays taken apart, block locals", `[[1, [2, 3, 4]]].map { |a, (b, *c), d = 5; e| [a, b, c, d] } # => [[1, 2, [3, 4], 5]]`),
			feature("Numbered parameters", `[1, 2].map { _1 * 2 } # => [2, 4]`),
			feature("`it`, which Ruby has from 3.4", `[1, 2].map { it * 2 } # here => [2, 4]`),
			feature("A method as a block", `%w[a b].map(&:upcase) # => ["A", "B"]`),
			feature("Lambdas and procs", `twice = ->(n, m = 2) { n * m }; [twice.call(4), twice.(4, 3), twice[5]] # => [8, 12, 10]`),
			feature("yield and block_given?", "def each_port(n) = n.times { |i| yield i + 1 }\na = []; each_port(2) { |port| a << port }; a # => [1, 2]"),
		}},
		{Name: "Defining methods", Entries: []Entry{
			feature("def, with defaults, the rest, keywords and a block", "def f(a, b = 2, *c, d:, e: 5, **g, &h) = [a, b, c, d, e, g, h&.call]\nf(1, d: 4, x: 6) { 7 } # => [1, 2, [], 4, 5, {:x=>6}, 7]"),
			feature("return, also of several values", "def f(n)\n  return 0, 1 if n < 1\n  n\nend\n[f(0), f(3)] # => [[0, 1], 3]"),
			feature("alias gives a method another name", "def f = 1\nalias g f\ng # => 1"),
			feature("Arguments from an Array and a Hash", "def f(a, b, c:) = [a, b, c]\nf(*[1, 2], **{ c: 3 }) # => [1, 2, 3]"),
		}},
		{Name: "Classes", Entries: []Entry{
			feature("A class with its constructor, attributes and methods", "class Port\n  attr_reader :number\n  def initialize(number)\n    @number = number\n  end\n  def to_s = \"port #{number}\"\nend\nPort.new(3).to_s # => \"port 3\""),
			feature("A class below another; `super` calls the method there, with the same arguments or others", "class Port\n  def initialize(n) = @n = n\n  def name = \"p#{@n}\"\nend\nclass Uplink < Port\n  def initialize(n, speed)\n    super(n)\n    @speed = speed\n  end\n  def name = super + \"@#{@speed}\"\nend\nUplink.new(1, 10).name # => \"p1@10\""),
			feature("Methods of the class itself, and its constants", "class Port\n  MAX = 48\n  def self.all = (1..MAX).to_a\n  class << self\n    def last = all.last\n  end\nend\n[Port::MAX, Port.last] # => [48, 48]"),
			feature("Class variables, and instance variables of the class", "class Port\n  @@count = 0\n  @first = 1\n  class << self; attr_reader :first; end\n  def initialize = @@count += 1\n  def self.count = @@count\nend\nPort.new; [Port.count, Port.first] # => [1, 1]"),
			feature("private, protected and public", "class Port\n  def ask = secret\n  private\n  def secret = 1\nend\n[Port.new.ask, Port.new.respond_to?(:secret)] # => [1, false]"),
			feature("Operators, elements and attributes are methods", "class Vec\n  attr_reader :x\n  def initialize(x) = @x = x\n  def +(other) = Vec.new(x + other.x)\n  def -@ = Vec.new(-x)\n  def [](i) = x * i\n  def ==(other) = x == other.x\n  def x=(n)\n    @x = n\n  end\nend\na = Vec.new(1) + Vec.new(2); a.x += 1\n[a[2], (-a).x, a == Vec.new(4)] # => [8, -4, true]"),
			feature("A class can be opened again, one of Ruby's own too", "class Integer\n  def port = \"port #{self}\"\nend\n3.port # => \"port 3\""),
			feature("Methods of one object", "hub = Object.new\ndef hub.flood = :all\nhub.flood # => :all"),
			feature("Objects as keys: `hash` and `eql?` say which are the same", "class Mac\n  attr_reader :n\n  def initialize(n) = @n = n\n  def hash = n.hash\n  def eql?(other) = n == other.n\nend\n{ Mac.new(1) => :a }[Mac.new(1)] # => :a"),
			feature("method_missing answers to names that nothing defines", "class Any\n  def method_missing(name, *args) = [name, *args]\n  def respond_to_missing?(name, all = false) = true\nend\nAny.new.ping(1) # => [:ping, 1]"),
			feature("undef takes a method away", "class Port\n  def up = 1\n  undef up\nend\nPort.method_defined?(:up) # => false"),
			feature("Structs with methods", "Link = Struct.new(:a, :b) do\n  def ends = [a, b].sort\nend\nLink.new(2, 1).ends # => [1, 2]"),
		}},
		{Name: "Modules", Entries: []Entry{
			feature("A module holds constants, classes and methods of its own", "module Net\n  PORT = 6653\n  class Switch; end\n  def self.port = PORT\nend\n[Net::PORT, Net::Switch.name, Net.port] # => [6653, \"Net::Switch\", 6653]"),
			feature("include gives its methods to the objects of a class, extend to one object, prepend before those of the class", "module Log\n  def log = \"log #{name}\"\nend\nclass Hub\n  include Log\n  def name = \"hub\"\nend\nHub.new.log # => \"log hub\""),
			feature("Comparable makes all comparisons of `<=>`, Enumerable all its methods of `each`", "class Ports\n  include Enumerable\n  def each\n    yield 3\n    yield 1\n  end\nend\n[Ports.new.sort, Ports.new.map { |n| n * 2 }, Ports.new.include?(1)] # => [[1, 3], [6, 2], true]"),
			feature("module_function makes methods that are called on the module", "module Hex\n  module_function\n  def of(n) = n.to_s(16)\nend\nHex.of(255) # => \"ff\""),
			feature("Hooks: included, extended, inherited, method_added", "module Plugin\n  def self.included(c)\n    c.extend(Own)\n  end\n  module Own\n    def plugin? = true\n  end\nend\nclass Hub; include Plugin; end\nHub.plugin? # => true"),
		}},
		{Name: "Exceptions", Entries: []Entry{
			feature("Classes of one's own", "class PortError < StandardError\n  def initialize(n) = super(\"no port #{n}\")\nend\nbegin\n  raise PortError.new(3)\nrescue PortError => e\n  e.message\nend # => \"no port 3\""),

			feature("begin, rescue, else, ensure", "a = []\nbegin\n  a << Integer(\"x\")\nrescue ArgumentError, TypeError => e\n  a << e.class\nelse\n  a << :none\nensure\n  a << :end\nend\na # => [ArgumentError, :end]"),
			feature("rescue in a method", "def number(text)\n  Integer(text)\nrescue ArgumentError\n  0\nend\n[number(\"12\"), number(\"x\")] # => [12, 0]"),
			feature("retry runs the begin again", "tries = 0\nbegin\n  tries += 1\n  raise \"no\" if tries < 3\n  tries\nrescue\n  retry\nend # => 3"),
			feature("rescue behind an expression", `Integer("x") rescue 0 # => 0`),
			feature("raise", "begin\n  raise ArgumentError, \"no such port\"\nrescue => e\n  e.message\nend # => \"no such port\""),
		}},
		{Name: "Formats", Intro: "What `format`, `printf` and `String#%` know:", Entries: []Entry{
			feature("Numbers: `d` decimal, `x` hexadecimal, `o` octal, `b` binary; `#` adds the prefix, `0` fills with zeros, `+` shows the sign", `format("%d %04x %#x %b %+d", 10, 10, 10, 10, 10) # => "10 000a 0xa 1010 +10"`),
			feature("Floats: `f`, `e`, `g`, with a width and decimals", `format("%.2f|%8.3f|%e", 3.14159, 2.5, 1500.0) # => "3.14|   2.500|1.500000e+03"`),
			feature("Texts: `s`, `p` as written in Ruby, `c` a character; `-` is to the left", `format("%-5s|%5s|%p|%c", "a", "b", :c, 100) # => "a    |    b|:c|d"`),
			feature("By name", `format("%<a>03d %{b}", a: 1, b: "x") # => "001 x"`),
		}},
	}
}

// Outside returns what a file of Ruby may say and a network file may not. The
// examples end in the error that they give.
func Outside() []Entry {
	return []Entry{
		feature("Pattern matching", `case [1] in [n] then n end # error: pattern matching is not available here`),
		feature("Refinements", "module M; refine(String) { }; end # error: undefined method `refine`"),
		feature("Commands of the system", "`ls` # error: commands of the system are not available here"),
		feature("What starts programs or waits", `system "ls" # error: `+"`system` is not available in a network file"),
		feature("Text that is run", `eval "1" # error: `+"`eval` is not available in a network file"),
		feature("Folders, processes, sockets, threads and the clock", `Dir.pwd # error: `+"`Dir` is not available in a network file"),
		feature("The standard streams: `puts` writes to the standard error stream", `$stdout.puts 1 # error: `+"`$stdout` is not available in a network file"),
		feature("Rational and complex numbers", "1r # error: `1r` is not a number"),
		feature("Regexps that need to go back, such as look-around", "/(?=a)/ # error: a regular expression has no lookahead `(?=` here"),
	}
}

func feature(does, example string) Entry { return Entry{Does: does, Example: example} }

# JSON, the same in real Ruby.
require 'json'

text = '{"name": "sw", "ports": [1, 2.5, -3e2, 12345678901234567890], "up": true, "peer": null, "é": "\u00e9\n<&>"}'
p JSON.parse(text), JSON.parse(text, symbolize_names: true)
puts JSON.generate(JSON.parse(text)), [1, "a\"b", nil, :sym, 1.5, { 1 => [] }].to_json, "x".to_json, nil.to_json, 12.to_json
puts JSON.pretty_generate({ "a" => [1, { "b" => 2 }], "c" => 1 })
class Port
  def initialize(n) = @n = n
  def to_json(*_words) = { port: @n }.to_json
end
puts [Port.new(1)].to_json, JSON.generate({ p: Port.new(2) })
['{', '[1,]', '{"a" 1}', '1 2', ''].each do |bad|
  begin
    JSON.parse(bad)
    puts "read #{bad}"
  rescue JSON::ParserError => e
    puts e.class
  end
end

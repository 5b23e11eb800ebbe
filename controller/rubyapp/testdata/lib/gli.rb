require 'gli'

class CommandLine
  include GLI::App

  attr_reader :chosen

  def parse(words)
    program_desc 'A switch'
    flag [:d, :destination], default_value: '01:80:c2:00:00:0e', desc: 'address of probes'
    switch :slow
    define_text
    define_graph
    default_command :text
    run words
  end

  private

  def define_text
    desc 'in words'
    command :text do |c|
      c.action { |global, _options, _words| @chosen = [:text, global[:d], global[:slow]] }
    end
  end

  def define_graph
    desc 'as a picture'
    arg_name 'file'
    command :graph do |c|
      c.flag :size, type: Integer, default_value: 5
      c.action(&method(:graph))
    end
  end

  def graph(global, options, words)
    @chosen = [:graph, global[:destination], options[:size], words]
  end
end

[[], %w[-d x], %w[--destination=y --slow text], %w[graph --size 7 a.png], %w[nothing]].each do |words|
  line = CommandLine.new
  begin
    p line.parse(words), line.chosen
  rescue GLI::UnknownCommand => e
    puts e.message
  end
end

# Commands, flags and switches of a command line.
module GLI
  class BadCommandLine < StandardError; end
  class UnknownCommand < BadCommandLine; end

  # What a program and each of its commands have: flags, which take a value, and
  # switches, which do not.
  module Options
    def desc(text)
      @next_desc = text
    end

    def long_desc(_text); end

    def arg_name(_text, *_options); end

    def arg(_name, *_options); end

    def default_value(value)
      @next_default = value
    end

    def flag(*names, **options)
      names = names.flatten
      known_options[names] = { takes: true, default: options.fetch(:default_value, @next_default), options: options }
      @next_default = nil
    end
    alias f flag

    def switch(*names, **options)
      names = names.flatten
      known_options[names] = { takes: false, default: options.fetch(:default_value, @next_default || false), options: options }
      @next_default = nil
    end
    alias s switch

    # Takes the options off the front of words, and returns them by name.
    def take_options(words)
      values = {}
      known_options.each { |names, option| names.each { |name| store values, name, option[:default] } }
      while words.first.to_s.start_with?('-')
        word = words.shift
        break if word == '--'
        name, given = word.sub(/\A-+/, '').split('=', 2)
        names, option = known_options.find { |each, _| each.any? { |known| known.to_s == name } }
        negated = false
        if option.nil? && name.start_with?('no-')
          negated = true
          names, option = known_options.find { |each, _| each.any? { |known| known.to_s == name.sub('no-', '') } }
        end
        raise BadCommandLine, "Unknown option #{word}" if option.nil?
        value = option[:takes] ? given || words.shift : !negated
        raise BadCommandLine, "missing argument: #{word}" if value.nil?
        type = option[:options][:type]
        value = Integer(value) if type == Integer
        value = value.to_sym if type == Symbol
        names.each { |each| store values, each, value }
      end
      values
    end

    private

    def known_options
      @known_options ||= {}
    end

    def store(values, name, value)
      values[name.to_sym] = value
      values[name.to_s] = value
    end
  end

  # A command of a program.
  class Command
    include Options

    attr_reader :names

    def initialize(names)
      @names = names.map(&:to_s)
      @commands = []
    end

    def action(callable = nil, &block)
      @action = block || callable
    end

    def command(*names)
      command = Command.new(names.flatten)
      @commands << command
      yield command if block_given?
      command
    end

    def default_command(name)
      @default_command = name.to_s
    end

    def run(global, words)
      options = take_options(words)
      inner = @commands.find { |each| each.names.include?(words.first.to_s) }
      return inner.run(global, words.drop(1)) if inner
      @action.call(global, options, words) if @action
    end
  end

  # A program with commands.
  module App
    include Options

    def program_desc(text = nil)
      text ? @program_desc = text : @program_desc
    end

    def program_long_desc(_text); end

    def version(text = nil)
      text ? @version = text : @version
    end

    def hide_commands_without_desc(*); end

    def subcommand_option_handling(*); end

    def arguments(*); end

    def command(*names, **_options)
      command = Command.new(names.flatten)
      app_commands << command
      yield command if block_given?
      command
    end
    alias c command

    def default_command(name)
      @default_command = name.to_s
    end

    def pre(&block)
      @pre = block
    end

    def post(&block)
      @post = block
    end

    def on_error(&block)
      @on_error = block
    end

    def run(words)
      words = words.dup
      global = take_options(words)
      name = words.empty? ? @default_command : words.shift.to_s
      command = app_commands.find { |each| each.names.include?(name) }
      raise UnknownCommand, "Unknown command '#{name}'" if command.nil?
      @pre.call(global, command, {}, words) if @pre
      command.run global, words
      @post.call(global, command, {}, words) if @post
      0
    rescue BadCommandLine => e
      raise if @on_error.nil? || @on_error.call(e)
      1
    end

    private

    def app_commands
      @app_commands ||= []
    end
  end
end

require "forwardable"

class Table
  extend Forwardable
  def_delegator :@ports, :[], :lookup
  def_delegator :@ports, :[]=, :learn

  def initialize
    @ports = {}
  end
end

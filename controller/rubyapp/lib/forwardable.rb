# Methods that hand a call on to another object.
module Forwardable
  def def_delegator(accessor, method, name = method)
    accessor = accessor.to_s
    define_method(name) do |*args, **options, &block|
      target = accessor.start_with?('@') ? instance_variable_get(accessor) : __send__(accessor)
      target.__send__(method, *args, **options, &block)
    end
    name
  end

  def def_delegators(accessor, *methods)
    methods.each { |method| def_delegator(accessor, method) }
  end

  def delegate(methods)
    methods.each do |names, accessor|
      Array(names).each { |name| def_delegator(accessor, name) }
    end
  end

  alias def_instance_delegator def_delegator
  alias def_instance_delegators def_delegators
  alias instance_delegate delegate
end

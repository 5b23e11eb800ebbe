# What controllers use of Active Support: delegate, and attributes of classes.
class Module
  def delegate(*methods, to:, prefix: nil, allow_nil: false)
    target = to.to_s
    methods.each do |method|
      name = prefix ? "#{prefix == true ? target : prefix}_#{method}" : method
      define_method(name) do |*args, **options, &block|
        object = if target.start_with?('@@')
                   self.class.class_variable_get(target)
                 elsif target.start_with?('@')
                   instance_variable_get(target)
                 elsif target == 'class'
                   self.class
                 else
                   __send__(target)
                 end
        object.nil? && allow_nil ? nil : object.__send__(method, *args, **options, &block)
      end
    end
  end

  def mattr_reader(*names)
    names.each do |name|
      class_variable_set("@@#{name}", nil) unless class_variable_defined?("@@#{name}")
      owner = self
      define_singleton_method(name) { owner.class_variable_get("@@#{name}") }
      define_method(name) { owner.class_variable_get("@@#{name}") }
    end
  end

  def mattr_writer(*names)
    names.each do |name|
      class_variable_set("@@#{name}", nil) unless class_variable_defined?("@@#{name}")
      owner = self
      define_singleton_method("#{name}=") { |value| owner.class_variable_set("@@#{name}", value) }
      define_method("#{name}=") { |value| owner.class_variable_set("@@#{name}", value) }
    end
  end

  def mattr_accessor(*names)
    mattr_reader(*names)
    mattr_writer(*names)
  end

  alias cattr_reader mattr_reader
  alias cattr_writer mattr_writer
  alias cattr_accessor mattr_accessor
end

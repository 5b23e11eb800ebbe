# A class with one object.
module Singleton
  def self.included(base)
    base.extend(ClassMethods)
    base.private_class_method :new, :allocate
  end

  module ClassMethods
    def instance
      @singleton_instance ||= new
    end
  end

  def clone
    raise TypeError, "can't clone instance of singleton #{self.class}"
  end

  def dup
    raise TypeError, "can't dup instance of singleton #{self.class}"
  end
end

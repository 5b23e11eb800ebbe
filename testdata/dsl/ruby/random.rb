# Random numbers after a seed are Ruby's own.
srand(42)
p rand, rand(10), rand(1..6), rand(100), rand(2**40), rand(1.5), rand(0)
r = Random.new(7)
p r.rand, r.rand(10), r.rand(1.5), r.rand(1...5), r.rand(1.0..2.0), r.seed
p [1, 2, 3, 4, 5].shuffle(random: Random.new(1)), (1..20).to_a.shuffle(random: Random.new(3)), (1..10).to_a.sample(random: Random.new(5))
[1, 2, 3, 4, 7, 16, 17, 60].each { |n| p (1..100).to_a.sample(n, random: Random.new(n)) }
srand(1)
a = [1, 2, 3]
p a.shuffle, a.sample, a.sample(2), a.shuffle!, a
p Random.new(2**70).rand(1000), Random.new(-5).rand(1000), Random.new(2**32).rand
srand(5)
p Random.rand(3), Random.rand, Array.new(5) { rand(256) }

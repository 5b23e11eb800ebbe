# A name and a blank before a sign: a subtraction where the name is a local.
a, *b = [1]
p((a +(0)))
p((b *2))
c, (d, e), f = 1, [2, 3], 4
p((c -1), (d -1), (e -1), (f -1))
h = {}
h[:x], g = 1, 2
p((g -1))
i, = [7]
p((i -1))
*j, k = 1, 2
p((k -1), (j *2))
[[1, [2, 3]], 4].each { |(m, n), o| p o }
[[[1, 2], 3]].each { |(m, n), o| p((o -1), (n -1)) }
def q((r, s), t = (1), u = 3) = [(s -1), (u -1), (t -1)]
p q([1, 2])
begin; raise "x"; rescue => e; p(((e -1) rescue 0)); end
if (v, w = [5, 6])
  p((v -1), w -1)
end
def z(*a) = a
p((z x = 1, y = 2))
p z -1
a = b = 4
l, o = *[1, 2], t = 4
p((l -1), (t -1))
x = [1, 2].map { |y| aa, bb = y, y; aa -1 }
p x
(cc, dd), ee = [1, 2], 3
p((cc -1), (dd -1), (ee -1))
"k".tap { ff, gg = 1, 2; p((gg -1)) }
p "#{hh, jj = 3, 4; hh -1}"
l1 = ->aa1 { aa1 -1 }
p l1[3]

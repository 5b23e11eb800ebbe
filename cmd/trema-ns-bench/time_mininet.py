"""Time Mininet bringing up and taking down a topology of N.

    time_mininet.py single|linear N

single is one switch with N hosts, linear a line of N switches with a host
each. Prints two numbers: seconds from the constructor to the end of start(),
and seconds of stop(). The switches are Open vSwitch's userspace datapath
without a controller.
"""

import sys
import time
from functools import partial

from mininet.net import Mininet
from mininet.node import OVSSwitch
from mininet.topo import LinearTopo, SingleSwitchTopo

topologies = {"single": SingleSwitchTopo, "linear": LinearTopo}
begin = time.monotonic()
net = Mininet(
    topo=topologies[sys.argv[1]](int(sys.argv[2])),
    switch=partial(OVSSwitch, datapath="user"),
    controller=None,
)
net.start()
up = time.monotonic()
net.stop()
down = time.monotonic()
print(up - begin, down - up)

"""Time Mininet bringing up and taking down one switch with N hosts.

Prints two numbers: seconds from the constructor to the end of start(), and
seconds of stop(). The switch is Open vSwitch's userspace datapath without a
controller.
"""

import sys
import time
from functools import partial

from mininet.net import Mininet
from mininet.node import OVSSwitch
from mininet.topo import SingleSwitchTopo

hosts = int(sys.argv[1])
begin = time.monotonic()
net = Mininet(
    topo=SingleSwitchTopo(hosts),
    switch=partial(OVSSwitch, datapath="user"),
    controller=None,
)
net.start()
up = time.monotonic()
net.stop()
down = time.monotonic()
print(up - begin, down - up)

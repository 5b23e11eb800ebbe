"""Time Mininet's pingall among N hosts on one switch.

    time_mininet_pingall.py N

The switch is Open vSwitch's userspace datapath under a controller that listens
on port 6653 already. Prints two numbers: the seconds of pingAll(), and the
percentage of pings that were lost.
"""

import sys
import time
from functools import partial

from mininet.log import setLogLevel
from mininet.net import Mininet
from mininet.node import OVSSwitch, RemoteController
from mininet.topo import SingleSwitchTopo

setLogLevel("warning")
net = Mininet(
    topo=SingleSwitchTopo(int(sys.argv[1])),
    switch=partial(OVSSwitch, datapath="user"),
    controller=partial(RemoteController, ip="127.0.0.1", port=6653),
    waitConnected=True,
)
net.start()
try:
    begin = time.monotonic()
    lost = net.pingAll()
    took = time.monotonic() - begin
finally:
    net.stop()
print(took, lost)

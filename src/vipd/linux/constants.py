"""Numbers of the Linux API that the ``socket`` module of Python 3.11 does not have.

They are those of the generic architecture table (asm-generic), which all Debian architectures
that Python runs on share for what is used here.
"""

from typing import Final

SO_RCVBUFFORCE: Final = 33
SO_TIMESTAMPNS: Final = 35
SO_ATTACH_FILTER: Final = 26
SO_MEMINFO: Final = 55
SO_BINDTOIFINDEX: Final = 62

IP_FREEBIND: Final = 15
IP_MULTICAST_ALL: Final = 49
IPV6_FREEBIND: Final = 78
IPV6_HDRINCL: Final = 36
IPV6_MULTICAST_ALL: Final = 29

SOL_NETLINK: Final = 270
NETLINK_CAP_ACK: Final = 10
NETLINK_EXT_ACK: Final = 11
NETLINK_GET_STRICT_CHK: Final = 12

SIOCGIFNAME: Final = 0x8910
SIOCGIFINDEX: Final = 0x8933
IFREQ_SIZE: Final = 40
IFNAME_SIZE: Final = 16
"""Including the terminating zero."""

"""The play: who takes part, what happens to them, and what the protocol promises each time.

The numbers repeat what the configuration files in ``conf/`` say; a test compares them.
"""

from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface
from typing import Final

from vipd.base.units import MILLISECOND, Duration
from vipd.demo.outage import down_interval, skew_time

ADVERT_INTERVAL: Final = Duration(300 * MILLISECOND)
VIRTUAL_ADDRESS: Final = IPv4Address("192.0.2.100")


@dataclass(frozen=True, slots=True)
class Player:
    """A machine on the network. ``config`` is what it starts with, empty for the client."""

    name: str
    address: IPv4Interface
    mac: bytes
    priority: int = 0
    config: str = ""


R1: Final = Player("r1", IPv4Interface("192.0.2.1/24"), bytes.fromhex("020000000001"), 150, "r1")
R2: Final = Player("r2", IPv4Interface("192.0.2.2/24"), bytes.fromhex("020000000002"), 100, "r2")
CLIENT: Final = Player("client", IPv4Interface("192.0.2.10/24"), bytes.fromhex("02000000000a"))
ROUTERS: Final = (R1, R2)


class Happening(Enum):
    """What can happen to a router."""

    POWER_CUT = "power_cut"
    STOP = "stop"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happens to ``router``, after which ``heir`` is to be the master.

    ``promise`` is how long the service may be away by the protocol.
    """

    title: str
    happening: Happening
    router: Player
    config: str
    heir: Player
    promise: Duration


ACTS: Final = (
    Act(
        "r1 loses power",
        Happening.POWER_CUT,
        R1,
        "",
        R2,
        down_interval(R2.priority, ADVERT_INTERVAL),
    ),
    Act(
        "r1 returns, preempts",
        Happening.RETURN,
        R1,
        "r1",
        R1,
        Duration(0),
    ),
    Act(
        "r1 stops (SIGTERM)",
        Happening.STOP,
        R1,
        "",
        R2,
        skew_time(R2.priority, ADVERT_INTERVAL),
    ),
    Act(
        "r1 returns, nopreempt",
        Happening.RETURN,
        R1,
        "r1-nopreempt",
        R2,
        Duration(0),
    ),
    Act(
        "r2 loses power",
        Happening.POWER_CUT,
        R2,
        "",
        R1,
        down_interval(R1.priority, ADVERT_INTERVAL),
    ),
)

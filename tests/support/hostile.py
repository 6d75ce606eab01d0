"""Packets that no honest router sends, from a seeded source, and a sender for them.

The builder is written apart from ``vipd.wire``, as the decoder in ``tests.support.wire``.
"""

import random
import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from ipaddress import IPv4Address
from typing import Final

from tests.support.netns import Netns
from tests.support.router import Router
from tests.support.wire import PROTO_VRRP, checksum

GROUP: Final = IPv4Address("224.0.0.18")
ETHERNET: Final = bytes.fromhex("01005e000012 020000000163 0800")


class Attack(Enum):
    """What is wrong with a packet. All of them are refused by a router with a password."""

    TRUNCATED = "truncated"
    CHECKSUM = "bad checksum"
    VERSION = "wrong version"
    TTL = "wrong TTL"
    VRID = "wrong VRID"
    PASSWORD = "wrong password"
    AUTH_TYPE = "wrong kind of authentication"
    FORGED_ZERO = "priority 0 without the password"
    FORGED_OWNER = "priority 255 without the password"
    COUNT = "address count that promises more"
    RANDOM = "random octets after the VRID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crafted:
    """A VRRP packet in the making; ``checksum_xor`` spoils the checksum when not zero."""

    version: int
    vrid: int
    priority: int
    interval: int
    addresses: Sequence[IPv4Address]
    auth_type: int = 0
    auth_data: bytes = bytes(8)
    ttl: int = 255
    source: IPv4Address
    destination: IPv4Address = GROUP
    checksum_xor: int = 0
    count: int | None = None

    def packet(self) -> bytes:
        """Return the whole IP packet."""
        count = len(self.addresses) if self.count is None else self.count
        head = struct.pack("!BBBB", self.version << 4 | 1, self.vrid, self.priority, count)
        if self.version == 2:
            head += struct.pack("!BBH", self.auth_type, self.interval, 0)
        else:
            head += struct.pack("!HH", self.interval, 0)
        pdu = head + b"".join(each.packed for each in self.addresses)
        pseudo = b""
        if self.version == 2:
            pdu += self.auth_data
        else:
            pseudo = self.source.packed + self.destination.packed
            pseudo += struct.pack("!HH", PROTO_VRRP, len(pdu))
        right = checksum(pseudo + pdu)
        pdu = pdu[:6] + struct.pack("!H", right ^ self.checksum_xor) + pdu[8:]
        return ipv4(pdu, source=self.source, destination=self.destination, ttl=self.ttl)


def ipv4(
    payload: bytes, *, source: IPv4Address, destination: IPv4Address = GROUP, ttl: int = 255
) -> bytes:
    """Return an IP packet of VRRP with this payload and a right header checksum."""
    head = struct.pack("!BBHHHBBH", 0x45, 0xC0, 20 + len(payload), 1, 0, ttl, PROTO_VRRP, 0)
    head += source.packed + destination.packed
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def honest(router: Router, *, priority: int, source: IPv4Address) -> Crafted:
    """Return what an honest peer of ``router`` would send, without its password."""
    unit = 10**9 if router.version == 2 else 10**7
    return Crafted(
        version=router.version,
        vrid=router.vrid,
        priority=priority,
        interval=router.advert_ns // unit,
        addresses=[IPv4Address(vip.split("/")[0]) for vip in router.vips],
        source=source,
    )


def attacks(router: Router, seed: int) -> Iterator[tuple[Attack, bytes]]:
    """Yield packets against ``router`` (VRRPv2 with a password) for ever, kinds in turn."""
    rng = random.Random(seed)
    while True:
        for attack in Attack:
            match attack:
                case Attack.TRUNCATED:
                    yield attack, _truncated(router, rng)
                case Attack.RANDOM:
                    yield attack, _random(router, rng)
                case _:
                    yield attack, _SPOIL[attack](router, rng).packet()


class Attacker:
    """A raw socket of a node, for sending IP packets to the group as they are."""

    def __init__(self, netns: Netns, interface: str) -> None:
        with netns.entered():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._socket.bind((interface, 0))

    def send(self, packet: bytes) -> None:
        """Send one packet."""
        self._socket.send(ETHERNET + packet)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def _base(router: Router, rng: random.Random) -> Crafted:
    source = IPv4Address(f"10.9.1.{rng.choice((1, 2, 99))}")
    peer = honest(router, priority=rng.choice((1, 99, 200, 254)), source=source)
    return replace(peer, auth_type=1, auth_data=b"guessed!")


def _truncated(router: Router, rng: random.Random) -> bytes:
    packet = _base(router, rng).packet()
    cut = packet[20 : rng.randrange(22, len(packet))]  # the VRID stays
    return ipv4(cut, source=IPv4Address(packet[12:16]))


def _random(router: Router, rng: random.Random) -> bytes:
    payload = rng.randbytes(1) + bytes([router.vrid]) + rng.randbytes(rng.randrange(0, 60))
    return ipv4(payload, source=IPv4Address(rng.randbytes(4)), ttl=rng.randrange(1, 256))


_SPOIL: Final[dict[Attack, Callable[[Router, random.Random], Crafted]]] = {
    Attack.CHECKSUM: lambda router, rng: replace(
        _base(router, rng), checksum_xor=rng.randrange(1, 0xFFFF)
    ),
    Attack.VERSION: lambda router, rng: replace(
        _base(router, rng), version=rng.choice((0, 1, 3, 4, 15))
    ),
    Attack.TTL: lambda router, rng: replace(_base(router, rng), ttl=rng.randrange(1, 255)),
    Attack.VRID: lambda router, rng: replace(_base(router, rng), vrid=(router.vrid + 1) % 256),
    Attack.PASSWORD: lambda router, rng: replace(_base(router, rng), auth_data=rng.randbytes(8)),
    Attack.AUTH_TYPE: lambda router, rng: replace(
        _base(router, rng), auth_type=rng.choice((0, 2, 77))
    ),
    Attack.FORGED_ZERO: lambda router, rng: replace(_base(router, rng), priority=0),
    Attack.FORGED_OWNER: lambda router, rng: replace(_base(router, rng), priority=255),
    Attack.COUNT: lambda router, rng: replace(_base(router, rng), count=rng.randrange(2, 256)),
}

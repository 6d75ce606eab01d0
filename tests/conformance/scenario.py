"""Scenarios in words: at this time, that event, and so the router does.

A line is ``TIME EVENT -> EFFECTS``; time in seconds since the scenario began, exact to the
nanosecond. Between two lines nothing may have been due: every timer needs a line of its own, at
exactly the instant the router waits for. Events::

    start | start delay SECONDS | start resume
    timer                                    what is due now fires
    advert PRIORITY from ADDRESS [NAME=VALUE ...]
    link up | link down
    source ADDRESS | source none
    lost ADDRESS                             somebody removed this address
    gap SECONDS
    stop
    quiet                                    the router waits for nothing

An address is the last part of one: ``from 9`` is 192.0.2.9 or fe80::9. The router itself is 5.
What follows ``advert`` changes the packet: see ``Packet``. Effects are separated by commas, in
order: ``advert PRIORITY``, ``own`` (the configured addresses) or ``own nothing``, ``announce
ROUNDS``, ``announce source``, the name of a state entered, ``ended``; or ``nothing``. Other
notices are not looked at.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from ipaddress import IPv4Address, IPv6Address, ip_address

from tests.support import machines
from vipd.base.addr import Family, IpAddress
from vipd.base.units import SECOND, Duration, Instant, centiseconds, seconds
from vipd.core.vrrp import effects as fx
from vipd.core.vrrp.events import (
    AddressLost,
    ClockGap,
    Event,
    LinkChanged,
    PacketReceived,
    SourceChanged,
    Start,
    Stop,
)
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.notices import Transition
from vipd.model import vrrp as model
from vipd.wire import ip, vrrp
from vipd.wire.checksum import internet_checksum, pseudo_header_sum

ORIGIN = 1_000 * SECOND
"""What the clock shows when a scenario begins: an arbitrary number."""
VRID = 51


def address(family: Family, last: str) -> IpAddress:
    """Return the address that a scenario calls ``last``."""
    return ip_address(f"192.0.2.{last}" if family is Family.IPV4 else f"fe80::{last}")


def group(family: Family) -> IpAddress:
    """Return the VRRP group."""
    return ip_address("224.0.0.18" if family is Family.IPV4 else "ff02::12")


def config(family: Family, version: int) -> model.Instance:
    """Return a router with priority 100, an interval of one second and two addresses.

    It announces its addresses once, without the later repetition that keepalived adds.
    """
    vips = tuple(
        model.VirtualAddress(
            address=address(family, last),
            prefix_len=32 if family is Family.IPV4 else 128,
            interface="eth0",
        )
        for last in ("101", "102")
    )
    return machines.config(
        vrid=VRID,
        family=family,
        version=version,
        priority=100,
        vips=vips,
        mcast_group=group(family),
        garp=replace(machines.GARP, delay=Duration(0), lower_prio_delay=Duration(0)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """An advert as it arrives; the fields are what ``NAME=VALUE`` in a scenario can change.

    ``interval`` is in the unit of the version. ``cut`` octets are missing at the end, ``damage``
    is added to the checksum.
    """

    version: int
    interval: int
    addresses: tuple[str, ...] = ("101", "102")
    ttl: int = 255
    type: int = vrrp.TYPE_ADVERTISEMENT
    password: str = ""
    cut: int = 0
    damage: int = 0

    def changed(self, setting: str) -> "Packet":
        """Return the packet with one ``NAME=VALUE`` applied; addresses are joined by ``+``."""
        name, _, value = setting.partition("=")
        match name:
            case "addresses":
                return replace(self, addresses=tuple(filter(None, value.split("+"))))
            case "password":
                return replace(self, password=value)
            case "version":
                return replace(self, version=int(value))
            case "interval":
                return replace(self, interval=int(value))
            case "ttl":
                return replace(self, ttl=int(value))
            case "type":
                return replace(self, type=int(value))
            case "cut":
                return replace(self, cut=int(value))
            case "damage":
                return replace(self, damage=int(value))
            case _:
                raise ValueError(f"unknown setting {setting!r}")

    def octets(self, family: Family, priority: int, source: IpAddress) -> bytes:
        """Return the whole IP packet."""
        destination = group(family)
        pdu = self._pdu(family, priority, source)
        covered = 0
        if self.version != 2 or family is Family.IPV6:
            covered = pseudo_header_sum(source, destination, ip.PROTO_VRRP, len(pdu))
        blank = bytes([self.version << 4 | self.type]) + pdu[1:6] + bytes(2) + pdu[8:]
        checksum = (internet_checksum(blank, covered) + self.damage) & 0xFFFF
        whole = blank[:6] + checksum.to_bytes(2, "big") + blank[8:]
        payload = whole[: len(whole) - self.cut]
        if isinstance(source, IPv4Address) and isinstance(destination, IPv4Address):
            return ip.build_ipv4(
                source,
                destination,
                ttl=self.ttl,
                protocol=ip.PROTO_VRRP,
                identification=1,
                payload=payload,
            )
        assert isinstance(source, IPv6Address)
        assert isinstance(destination, IPv6Address)
        return ip.build_ipv6(
            source, destination, hop_limit=self.ttl, next_header=ip.PROTO_VRRP, payload=payload
        )

    def _pdu(self, family: Family, priority: int, source: IpAddress) -> bytes:
        addresses = [address(family, last) for last in self.addresses]
        if self.version == 2:
            return vrrp.encode_v2(
                vrid=VRID,
                priority=priority,
                interval_s=self.interval,
                addresses=addresses,
                auth_type=vrrp.AUTH_PASS if self.password else vrrp.AUTH_NONE,
                auth_data=self.password.encode().ljust(8, b"\0"),
            )
        return vrrp.encode_v3(
            vrid=VRID,
            priority=priority,
            interval_cs=self.interval,
            addresses=addresses,
            source=source,
            destination=group(family),
        )


@dataclass(slots=True)
class Scenario:
    """A router and what happened to it so far."""

    config: model.Instance
    machine: Instance = field(init=False)

    def __post_init__(self) -> None:
        source = address(self.config.family, "5")
        self.machine = Instance(config=self.config, link_up=True, source=source)

    def play(self, text: str) -> "Scenario":
        """Play the lines of a scenario; returns itself, to go on or to look at the counters."""
        for line in filter(None, map(str.strip, text.splitlines())):
            left, arrow, expected = line.partition("->")
            moment, *words = left.split()
            self._line(line, Instant(ORIGIN + seconds(moment)), words, expected.strip())
            assert arrow or words == ["quiet"], f"{line!r} expects nothing"
        return self

    def _line(self, line: str, now: Instant, words: list[str], expected: str) -> None:
        machine = self.machine
        due = machine.next_deadline()
        if words == ["quiet"]:
            assert due is None, f"{line!r}: something is due at {_shown(due)}"
            return
        if words == ["timer"]:
            assert due == now, f"{line!r}: the next deadline is at {_shown(due)}"
            effects = machine.expire(now)
        else:
            assert due is None or due >= now, f"{line!r}: something was due at {_shown(due)}"
            effects = machine.step(self._event(words), now)
        described = ", ".join(filter(None, map(self._described, effects))) or "nothing"
        assert described == expected, f"{line!r}: {described}"

    def _event(self, words: list[str]) -> Event:
        family = self.config.family
        match words:
            case ["start"]:
                return Start()
            case ["start", "delay", delay]:
                return Start(seconds(delay))
            case ["start", "resume"]:
                return Start(resume=True)
            case ["advert", priority, "from", last, *settings]:
                packet = reduce(Packet.changed, settings, self._packet())
                return PacketReceived(packet.octets(family, int(priority), address(family, last)))
            case ["link", ("up" | "down") as state]:
                return LinkChanged(state == "up")
            case ["source", "none"]:
                return SourceChanged(None)
            case ["source", last]:
                return SourceChanged(address(family, last))
            case ["lost", last]:
                wanted = address(family, last)
                found = [one for one in self.config.addresses if one.address == wanted]
                return AddressLost(found[0])
            case ["gap", late]:
                return ClockGap(seconds(late))
            case ["stop"]:
                return Stop()
            case _:
                raise ValueError(f"unknown event {' '.join(words)!r}")

    def _packet(self) -> Packet:
        unit = SECOND if self.config.version == 2 else centiseconds(1)
        return Packet(version=self.config.version, interval=self.config.advert_int // unit)

    def _described(self, effect: fx.Effect) -> str:
        match effect:
            case fx.SendAdvert(priority):
                return f"advert {priority}"
            case fx.Own(()):
                return "own nothing"
            case fx.Own(addresses):
                assert addresses == self.config.addresses
                return "own"
            case fx.Announce(addresses, rounds):
                assert addresses == self.config.addresses
                return f"announce {rounds}"
            case fx.AnnounceSource(source):
                assert source == self.machine.source
                return "announce source"
            case fx.Notify(Transition(new=new)):
                return "ended" if new is None else new.name
            case fx.Notify():
                return ""


def _shown(at: Instant | None) -> str:
    return "never" if at is None else f"{Decimal(at - ORIGIN) / SECOND:f}"

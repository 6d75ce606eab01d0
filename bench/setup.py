"""Configurations with many instances, and the plan of a run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.support.daemons import Daemon, Kind
from tests.support.lab import Lab, Lan, Node
from tests.support.probe import wait_for
from tests.support.router import Router, keepalived_conf
from tests.support.wire import Capture

PATIENCE_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured against the packaged keepalived, and how thoroughly.

    ``subject`` KEEPALIVED compares it with itself and so shows the noise of the machine.
    """

    subject: Kind
    short: bool

    def pick(self, full: int, short: int) -> int:
        """Return the size for this run."""
        return short if self.short else full


def vip(lan: int, vrid: int) -> str:
    """The one address of an instance, clear of the nodes' own."""
    return f"10.{100 + lan}.0.{vrid}"


def instances(
    count: int,
    *,
    priority: int,
    advert_int: str,
    version: int = 3,
    lans: Sequence[int] = (1,),
    extra: Sequence[str] = (),
) -> list[Router]:
    """Return ``count`` instances on each of the LANs, which are eth0, eth1 ... of the node."""
    return [
        Router(
            name=f"VI_{lan}_{vrid}",
            interface=f"eth{position}",
            vrid=vrid,
            priority=priority,
            version=version,
            advert_int=advert_int,
            vips=(vip(lan, vrid),),
            extra=extra,
        )
        for position, lan in enumerate(lans)
        for vrid in range(1, count + 1)
    ]


def conf(routers: Iterable[Router]) -> str:
    """Return the text of a configuration."""
    return keepalived_conf(routers)


def watch(lab: Lab, lans: Sequence[Lan], *, buffer_bytes: int = 128 << 20) -> Capture:
    """Capture with frames named ``node:LAN``."""
    ports = {
        node.port(lan): f"{node.name}:{lan.number}"
        for node in lab.nodes
        for lan in node.lans
        if lan in lans
    }
    capture = Capture(lab.switch, ports, buffer_bytes=buffer_bytes)
    lab.keep(capture.close)
    return capture


def await_address(node: Node, address: str) -> None:
    """Wait until the node has this address."""
    wait_for(lambda: node.holds([address]), PATIENCE_S, f"{address} at {node.name}")


def await_backup(daemon: Daemon, count: int) -> None:
    """Wait until so many instances have started as BACKUP."""
    wait_for(
        lambda: daemon.log.count("Entering BACKUP STATE") >= count, PATIENCE_S, "all in BACKUP"
    )


def is_advert(frame: bytes) -> bool:
    """Whether this is an IPv4 VRRP packet."""
    return frame[12:14] == b"\x08\x00" and frame[23] == 112


def is_garp(frame: bytes) -> bool:
    """Whether this is an ARP packet: only gratuitous ones occur here."""
    return frame[12:14] == b"\x08\x06"

"""What instances and interfaces take over where nothing of their own is configured."""

from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Address, IPv6Address

from vipd.base.addr import IpAddress
from vipd.base.units import SECOND, ZERO, Duration
from vipd.model.vrrp import GarpPolicy


class BufferPolicy(Enum):
    """How keepalived sizes receive buffers of adverts, if not by a number of bytes."""

    MTU = "MTU"
    ADVERT = "ADVERT"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveBuffers:
    """Receive buffers of adverts: a size in bytes, else a policy, else sized by vipd.

    The policy, for ``multiplier`` packets, is keepalived's; vipd sizes by the number of instances.
    """

    policy: BufferPolicy | None = None
    size: int | None = None
    multiplier: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """Settings of ``global_defs`` that instances inherit, as they stand there.

    ``vmac_prefix`` and ``vmac_address_prefix`` begin the names of VMACs; None: not given, they
    begin with ``vrrp``, those of addresses like the others. The intervals lie between two
    announcements on one interface, zero: no spacing; ``extra_interfaces`` between announcements
    on other interfaces.
    """

    version: int = 2
    group4: IpAddress = IPv4Address("224.0.0.18")
    group6: IpAddress = IPv6Address("ff02::12")
    down_timer_adverts: int = 3
    garp: GarpPolicy = field(
        default_factory=lambda: GarpPolicy(
            delay=Duration(5 * SECOND),
            repeat=5,
            refresh=ZERO,
            refresh_repeat=1,
            lower_prio_delay=Duration(5 * SECOND),
            lower_prio_repeat=5,
        )
    )
    garp_interval: Duration = ZERO
    gna_interval: Duration = ZERO
    extra_interfaces: Duration = ZERO
    extra_everywhere: bool = False
    lower_prio_no_advert: bool = False
    higher_prio_send_advert: bool = True
    check_unicast_src: bool = False
    skip_check_adv_addr: bool = False
    owner_ignore_adverts: bool = False
    v3_checksum_as_v2: bool = False
    receive: ReceiveBuffers = field(default_factory=ReceiveBuffers)
    strict: bool = False
    interface: str = "eth0"
    """That of static addresses that name none (``default_interface``)."""
    vmac_prefix: str | None = None
    vmac_address_prefix: str | None = None
    smtp_alert: bool = False
    priority_changes: bool = False
    allow_interface_changes: bool = False
    """Interfaces may come back as others (``dynamic_interfaces allow_if_changes``)."""

"""The adverts of one instance, built once and sent many times."""

import struct
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.units import CENTISECOND, SECOND
from vipd.core.vrrp.instance import Instance
from vipd.model import vrrp as model
from vipd.model.vrrp import ChecksumMode
from vipd.wire import ip, vrrp

_IDENTIFICATION: Final = struct.Struct(">H")
_IDENTIFICATION_AT: Final = 4
_HOP_LIMIT: Final = 255
_KERNEL_HOP_LIMIT: Final = 64
_AUTH_PASS: Final = 1

Packets = tuple[tuple[IpAddress, bytearray], ...]
"""A packet for each destination."""


@dataclass(slots=True)
class Transmitter:
    """Packets by priority, valid for one configuration, source address and checksum mode."""

    _config: model.Instance | None = None
    _source: IpAddress | None = None
    _checksum: ChecksumMode | None = None
    _packets: dict[int, Packets] = field(default_factory=dict)
    _identification: int = 0

    def packets(self, machine: Instance, priority: int) -> Packets:
        """Return the packets of the next advert; none without a source address.

        The IPv4 identification starts at 1, grows by one an advert and skips 0, for which the
        kernel would choose another (keepalived 2.4). The buffers are used again.
        """
        if (
            machine.config is not self._config
            or machine.source is not self._source
            or machine.checksum is not self._checksum
        ):
            self._config = machine.config
            self._source = machine.source
            self._checksum = machine.checksum
            self._packets = {}
        found = self._packets.get(priority)
        if found is None:
            found = self._packets[priority] = _build(machine, priority)
        if machine.config.family is Family.IPV4:
            self._identification = self._identification % 0xFFFF + 1
            for _, packet in found:
                _IDENTIFICATION.pack_into(packet, _IDENTIFICATION_AT, self._identification)
        return found


def _build(machine: Instance, priority: int) -> Packets:
    config, source = machine.config, machine.source
    if source is None:
        return ()
    if config.unicast is None:
        destinations: tuple[IpAddress, ...] = (config.mcast_group,)
    else:
        destinations = tuple(peer.address for peer in config.unicast.peers)
    return tuple((to, _packet(machine, priority, source, to)) for to in destinations)


def _packet(
    machine: Instance, priority: int, source: IpAddress, destination: IpAddress
) -> bytearray:
    config = machine.config
    pdu = _pdu(machine, priority, source, destination)
    hop_limit = _HOP_LIMIT
    if config.unicast is not None:
        hop_limit = _KERNEL_HOP_LIMIT if config.unicast.ttl is None else config.unicast.ttl
    if isinstance(source, IPv4Address):
        assert isinstance(destination, IPv4Address)
        return bytearray(
            ip.build_ipv4(
                source,
                destination,
                ttl=hop_limit,
                protocol=ip.PROTO_VRRP,
                identification=0,
                payload=pdu,
            )
        )
    assert isinstance(destination, IPv6Address)
    return bytearray(
        ip.build_ipv6(
            source, destination, hop_limit=hop_limit, next_header=ip.PROTO_VRRP, payload=pdu
        )
    )


def _pdu(machine: Instance, priority: int, source: IpAddress, destination: IpAddress) -> bytes:
    config = machine.config
    addresses = [one.address for one in config.vips]
    if config.version == 2:
        ipv4 = config.family is Family.IPV4
        return vrrp.encode_v2(
            vrid=config.vrid,
            priority=priority,
            interval_s=config.advert_int // SECOND,
            addresses=addresses,
            auth_type=_AUTH_PASS if config.auth_pass is not None else 0,
            auth_data=config.auth_pass or bytes(8),
            with_auth=ipv4,
            source=None if ipv4 else source,
            destination=None if ipv4 else destination,
        )
    # keepalived 2.4 with the old style: every peer gets the checksum for the group
    ipv4_unicast = config.unicast is not None and config.family is Family.IPV4
    old = ipv4_unicast and machine.checksum is ChecksumMode.GROUP_PSEUDO_HEADER
    return vrrp.encode_v3(
        vrid=config.vrid,
        priority=priority,
        interval_cs=config.advert_int // CENTISECOND,
        addresses=addresses,
        source=source,
        destination=config.mcast_group if old else destination,
        pseudo_header=machine.checksum is not ChecksumMode.PDU_ONLY,
    )

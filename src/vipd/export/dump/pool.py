"""The part of the vrrp dump about open sockets."""

from collections.abc import Iterable, Iterator

from vipd.base.addr import Family
from vipd.export.dump.text import heading
from vipd.ports import ChannelState


def pool(states: Iterable[ChannelState]) -> Iterator[str]:
    """Yield each channel with the instances that listen on it."""
    for number, state in enumerate(states):
        if number == 0:
            yield heading("VRRP Sockpool")
        channel = state.channel
        into, out = state.descriptors
        yield f" fd_in {into} fd_out = {out}"
        yield f"   Interface = {channel.interface or '(none)'}"
        yield f"   Family = {'IPv4' if channel.family is Family.IPV4 else 'IPv6'}"
        yield "   Protocol = VRRP"
        yield f"   Type = {'Unicast' if channel.group is None else 'Multicast'}"
        if channel.source is not None:
            yield f"   Address = {channel.source}"
        yield f"   Rx buf size = {state.buffer_bytes}"
        yield "   VRRP instances"
        for name, vrid in state.members:
            yield f"     {name} vrid {vrid}"

"""How keepalived writes virtual addresses, in the data dump and in JSON."""

from ipaddress import IPv6Address
from typing import Final

from vipd.model.vrrp import VirtualAddress

SCOPES: Final = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}
"""Names of the scopes of addresses; others are written as numbers."""


def address_text(each: VirtualAddress, *, held: bool, vmac: str | None = None) -> str:
    """Return an address with everything that is configured of it; ``held``: it is in place.

    ``vmac`` is the interface that it goes on instead of its own.
    """
    words = [str(each.address)]
    if each.peer is None and each.prefix_len != each.address.max_prefixlen:
        words[0] += f"/{each.prefix_len}"
    if each.broadcast is not None:
        words.append(f"brd {each.broadcast}")
    device = each.interface if vmac is None else f"{vmac}@{each.interface}"
    words += [f"dev {device}", f"scope {SCOPES.get(each.scope, str(each.scope))}"]
    if each.label is not None:
        words.append(f"label {each.label}")
    if each.peer is not None:
        words.append(f"peer {each.peer}/{each.peer.max_prefixlen}")
    flags = {
        "home": each.home,
        "-nodad": not each.nodad and isinstance(each.address, IPv6Address),
        "mngtmpaddr": each.mngtmpaddr,
        "noprefixroute": each.noprefixroute,
        "autojoin": each.autojoin,
        "no_track": not each.tracked,
    }
    words += [word for word, given in flags.items() if given]
    if isinstance(each.address, IPv6Address):
        words.append(_lifetime(each.preferred_lft_s))
    if held:
        words.append("set")
    return " ".join(words)


def _lifetime(preferred_s: int | None) -> str:
    """Return how long an address is preferred; keepalived tells it of IPv6 only."""
    match preferred_s:
        case None:
            return "preferred_lft forever"
        case 0:
            return "deprecated"
        case _:
            return f"preferred_lft {preferred_s}"

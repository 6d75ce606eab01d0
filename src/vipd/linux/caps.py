"""What the process may do: Linux capabilities."""

from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Final

_STATUS: Final = Path("/proc/self/status")
_FIELD: Final = "CapEff:"


class Capability(Enum):
    """The capabilities that matter here; the value is the number of the bit."""

    CAP_CHOWN = 0
    CAP_KILL = 5
    CAP_SETGID = 6
    CAP_SETUID = 7
    CAP_NET_BIND_SERVICE = 10
    CAP_NET_ADMIN = 12
    CAP_NET_RAW = 13
    CAP_IPC_LOCK = 14
    CAP_SYS_MODULE = 16
    CAP_SYS_ADMIN = 21
    CAP_SYS_NICE = 23
    CAP_SYS_RESOURCE = 24


VRRP_NEEDS: Final = (Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW)
"""Without these no address can be configured and no advert heard or sent."""


def effective(status: Path = _STATUS) -> frozenset[Capability]:
    """Return the effective capabilities of the process, within its user name space.

    Raises:
        OSError: when /proc is not there.
    """
    for line in status.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(_FIELD):
            bits = int(line.removeprefix(_FIELD), 16)
            return frozenset(each for each in Capability if bits >> each.value & 1)
    return frozenset()


def missing(
    have: frozenset[Capability], needed: Iterable[Capability] = VRRP_NEEDS
) -> tuple[Capability, ...]:
    """Return what of ``needed`` is not there, in the same order."""
    return tuple(each for each in needed if each not in have)


def explain(missing_ones: Iterable[Capability]) -> str:
    """Return one line for people that says what is missing, and what to do about it."""
    names = ", ".join(each.name for each in missing_ones)
    return f"not permitted: {names} missing; run as root or grant the process these capabilities"

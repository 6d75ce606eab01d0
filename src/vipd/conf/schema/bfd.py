"""The block ``bfd_instance``; read and judged, but not built."""

from dataclasses import dataclass
from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import MICROSECOND, Duration
from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.declare import block, kw
from vipd.conf.schema.ip import Address
from vipd.conf.schema.kinds import Bool, Flag, Int
from vipd.conf.schema.numbers import read_decimal, read_int
from vipd.conf.schema.registry import REQUIRED, Unset
from vipd.conf.text import octets

NAME_BYTES_MAX: Final = 31
MILLIS_MAX: Final = 4_294_967
WEIGHT_MAX: Final = 253


@dataclass(frozen=True, slots=True)
class SessionName:
    """The name of a session, up to 31 bytes."""

    def read(self, call: Call) -> str:
        """Return the name."""
        word = call.word(1)
        if len(octets(word.text)) <= NAME_BYTES_MAX:
            return word.text
        call.report(
            codes.BLOCK_NAME,
            f"Configuration error: BFD instance {word.text} name too long"
            f" (maximum length is {NAME_BYTES_MAX} characters) - ignoring",
            word.at,
            fix="shorten it",
        )
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return f"a name of up to {NAME_BYTES_MAX} bytes"


@dataclass(frozen=True, slots=True)
class Millis:
    """A time in milliseconds with up to three decimal places, from ``low`` whole ones."""

    low: int

    def read(self, call: Call) -> Duration:
        """Return the time."""
        word = call.word(1)
        number = read_decimal(call, word, self.low * 1000, MILLIS_MAX * 1000, places=3, strict=True)
        return Duration(number * MICROSECOND)

    def describe(self) -> str:
        """Return the form in words."""
        return f"milliseconds, {self.low} to {MILLIS_MAX}"


@dataclass(frozen=True, slots=True)
class SessionWeight:
    """``WEIGHT [reverse]``."""

    def read(self, call: Call) -> tuple[int, bool]:
        """Return the weight, and whether it is subtracted."""
        word = call.word(1)
        option = call.optional(2)
        if option is not None and option.text != "reverse":
            text = f"Configuration error: BFD instance {call.owner} unknown weight option"
            call.report(codes.OPTION_UNKNOWN, f"{text} {option.text}", option.at)
        weight = read_int(call, word, -WEIGHT_MAX, WEIGHT_MAX, strict=False)
        return weight, option is not None and option.text == "reverse"

    def describe(self) -> str:
        """Return the form in words."""
        return f"-{WEIGHT_MAX} to {WEIGHT_MAX}, optionally reverse"


def _wrong(name: str, low: int, high: int, is_: str = "") -> str:
    return (
        f"Configuration error: BFD instance {{owner}} {name} value {{value}} {is_}not valid"
        f" (must be in range [{low}-{high}]), ignoring"
    )


@block("bfd_instance", child=True)
class BfdInstance:
    """One BFD session."""

    neighbor_ip: IpAddress | None = kw(
        Address(
            "Configuration error: BFD instance {owner} has malformed neighbor address {value},"
            " ignoring instance"
        ),
        "Peer address.",
        default=None,
        unset=REQUIRED,
        aliases=("neighbour_ip",),
    )
    source_ip: IpAddress | None = kw(
        Address(
            "Configuration error: BFD instance {owner} has malformed source address {value},"
            " ignoring"
        ),
        "Source address.",
        default=None,
        unset=Unset(words="any"),
    )
    min_rx: Duration = kw(
        Millis(1),
        "Required minimum receive interval.",
        default=Duration(10_000 * MICROSECOND),
        bad=_wrong("min_rx", 1, MILLIS_MAX, "is "),
    )
    min_tx: Duration = kw(
        Millis(1),
        "Desired minimum transmit interval.",
        default=Duration(10_000 * MICROSECOND),
        bad=_wrong("min_tx", 1, MILLIS_MAX, "is "),
    )
    idle_tx: Duration = kw(
        Millis(1000),
        "Transmit interval while the session is not up.",
        default=Duration(1_000_000 * MICROSECOND),
        bad=_wrong("idle_tx", 1000, MILLIS_MAX, "is "),
    )
    multiplier: int = kw(
        Int(1, 255, strict=True),
        "Missed packets before the session is down.",
        default=5,
        bad=_wrong("multiplier", 1, 255),
    )
    passive: bool = kw(Flag(), "Wait for the peer to start.", default=False)
    ttl: int | None = kw(
        Int(1, 255, strict=True),
        "TTL/hop limit sent.",
        default=None,
        unset=Unset(words="255 for IPv4, 64 for IPv6"),
        bad=_wrong("ttl/hoplimit", 1, 255),
        aliases=("hoplimit",),
    )
    max_hops: int = kw(
        Int(-1, 255, strict=True),
        "Largest reduction of TTL accepted in received packets.",
        default=0,
        bad=_wrong("max_hops", -1, 255),
    )
    multihop: bool = kw(
        Bool(),
        "Use port 4784.",
        default=False,
        bad="Configuration error: BFD instance {owner} multihop setting not valid - {value}",
        since="2.4",
    )
    weight: tuple[int, bool] = kw(
        SessionWeight(),
        "Default weight for track_bfd.",
        default=(0, False),
        unset=Unset("0"),
        bad=_wrong("weight", -WEIGHT_MAX, WEIGHT_MAX),
    )
    vrrp: bool = kw(
        Flag(),
        "Send events to VRRP only (with checker: both).",
        default=False,
        unset=Unset(words="both, unless one of vrrp and checker is given"),
    )
    checker: bool = kw(
        Flag(),
        "Send events to the checker only (with vrrp: both).",
        default=False,
        unset=Unset(words="both, unless one of vrrp and checker is given"),
    )

"""The blocks of an instance that protect its adverts."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import Position
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.declare import block, kw
from vipd.conf.schema.kinds import Choice, Int, Text
from vipd.conf.schema.numbers import read_int
from vipd.conf.schema.registry import REQUIRED, Status, Unset

KEY_ID_MAX: Final = 255
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}[ \t]*)+")


class AuthType(Enum):
    """What ``auth_type`` may say."""

    PASS = "PASS"
    AH = "AH"


@block("authentication", child=True)
class Authentication:
    """VRRPv2 authentication."""

    auth_type: AuthType | None = kw(
        Choice({"PASS": AuthType.PASS, "AH": AuthType.AH}),
        "Type of authentication.",
        default=None,
        unset=Unset(words="none"),
        bad="({owner}) unknown authentication type '{value}'",
    )
    auth_pass: str | None = kw(
        Text(8, shortened="Truncating auth_pass to 8 characters"),
        "Password; only 8 bytes are used.",
        default=None,
    )


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A signing key as configured: its number, and its value or the file that holds it."""

    number: int
    value: str
    at: Position


@dataclass(frozen=True, slots=True)
class Key:
    """``ID VALUE``; what the value is worth is judged in ``conf.build_hmac``."""

    def read(self, call: Call) -> KeyLine:
        """Return the key."""
        if len(call.line.texts) < 3:
            text = f"({call.owner}) auth_hmac key needs an id and a value"
            call.report(codes.VALUE_MISSING, text, call.last)
            raise Rejected("", call.last, reported=True)
        word = call.line.word(1)
        try:
            number = read_int(call, word, 1, KEY_ID_MAX, strict=True)
        except Rejected:
            text = (
                f"({call.owner}) auth_hmac key id '{word.text}' must be between 1 and {KEY_ID_MAX}"
            )
            call.report(codes.VALUE_INVALID, text, word.at)
            raise Rejected(word.text, word.at, reported=True) from None
        return KeyLine(number, call.line.texts[2], call.line.word(2).at)

    def describe(self) -> str:
        """Return the form in words."""
        return f"1 to {KEY_ID_MAX}, then a key of 32 to 64 bytes, hex:DIGITS or file:PATH"


def hex_bytes(text: str) -> bytes:
    """Return the bytes of hexadecimal digits, none when ``text`` is something else."""
    return bytes.fromhex(text) if _HEX.fullmatch(text) else b""


class AntiReplay(Enum):
    """What ``anti_replay`` may say."""

    TIME = "time"
    MONOTONIC = "monotonic"


class HmacMode(Enum):
    """What ``mode`` may say."""

    ENFORCE = "enforce"
    PERMISSIVE = "permissive"
    RECEIVE_ONLY = "receive-only"


@block("auth_hmac", child=True)
class AuthHmac:
    """Signed adverts."""

    key: KeyLine | None = kw(
        Key(), "Signing key: number and value.", default=None, status=Status.NOT_BUILT
    )
    active_key: int | None = kw(
        Int(1, KEY_ID_MAX, strict=True),
        "Number of the key for sending.",
        default=None,
        unset=REQUIRED,
        bad=f"({{owner}}) auth_hmac active_key '{{value}}' must be between 1 and {KEY_ID_MAX}",
        status=Status.NOT_BUILT,
    )
    time_window: int | None = kw(
        Int(1, 300, strict=True, unit="seconds"),
        "Accepted age of adverts, in seconds.",
        default=None,
        unset=Unset(words="three times advert_int, 5 to 300 seconds"),
        bad="({owner}) auth_hmac time_window '{value}' must be between 1 and 300 seconds",
        status=Status.NOT_BUILT,
    )
    anti_replay: AntiReplay = kw(
        Choice({mode.value: mode for mode in AntiReplay}),
        "Replay protection: time or monotonic.",
        default=AntiReplay.TIME,
        bad="({owner}) auth_hmac anti_replay '{value}' must be time or monotonic",
        status=Status.NOT_BUILT,
    )
    mode: HmacMode = kw(
        Choice({mode.value: mode for mode in HmacMode}),
        "enforce, permissive or receive-only.",
        default=HmacMode.ENFORCE,
        bad="({owner}) auth_hmac mode '{value}' must be enforce, permissive or receive-only",
        status=Status.NOT_BUILT,
    )

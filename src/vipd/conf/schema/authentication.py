"""The blocks of an instance that protect its adverts."""

from enum import Enum

from vipd.conf.schema.declare import block, kw, word
from vipd.conf.schema.kinds import Choice, Text


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
        bad="({owner}) unknown authentication type '{value}'",
    )
    auth_pass: str | None = kw(
        Text(8, shortened="Truncating auth_pass to 8 characters"),
        "Password; only 8 bytes are used.",
        default=None,
    )


@block("auth_hmac", child=True)
class AuthHmac:
    """Signed adverts."""

    key: object = word("Signing key: number and value.")
    active_key: object = word("Number of the key for sending.")
    time_window: object = word("Accepted age of adverts, in seconds.")
    anti_replay: object = word("Replay protection: time or monotonic.")
    mode: object = word("enforce, permissive or receive-only.")

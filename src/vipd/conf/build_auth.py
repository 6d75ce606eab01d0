"""The block ``authentication``: the password of VRRPv2 adverts."""

from dataclasses import dataclass
from typing import Final

from vipd.base.addr import Family
from vipd.conf import codes
from vipd.conf.build_addresses import Addresses
from vipd.conf.build_context import Context
from vipd.conf.diag import Position
from vipd.conf.schema.authentication import AuthType
from vipd.conf.text import octets

AUTH_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Auth:
    """Authentication of VRRPv2: 8 octets padded with zeros, in plain text or for AH; or none."""

    password: bytes | None = None
    header: bytes | None = None


def resolve_auth(context: Context, addresses: Addresses) -> Auth:
    """Return the authentication; keepalived 2.4: only IPv4 VRRPv2 has one, and not both kinds."""
    bound = context.record.authentication
    if bound is None or bound.record.auth_type is None:
        return Auth()
    name = context.name
    dropped = _dropped(context)
    if dropped:
        context.report(codes.AUTH_IGNORED, f"({name}) {dropped}", "authentication")
        return Auth()
    if addresses.version == 3:
        context.report(
            codes.AUTH_IGNORED,
            f"({name}) VRRP version 3 does not support authentication. Ignoring.",
            "authentication",
            reason="RFC 9568 9: authentication was removed",
            fix="remove the block; protect the network instead",
        )
        return Auth()
    if not bound.record.auth_pass:
        context.report(
            codes.AUTH_IGNORED,
            f"({name}) Authentication specified but no password given. Ignoring",
            "authentication",
            fix="add 'auth_pass PASSWORD', the same on every node",
        )
        return Auth()
    password = octets(bound.record.auth_pass)[:AUTH_BYTES].ljust(AUTH_BYTES, b"\0")
    if bound.record.auth_type is AuthType.AH:
        usable = _authentication_header(context, addresses.family, bound.place("auth_type"))
        return Auth(header=password) if usable else Auth()
    return Auth(password=password)


def _dropped(context: Context) -> str:
    """Return keepalived's report of what rules authentication out, empty for nothing."""
    if context.record.auth_hmac is not None:
        return "auth_hmac cannot be combined with authentication, dropping legacy auth"
    return "Strict mode does not support authentication. Ignoring." if context.strict else ""


def _authentication_header(context: Context, family: Family, at: Position) -> bool:
    """Report ``auth_type AH``, which is not built; tell whether it could be: not for IPv6."""
    if family is Family.IPV6:
        context.report(
            codes.AUTH_IGNORED,
            f"({context.name}) Cannot use AH authentication with IPv6. ignoring",
            "authentication",
        )
        return False
    context.report_at(
        codes.NOT_BUILT,
        "'auth_type AH' is not supported yet",
        at,
        reason="peers that expect AH would reject the adverts",
        fix="use auth_type PASS on every node",
    )
    return True

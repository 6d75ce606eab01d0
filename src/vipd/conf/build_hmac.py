"""The block ``auth_hmac``: signed adverts."""

from typing import Final, cast

from vipd.base.units import SECOND, Duration
from vipd.conf import codes
from vipd.conf.build_context import Context
from vipd.conf.schema.authentication import AntiReplay, AuthHmac, KeyLine, hex_bytes
from vipd.conf.schema.registry import Bound
from vipd.conf.text import octets
from vipd.model.link import Hmac, HmacKey, HmacMode

KEY_MIN: Final = 32
KEY_MAX: Final = 64
WINDOW_MIN_S: Final = 5
WINDOW_MAX_S: Final = 300
_OTHERS: Final = 0o077


def build_hmac(context: Context, advert_int: Duration, *, strict: bool) -> Hmac | None:
    """Return how adverts are signed, None when they are not."""
    block = context.record.auth_hmac
    if block is None:
        return None
    record, name = block.record, context.name
    keys = _keys(context, block)
    active = record.active_key or 0
    if active not in (key.number for key in keys):
        context.report(
            codes.KEY_UNUSABLE,
            f"({name}) auth_hmac active_key {active} is not defined, disabling extension",
            "auth_hmac",
            reason="adverts are neither signed nor checked",
            fix="add the key, or name another one",
        )
        return None
    mode = HmacMode(record.mode.value)
    if strict and mode is not HmacMode.ENFORCE:
        text = f"({name}) strict mode requires auth_hmac mode enforce"
        context.report(codes.STRICT_CONFLICT, text, "auth_hmac")
        mode = HmacMode.ENFORCE
    window: Duration | None = None
    if record.anti_replay is AntiReplay.TIME:
        window = _window(record.time_window, advert_int)
    return Hmac(keys=keys, active=active, window=window, mode=mode)


def _window(given: int | None, advert_int: Duration) -> Duration:
    """Keepalived 2.4: three advert intervals, at least 5 and at most 300 s."""
    if given is not None:
        return Duration(given * SECOND)
    low, high = WINDOW_MIN_S * SECOND, WINDOW_MAX_S * SECOND
    return Duration(min(high, max(low, 3 * advert_int)))


def _keys(context: Context, block: Bound[AuthHmac]) -> tuple[HmacKey, ...]:
    found: dict[int, HmacKey] = {}
    for use in block.uses:
        if use.field != "key" or use.value is None:
            continue
        line = cast(KeyLine, use.value)
        value = _value(context, line)
        if value is not None and not KEY_MIN <= len(value) <= KEY_MAX:
            text = (
                f"({context.name}) auth_hmac key {line.number} length {len(value)} not in range"
                f" [{KEY_MIN}, {KEY_MAX}]"
            )
            context.report_at(codes.KEY_UNUSABLE, text, line.at)
        elif line.number in found:
            text = f"({context.name}) duplicate auth_hmac key id {line.number}"
            context.report_at(codes.VALUE_REPEATED, text, line.at)
        else:
            found[line.number] = HmacKey(number=line.number, octets=value or b"")
    return tuple(found.values())


def _value(context: Context, line: KeyLine) -> bytes | None:
    """Return the octets of a key, None for those of a file that is not looked at."""
    if not line.value.startswith("file:"):
        return _octets(octets(line.value))
    path = line.value.removeprefix("file:")
    host = context.users.host
    if host is None:
        return None
    content = host.contents(path)
    if content is None:
        text = f"({context.name}) auth_hmac key file '{path}' cannot be opened"
        context.report_at(codes.KEY_UNUSABLE, text, line.at, fix="correct the name of the file")
        return b""
    entry = host.entry(path)
    if entry is not None and entry.mode & _OTHERS:
        text = f"({context.name}) auth_hmac key file '{path}' is readable by group or others"
        context.report_at(codes.KEY_EXPOSED, text, line.at)
    return _octets(content.splitlines()[0] if content else b"")


def _octets(value: bytes) -> bytes:
    """Return what a value stands for: hexadecimal digits behind ``hex:``, else itself."""
    if value.startswith(b"hex:"):
        return hex_bytes(value[4:].decode("utf-8", "surrogateescape"))
    return value

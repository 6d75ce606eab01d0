"""Physical lines that cannot be read."""

from vipd.conf import codes
from vipd.conf.diag import Position, Reports
from vipd.conf.text import LINE_BYTES_MAX, LineFault


def report_dropped(fault: LineFault, at: Position, reports: Reports) -> None:
    """Say why a physical line is not read."""
    match fault:
        case LineFault.TOO_LONG:
            reports.add(
                codes.LINE_TOO_LONG,
                "line too long - ignoring",
                at,
                reason=f"a line holds at most {LINE_BYTES_MAX} bytes",
                fix="split it",
            )
        case LineFault.NUL:
            reports.add(
                codes.LINE_NUL,
                "configuration appears to have embedded NULs - ignoring line",
                at,
                reason="the file is not plain text, or it is UTF-16",
                fix="save it as UTF-8",
            )

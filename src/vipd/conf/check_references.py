"""What checkers refer to: tracked files and BFD sessions, which must stand before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from vipd.conf import codes
from vipd.conf.build_users import Users
from vipd.conf.diag import Position, Prefix, Reports
from vipd.conf.schema.call import Call
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.track_lines import Weight


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What checkers refer to: where the blocks begin that come before them, by name.

    ``weights``: those of the tracked files, for checkers that have none of their own.
    """

    track_files: Mapping[str, Position]
    weights: Mapping[str, Weight]
    sessions: Mapping[str, Position]
    log_all_failures: bool
    users: Users


def report_dropped(reports: Reports, message: str, bound: Bound[object], fix: str) -> None:
    """Report a checker that is not used; keepalived does that where its block ends."""
    reports.add_where_closed(
        codes.CHECK_DROPPED,
        message,
        bound,
        reason="the real server is up as far as this checker is concerned",
        fix=fix,
    )


def tracked_file(bound: Bound[object], around: Surroundings, reports: Reports) -> str | None:
    """Return the last usable name of a FILE_CHECK, None when there is none."""
    name: str | None = None
    for use in bound.uses:
        if use.field != "track_file" or use.value is None:
            continue
        word = cast(Call, use.value).word(1)
        if _earlier(around.track_files, word.text, use.at):
            name = word.text
            continue
        reports.add(
            codes.CHECK_REFERENCE,
            f"track_file {word.text} not found",
            word.at,
            prefix=Prefix.FILE,
            reason="no track_file block of this name stands before it",
            fix="correct the name, or move the track_file block up",
        )
    if name is None:
        message = "FILE_CHECK has no track_file specified - ignoring"
        report_dropped(reports, message, bound, "name a track_file block")
    return name


def session(
    bound: Bound[object],
    label: str,
    taken: Sequence[str],
    around: Surroundings,
    reports: Reports,
) -> str | None:
    """Return the session of a BFD_CHECK; None when its first name, or a further one, is faulty.

    ``label`` is how the real server is printed, ``taken`` the sessions of its other checkers.
    """
    name: str | None = None
    for use in bound.uses:
        if use.field != "name" or use.value is None:
            continue
        call = cast(Call, use.value)
        fault = _session_fault(call, name, taken, around)
        if fault is not None:
            reports.add(
                codes.CHECK_REFERENCE,
                f"({label}) BFD_CHECK - {fault}",
                use.at,
                prefix=Prefix.FILE,
                reason="the name must be that of one bfd_instance that stands before it",
                fix="correct the name, or move the bfd_instance block up",
            )
            return None
        name = call.word(1).text
    if name is None:
        message = f"({label}) No name has been specified for BFD_CHECKER - skipping"
        report_dropped(reports, message, bound, "name a bfd_instance")
    return name


def _session_fault(
    call: Call, name: str | None, taken: Sequence[str], around: Surroundings
) -> str | None:
    """Return what is wrong with the name of a session."""
    if len(call.line.texts) != 2:
        return "No or too many names specified - skipping checker"
    text = call.line.texts[1]
    if not _earlier(around.sessions, text, call.at):
        return f"BFD {text} not configured"
    if name is not None:
        return None if text == name else f"BFD {text} already specified as {name}"
    return f"RS already monitoring {text}" if text in taken else None


def _earlier(blocks: Mapping[str, Position], name: str, at: Position) -> bool:
    """Tell whether a block of this name begins before a place."""
    return name in blocks and blocks[name].line.order < at.line.order

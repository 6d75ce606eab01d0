"""Reads a configuration: from file names to the model and everything that is wrong with it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from vipd.conf import codes, extensions
from vipd.conf.bind import Binding
from vipd.conf.build import build
from vipd.conf.build_instance import Built
from vipd.conf.build_needs import build_needs
from vipd.conf.diag import Diagnostic, Position, Reports, SourceLine, ordered, start_status
from vipd.conf.files import Files
from vipd.conf.include_forms import IncludeCheck
from vipd.conf.lines import Lines
from vipd.conf.local import Local
from vipd.conf.names import IPROUTE_ETC, IPROUTE_USR, Names
from vipd.conf.needs import Need
from vipd.conf.render import render_tree
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.root import Root
from vipd.conf.scripts import ScriptHost
from vipd.conf.surroundings import Surroundings
from vipd.conf.tree import Observer, Statement, build_tree
from vipd.model.process import Daemon

_INCLUDE_WORDS: Final = {
    "read": IncludeCheck.READ,
    "match": IncludeCheck.MATCH,
    "wildcard_match": IncludeCheck.WILDCARD,
    "brace_match": IncludeCheck.BRACE,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration that was read.

    ``status``: exit status of a start that is refused, None when the daemon may start; the
    host has not been looked at.
    """

    daemon: Daemon
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[str, ...]
    status: int | None
    strict: bool
    """``config_strict``: the configuration asks for what ``--strict`` asks for."""
    built: tuple[Built, ...]
    """The instances with their blocks, for ``conf.host``."""
    needs: tuple[Need, ...] = ()
    """The other interfaces that are named, for ``conf.host``."""


def load(
    pattern: str,
    files: Files,
    *,
    config_id: str,
    testing: bool = False,
    all_checks: bool = False,
    reviewing: bool = False,
    surroundings: Surroundings | None = None,
    scripts: ScriptHost | None = None,
    local: Local | None = None,
) -> Loaded:
    """Read the configuration that ``pattern`` names (``-f``, a glob with braces).

    ``config_id`` is that of ``@ID`` lines (``-i``). ``testing``: for ``-t``, where numbers are
    judged strictly. ``all_checks``: ``-e``, every include fault is an error. ``reviewing``: with
    advice that concerns other daemons. ``scripts``: the host on which users and scripts are
    looked for, None: they are not; ``local``: the one that other values are checked against.
    Never raises for what a file contains.
    """
    reports = Reports()
    checks = IncludeCheck.ALL if all_checks else IncludeCheck.NONE
    lines = Lines(files, reports, config_id=config_id, checks=checks, surroundings=surroundings)
    statements = _statements(pattern, lines, reports)
    if reviewing:
        extensions.review(statements, reports)
    top = Position(SourceLine(pattern, 0, 0), 0)
    binding = Binding(reports, testing, names=_names(statements, files), local=local)
    # What has been read goes away while the records are made: their memory is the same then.
    waiting = deque(statements)
    del statements
    root = binding.bind(Root, _taken(waiting), name="", at=top)
    globals_ = root.record.global_defs
    daemon, built = build(root, reports, scripts)
    if surroundings is not None and surroundings.host_name:
        daemon = _identified(daemon, surroundings)
    found = ordered(reports.found)
    return Loaded(
        daemon=daemon,
        diagnostics=found,
        files=tuple(lines.read),
        status=start_status(found),
        strict=bool(globals_ and globals_.record.config_strict),
        built=built,
        needs=build_needs(root.record),
    )


def expand(
    pattern: str, files: Files, *, config_id: str, surroundings: Surroundings | None = None
) -> str:
    """Return the configuration that ``pattern`` names as one text that means the same here.

    Includes are in place, conditions decided and definitions replaced; comments and what is not
    understood are gone. The parameters are those of ``load``, which tells what is wrong.
    """
    reports = Reports()
    lines = Lines(files, reports, config_id=config_id, surroundings=surroundings)
    return render_tree(_statements(pattern, lines, reports))


def _identified(daemon: Daemon, here: Surroundings) -> Daemon:
    """Return the daemon under the names of its host and user, where no others are configured."""
    mail = daemon.mail
    if mail.server is not None:
        mail = replace(
            mail,
            helo=mail.helo or here.host_name,
            sender=mail.sender or f"{here.user_name}@{here.host_name}",
        )
    return replace(daemon, router_id=daemon.router_id or here.host_name, mail=mail)


def _statements(pattern: str, lines: Lines, reports: Reports) -> tuple[Statement, ...]:
    """Return everything that the files say; nothing where there is none to read."""
    if not lines.open_top(pattern):
        return ()
    options = _ReadingOptions(lines, reports)
    return build_tree(lines, Root, reports, options.observers())


def _taken(waiting: deque[Statement]) -> Iterator[Statement]:
    while waiting:
        yield waiting.popleft()


def _names(statements: tuple[Statement, ...], files: Files) -> Names:
    """Return the names of numbers, from the directories that ``global_defs`` names.

    They must be known before the first line that uses a name is judged, wherever they stand.
    """
    usr: tuple[str, ...] = IPROUTE_USR
    etc = IPROUTE_ETC
    for statement in (s for block in statements for s in block.body):
        texts = statement.line.texts
        if len(texts) == 2 and texts[0] == "iproute_usr_dir":
            usr = (texts[1],)
        elif len(texts) == 2 and texts[0] == "iproute_etc_dir":
            etc = texts[1]
    return Names(files, (*usr, etc))


class _ReadingOptions:
    """Applies ``include_check`` and ``random_seed`` at once, to the lines that follow them."""

    def __init__(self, lines: Lines, reports: Reports) -> None:
        self._lines = lines
        self._reports = reports

    def observers(self) -> dict[str, Observer]:
        """Return what acts on the statements that concern the reading, by their field."""
        return {"random_seed": self._random_seed, "include_check": self._include_check}

    def _random_seed(self, statement: Statement) -> None:
        seed = "".join(statement.line.texts[1:2])
        if seed.isascii() and seed.isdigit() and int(seed[:11]) <= U32_MAX:
            self._lines.predefined.reseed(int(seed[:11]))

    def _include_check(self, statement: Statement) -> None:
        words = statement.words[1:]
        if not words:
            self._lines.checks = IncludeCheck.ALL
            return
        checks = self._lines.checks
        for index, word in enumerate(words):
            sign = word.text[:1] if word.text[:1] in ("+", "-") else ""
            check = _INCLUDE_WORDS.get(word.text[len(sign) :])
            if not sign and index > 0:
                text = f"Duplicate include_check '{word.text}' specified - ignoring"
                self._reports.add(codes.VALUE_REPEATED, text, word.at)
                continue
            if not sign:
                checks = IncludeCheck.READ if check is not None else IncludeCheck.NONE
            if check is None:
                text = f"Unknown include_check type '{word.text[len(sign) :]}' - ignoring"
                self._reports.add(codes.VALUE_INVALID, text, word.at)
            elif sign == "-":
                checks &= ~check
            else:
                checks |= check
        self._lines.checks = checks

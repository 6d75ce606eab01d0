"""Manual pages in roff: vipd(8) from the options, vipd.conf(5) from the keywords."""

import signal
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

import click

from vipd import __version__
from vipd.cli.getopt import Argument, Option
from vipd.cli.main import cli
from vipd.cli.options import TABLE, Act
from vipd.conf.diag import EXIT_MISSING_WORD, EXIT_REFUSED, EXIT_REPORTED, EXIT_UNUSABLE
from vipd.conf.schema.registry import Keyword, Shape
from vipd.conf.schema.registry import Status as Support
from vipd.conf.schema.root import Root
from vipd.export.keywords import READING, Described, blocks, form, notes, options, support
from vipd.model.settings import Dumps
from vipd.proc.dump_files import DumpFile, dump_path
from vipd.proc.exits import MEANINGS, Status
from vipd.proc.pidfile import pid_paths
from vipd.proc.settings import DEFAULT_CONFIG_FILE, DEFAULT_RUN_DIR
from vipd.proc.signals import Function

_MADE: Final = '.\\" Made by tools/generate.py; do not edit.\n'
_WIDTH: Final = 96

_TEST_STATUSES: Final = {
    0: "Nothing to report.",
    EXIT_MISSING_WORD: "A word is missing.",
    EXIT_UNUSABLE: "Only findings that prevent a start in themselves.",
    EXIT_REPORTED: "An error or a warning.",
    EXIT_REFUSED: "An include problem that counts, or scripts that are not secure.",
}
"""Of ``keepalived -t``, by the statuses that ``conf.diag`` decides about."""


def _signals() -> Iterator[tuple[str, str]]:
    for function in Function:
        name = _signal_name(function.number)
        names = f"{name}, INT" if function is Function.STOP else name
        yield f"{names} (--signum={function.name})", function.meaning
    yield "", "Files of dumps are written to TMPDIR, or /tmp, unless configured otherwise."


def _signal_name(number: int) -> str:
    """Return the name of a signal; real-time signals are counted from the nearer end."""
    low, high = int(signal.SIGRTMIN), int(signal.SIGRTMAX)
    if not low < number < high:
        return signal.Signals(number).name.removeprefix("SIG")
    return f"RTMIN+{number - low}" if number - low < high - number else f"RTMAX-{high - number}"


def _exit_statuses() -> Iterator[tuple[str, str]]:
    for number in sorted({*Status, *_TEST_STATUSES}):
        parts = [MEANINGS[Status(number)]] if number in set(Status) else []
        if number in _TEST_STATUSES:
            parts.append(f"With -t: {_lowered(_TEST_STATUSES[number])}")
        yield str(int(number)), " ".join(parts)


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _files() -> Iterator[tuple[str, str]]:
    yield DEFAULT_CONFIG_FILE, "The configuration; see vipd.conf(5)."
    paths = pid_paths(DEFAULT_RUN_DIR, use_pid_dir=False, instance=None)
    yield (
        f"{paths.parent}, {paths.vrrp}",
        "Process numbers, locked while the processes live. use_pid_dir and instance move them.",
    )
    written = sorted({dump_path(file, Dumps(), "/tmp") for file in DumpFile})
    yield ", ".join(written), "What signals ask for; see above."


_LANGUAGE: Final = (
    (
        "Lines",
        "A configuration is a text of lines. A line is a keyword and its values, separated by "
        "blanks. Some keywords open a block, which stands between { and }; braces count anywhere "
        "outside double quotes, so that a block may stand on one line. Unknown keywords are "
        "reported and ignored.",
    ),
    (
        "Comments",
        "# and ! begin a comment, anywhere outside double quotes; \\# and \\! stand for the "
        "characters themselves.",
    ),
    (
        "Quotes",
        'A word that begins with " extends to the next " and may contain blanks. Single quotes '
        "have a meaning in command lines only, where a backslash protects the character behind "
        "it.",
    ),
    (
        "include FILE",
        "The files that match the pattern FILE, sorted, are read here. A relative name starts at "
        "the directory of the including file. includer, includem, includew, includeb and includea "
        "are the same with checks: what they ask for must be readable (r), exist (m), match "
        "something (w), exist for each alternative in braces (b), or all of that (a). "
        "include_check in global_defs sets the checks of plain includes.",
    ),
    (
        "@ID LINE, @^ID LINE",
        "The line counts if ID is the configuration id (option -i; the host name up to its first "
        "dot), or if it is not. @vipd always holds for vipd, and for keepalived only under that "
        "id.",
    ),
    (
        "$NAME=VALUE",
        "Defines a text; $NAME and ${NAME} stand for it in the lines that follow. A definition "
        "whose line ends in a backslash goes on in the next line; other lines never do.",
    ),
    (
        "${_PWD}, ${_INSTANCE}, ${_RANDOM MIN MAX}, ${_ENV NAME}, ${_HASH}, ${_BANG}",
        "Defined from the beginning: the directory of the file being read, the configuration id, "
        "a random number (0 to 32767 unless said otherwise), a variable of the environment, and "
        "the characters # and !.",
    ),
    (
        "~SEQ(VAR, START, STEP, END) LINE",
        "The line is read once for each number from START to END, with $VAR for the number; "
        "~SEQx writes it in hexadecimal. START and STEP may be left out.",
    ),
    (
        "~LST(VAR, VALUE, ...) LINE",
        "The line is read once for each value. Several variables at once are written "
        "{VAR, VAR}, and their values {VALUE, VALUE}.",
    ),
)

_EXAMPLE: Final = """\
global_defs {
    router_id edge1
}

vrrp_instance web {
    state BACKUP
    version 3
    interface eth0
    virtual_router_id 51
    priority 150
    advert_int 1
    virtual_ipaddress {
        192.0.2.100/24
    }
}
"""
"""The configuration of the first of two routers."""


def vipd_8() -> str:
    """Return the page of the commands ``vipd`` and ``keepalived``."""
    parts = [
        _header("VIPD", 8, "System administration"),
        _section("NAME"),
        _text("vipd, keepalived - VRRP daemon that reads keepalived.conf"),
        _section("SYNOPSIS"),
        *(f".B vipd {_escape(name)}\n{_usage(each)}\n.br\n" for name, each in _commands()),
        ".B keepalived\n[OPTION...]\n",
        _section("DESCRIPTION"),
        _text(
            "vipd lets two or more routers share addresses: one holds them, and when it fails, "
            "another takes over within the time that VRRP allows (RFC 9568, RFC 3768). It takes "
            "keepalived's place: the same configuration, signals, PID files and log lines."
        ),
        _text(
            "The command keepalived is for units and scripts and has the options of the original. "
            "The command vipd is for people."
        ),
        _section("COMMANDS OF VIPD"),
    ]
    for name, command in _commands():
        parts += [_subsection(f"vipd {name}"), *_help(command)]
    parts.append(_section("OPTIONS OF KEEPALIVED"))
    parts += [_item(_option(entry.option), entry.option.doc) for entry in TABLE if entry.option.doc]
    refused = ", ".join(entry.option.name for entry in TABLE if entry.act is Act.REFUSE)
    parts.append(f".PP\n{_filled(f'Not built yet, and refused: {refused}.')}")
    for title, rows in (
        ("SIGNALS", _signals()),
        ("EXIT STATUS", _exit_statuses()),
        ("FILES", _files()),
    ):
        parts += [
            _section(title),
            *(_item(name, text) if name else _text(text) for name, text in rows),
        ]
    parts += [_section("SEE ALSO"), _text("vipd.conf(5)")]
    return "".join(parts)


def vipd_conf_5() -> str:
    """Return the page of the configuration language and all its keywords."""
    parts = [
        _header("VIPD.CONF", 5, "File formats"),
        _section("NAME"),
        _text("vipd.conf, keepalived.conf - configuration of vipd"),
        _section("DESCRIPTION"),
        _text(
            "vipd reads the configuration of keepalived 2.4, from "
            "/etc/keepalived/keepalived.conf unless told otherwise. keepalived -t and vipd check "
            "say what is wrong with one."
        ),
        _section("LANGUAGE"),
        *(_item(name, text) for name, text in _LANGUAGE),
        _section("KEYWORDS"),
        _text(
            "Each keyword is shown with the form of its value. (accepted): it serves only parts "
            "that vipd does not have; it is checked and has no effect. (refused): vipd would act "
            "differently without it; the daemon does not start, and names it. All others have "
            "their effect."
        ),
        _text(READING),
    ]
    parts += (line for block in blocks(Root) for line in _block(block))
    parts += [
        _section("EXAMPLE"),
        _text("The first of two routers; the second has a lower priority."),
    ]
    parts.append(f".PP\n.nf\n{''.join(map(_row, _EXAMPLE.splitlines()))}.fi\n")
    parts += [_section("SEE ALSO"), _text("vipd(8)")]
    return "".join(parts)


def _block(block: Described) -> Iterator[str]:
    """Yield a block with its keywords."""
    match len(block.path):
        case 0:
            yield _subsection("Outside blocks")
        case 1:
            yield _section(_plain(block.title))
        case _:
            yield _subsection(_plain(block.title))
    if block.keyword is not None:
        yield _text(_meaning(block.keyword, block.status))
    for each in block.keywords:
        yield _item(_usage_of(each), _meaning(each, block.status))
        yield from _options(each)


def _commands() -> Iterable[tuple[str, click.Command]]:
    return sorted(cli.commands.items())


def _usage(command: click.Command) -> str:
    pieces = command.collect_usage_pieces(click.Context(command))
    return _escape(" ".join(pieces))


def _help(command: click.Command) -> Iterator[str]:
    """Yield the description of a command of ours, and its options."""
    for paragraph in (command.help or "").split("\n\n"):
        yield _text(" ".join(paragraph.split()))
    context = click.Context(command)
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield _item(record[0], record[1])


def _option(option: Option) -> str:
    """Return an option as a person writes it."""
    names = [f"-{option.short}"] if option.short else []
    names += [f"--{option.long}"] if option.long else []
    text = ", ".join(names)
    match option.argument:
        case Argument.NONE:
            return text
        case Argument.REQUIRED:
            return f"{text}={option.metavar}"
        case Argument.OPTIONAL:
            return f"{text}[={option.metavar}]"


def _usage_of(keyword: Keyword) -> str:
    words = form(keyword)
    match keyword.shape:
        case Shape.BLOCK:
            words = f"{_name(keyword)}{{ ... }}"
        case Shape.LIST:
            words = f"{_name(keyword)}{{ {words.removeprefix('list: ')}, one a line }}"
        case Shape.SIMPLE:
            pass
    return f"{', '.join((keyword.name, *keyword.aliases))}: {words}"


def _name(keyword: Keyword) -> str:
    """Return what stands between the keyword of a block and its brace."""
    if keyword.header.kind is not None:
        return f"{keyword.header.kind.describe()} "
    return "NAME " if keyword.header.named else ""


def _meaning(keyword: Keyword, around: Support) -> str:
    parts = [keyword.doc, *notes(keyword)]
    mark = support(keyword, around)
    return " ".join([*parts, f"({mark})"] if mark != "built" else parts)


def _options(keyword: Keyword) -> Iterator[str]:
    """Yield what may stand in a line or behind a keyword, set in from it."""
    found = options(keyword)
    if found:
        yield ".RS\n"
        yield from (_item(form_, text) for form_, text in found)
        yield ".RE\n"


def _header(title: str, section: int, part: str) -> str:
    return f'{_MADE}.TH {title} {section} "" "vipd {__version__}" "{part}"\n.nh\n.ad l\n'


def _section(title: str) -> str:
    return f".SH {title}\n"


def _subsection(title: str) -> str:
    return f".SS {_escape(title)}\n"


def _plain(title: str) -> str:
    return title.replace("/", " / ")


def _text(text: str) -> str:
    return f".PP\n{_filled(text)}"


def _item(name: str, text: str) -> str:
    """Return one row: what is explained in bold, the text indented below it."""
    return f".TP\n\\fB{_escape(name)}\\fR\n{_filled(text)}"


def _filled(text: str) -> str:
    rows = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "".join(map(_row, rows))


def _row(text: str) -> str:
    return f"{_escape(text)}\n"


def _escape(text: str) -> str:
    """Return text that roff prints as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text

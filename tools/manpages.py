"""Manual pages in roff: vipd(8) from the options, vipd.conf(5) from the keywords."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

import click

from vipd import __version__
from vipd.cli.getopt import Argument, Option
from vipd.cli.main import cli
from vipd.cli.options import TABLE, Act
from vipd.conf.schema.registry import Keyword, Shape
from vipd.conf.schema.root import Root
from vipd.export.keywords import blocks, form, notes, support

_MADE: Final = '.\\" Made by tools/generate.py; do not edit.\n'
_WIDTH: Final = 96

_SIGNALS: Final = (
    ("TERM, INT", "Stop: masters say so to their peers, and all addresses go."),
    ("HUP", "Reload. A file with new errors is refused, and the old configuration stays."),
    ("USR2", "Write the counters to keepalived.stats in TMPDIR, or /tmp."),
    ("USR1", "Write configuration and state to keepalived.data and keepalived_parent.data there."),
    ("RTMIN+2", "Write the instances to keepalived.json there (--signum=JSON)."),
    ("RTMAX-1", "As USR2, and set the counters to zero (--signum=STATS_CLEAR)."),
)
_EXIT_STATUSES: Final = (
    ("0", "Stopped as asked; without -n: gone to the background. With -t: nothing to report."),
    ("1", "Wrong command line, already running, or a PID file cannot be made."),
    ("2", "The configuration does not allow a start. With -t: a word is missing."),
    ("4", "A capability is missing. With -t: only findings that prevent a start in themselves."),
    ("5", "With -t: an error or a warning."),
    ("6", "No configuration file, or an include problem was declared an error."),
)
_FILES: Final = (
    ("/etc/keepalived/keepalived.conf", "The configuration; see vipd.conf(5)."),
    ("/run/keepalived.pid, /run/vrrp.pid", "Process numbers, locked while the processes live."),
)

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
        ("SIGNALS", _SIGNALS),
        ("EXIT STATUS", _EXIT_STATUSES),
        ("FILES", _FILES),
    ):
        parts += [_section(title), *(_item(name, text) for name, text in rows)]
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
    ]
    for block in blocks(Root):
        match len(block.path):
            case 0:
                parts.append(_subsection("Outside blocks"))
            case 1:
                parts.append(_section(_plain(block.title)))
            case _:
                parts.append(_subsection(_plain(block.title)))
        if block.keyword is not None:
            parts.append(_text(_meaning(block.keyword)))
        parts += [_item(_usage_of(each), _meaning(each)) for each in block.keywords]
    parts += [
        _section("EXAMPLE"),
        _text("The first of two routers; the second has a lower priority."),
    ]
    parts.append(f".PP\n.nf\n{''.join(map(_row, _EXAMPLE.splitlines()))}.fi\n")
    parts += [_section("SEE ALSO"), _text("vipd(8)")]
    return "".join(parts)


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


def _meaning(keyword: Keyword) -> str:
    parts = [keyword.doc, *notes(keyword)]
    if support(keyword) != "built":
        parts.append(f"({support(keyword)})")
    return " ".join(parts)


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

"""The options of ``keepalived``: one table for the parser, the help text and the refusals.

Names and meanings are those of keepalived 2.4. Options of parts that are not built yet are in the
table too: they are refused by name, since to ignore one would be to do something else than asked.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from vipd.cli.getopt import Argument, Option


class Act(Enum):
    """What an option does."""

    USE_FILE = auto()
    NO_CHECKERS = auto()
    NO_VRRP = auto()
    NO_BFD = auto()
    LOG_CONSOLE = auto()
    LOG_DETAIL = auto()
    LOG_FACILITY = auto()
    LOG_FILE = auto()
    NO_SYSLOG = auto()
    UMASK = auto()
    DONT_RESPAWN = auto()
    DONT_FORK = auto()
    PID = auto()
    VRRP_PID = auto()
    UNUSED_PID = auto()
    CORE_DUMP = auto()
    DUMP_CONF = auto()
    ALL_CONFIG = auto()
    CONFIG_ID = auto()
    IGNORE_SIGINT = auto()
    SIGNUM = auto()
    CONFIG_TEST = auto()
    VERSION = auto()
    HELP = auto()
    STRICT = auto()
    ALLOW_UNSUPPORTED = auto()
    REFUSE = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """An option and what it does; ``part`` names what a refused option is waiting for."""

    act: Act
    option: Option
    part: str = ""


def _flag(act: Act, short: str | None, long: str, doc: str) -> Entry:
    return Entry(act, Option(short=short, long=long, doc=doc))


def _value(act: Act, short: str | None, long: str, metavar: str, doc: str) -> Entry:
    required = Argument.REQUIRED
    return Entry(act, Option(short=short, long=long, argument=required, metavar=metavar, doc=doc))


def _maybe(act: Act, short: str | None, long: str, metavar: str, doc: str) -> Entry:
    optional = Argument.OPTIONAL
    return Entry(act, Option(short=short, long=long, argument=optional, metavar=metavar, doc=doc))


def _refused(short: str | None, long: str, part: str, argument: Argument = Argument.NONE) -> Entry:
    return Entry(Act.REFUSE, Option(short=short, long=long, argument=argument), part)


TABLE: Final = (
    _value(Act.USE_FILE, "f", "use-file", "FILE", "Use the specified configuration file"),
    _flag(Act.NO_CHECKERS, "P", "vrrp", "Only run with VRRP subsystem"),
    _flag(Act.NO_VRRP, "C", "check", "Only run with Health-checker subsystem"),
    _flag(Act.NO_BFD, "B", "no_bfd", "Don't run BFD subsystem"),
    _flag(Act.LOG_CONSOLE, "l", "log-console", "Log messages to local console (with -n)"),
    _flag(Act.LOG_DETAIL, "D", "log-detail", "Detailed log messages"),
    _value(Act.LOG_FACILITY, "S", "log-facility", "FACILITY",
           "Syslog facility: 0-7, local0-local7, user, daemon"),
    _maybe(Act.LOG_FILE, "g", "log-file", "FILE", ""),
    _flag(Act.NO_SYSLOG, "G", "no-syslog", "Don't log via syslog"),
    _value(Act.UMASK, "u", "umask", "MASK", "File creation mask (022: octal, 0x12: hexadecimal)"),
    _flag(Act.DONT_RESPAWN, "R", "dont-respawn", "Don't respawn child processes"),
    _flag(Act.DONT_FORK, "n", "dont-fork", "Don't fork the daemon process"),
    _value(Act.PID, "p", "pid", "FILE", "Use specified pidfile for parent process"),
    _value(Act.VRRP_PID, "r", "vrrp_pid", "FILE", "Use specified pidfile for VRRP child process"),
    _value(Act.UNUSED_PID, "c", "checkers_pid", "FILE",
           "Use specified pidfile for checkers child process (not started yet)"),
    _value(Act.UNUSED_PID, "b", "bfd_pid", "FILE",
           "Use specified pidfile for BFD child process (not started yet)"),
    _flag(Act.DUMP_CONF, "d", "dump-conf", "Dump the configuration data to the log"),
    _flag(Act.CORE_DUMP, "m", "core-dump", "Produce core dump if terminate abnormally"),
    _flag(Act.ALL_CONFIG, "e", "all-config", "Error if any configuration file missing"),
    _value(Act.CONFIG_ID, "i", "config-id", "ID",
           "Use configuration lines beginning @ID (default: host name)"),
    _flag(Act.IGNORE_SIGINT, None, "ignore-sigint", "Ignore SIGINT, for debugging"),
    _value(Act.SIGNUM, None, "signum", "SIGFUNC",
           "Return signal number for STOP, RELOAD, DATA, STATS, STATS_CLEAR, JSON"),
    _maybe(Act.CONFIG_TEST, "t", "config-test", "LOG_FILE",
           "Check the configuration for obvious errors, output to stderr or LOG_FILE"),
    _flag(Act.STRICT, None, "strict",
          "Refuse what keepalived would carry on with in a changed meaning"),
    _flag(Act.ALLOW_UNSUPPORTED, None, "allow-unsupported",
          "Start without the features of the configuration that are not built yet"),
    _flag(Act.VERSION, "v", "version", "Display the version number"),
    _flag(Act.HELP, "h", "help", "Display this help message"),
    _refused(None, "all", "the checker and BFD processes"),
    _refused("X", "release-vips", "the removal of addresses that others added"),
    _refused("V", "dont-release-vrrp", "a stop that keeps the addresses"),
    _refused("I", "dont-release-ipvs", "IPVS"),
    _refused("T", "genhash", "genhash"),
    _refused("a", "address-monitoring", "the checker process"),
    _refused("x", "snmp", "SNMP"),
    _refused("A", "snmp-agent-socket", "SNMP", Argument.REQUIRED),
    _refused("s", "namespace", "network name spaces", Argument.REQUIRED),
    _refused("M", "core-dump-pattern", "the pattern of core dumps", Argument.OPTIONAL),
)  # fmt: skip

_HELP_COLUMN: Final = 32


def help_text(program: str) -> str:
    """Return the usage, one line an option, in the order of the table."""
    lines = [f"Usage: {program} [OPTION...]"]
    for entry in TABLE:
        if entry.option.doc:
            lines.append(_help_line(entry.option))
    later = ", ".join(entry.option.name for entry in TABLE if entry.act is Act.REFUSE)
    lines += ["", f"Not built yet, and refused: {later}"]
    return "\n".join(lines)


def _help_line(option: Option) -> str:
    short = f"-{option.short}, " if option.short is not None else "    "
    match option.argument:
        case Argument.NONE:
            value = ""
        case Argument.REQUIRED:
            value = f"={option.metavar}"
        case Argument.OPTIONAL:
            value = f"[={option.metavar}]"
    return f"  {short}--{option.long}{value}".ljust(_HELP_COLUMN) + f" {option.doc}"

"""The command ``keepalived``: the drop-in, option for option.

Messages, streams and exit statuses are those of keepalived 2.4. What is to be done at once
(version, help, signal numbers) is done when it is met, whatever the rest of the line says; every
other fault is told, and ends the start at the end of the line.
"""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TextIO, assert_never

from vipd import __version__
from vipd.cli.getopt import Given, Missing, Stray, Unknown, scan
from vipd.cli.options import TABLE, Act, Entry, help_text
from vipd.proc import configuration, signals
from vipd.proc.files import HostFiles
from vipd.proc.settings import Settings

PROGRAM: Final = f"Keepalived v{__version__} (vipd)"

_FACILITIES: Final = {
    **{str(number): 16 + number for number in range(8)},
    **{f"local{number}": 16 + number for number in range(8)},
    "user": 1,
    "daemon": 3,
}
_NUMBER: Final = re.compile(r"(0[xX][0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*)")
_UMASK_MAX: Final = 0o777


class Finished(Exception):
    """The command has done what it was asked for; only the exit status is left."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for. ``test``: only to test the configuration."""

    settings: Settings
    test: bool = False
    test_log: str | None = None


def main() -> int:
    """Run the command with the arguments of this process; return the exit status."""
    try:
        request = parse(sys.argv, out=sys.stdout, err=sys.stderr)
        if request.test:
            return _test(request, sys.stderr)
        from vipd.proc import daemon  # A test needs none of the machines.

        return daemon.run(daemon.Launch(request.settings, configuration.read))
    except Finished as finished:
        return finished.status


def parse(argv: Sequence[str], *, out: TextIO, err: TextIO) -> Request:
    """Read a command line.

    Raises:
        Finished: when there is nothing left to do, or the line is wrong.
    """
    request = Request(settings=Settings(program=PROGRAM, command_line=tuple(argv)))
    by_option = {entry.option: entry for entry in TABLE}
    strays: list[str] = []
    wrong = False
    for found in scan(tuple(by_option), argv[1:]):
        match found:
            case Given(option, value):
                entry = by_option[option]
                _at_once(entry, value, out, err)
                if entry.act in (Act.REFUSE, Act.LOG_FILE):
                    print(_refusal(entry), file=err)
                    wrong = True
                else:
                    request = _apply(request, entry.act, value, err)
            case Unknown(word):
                print(f"Unknown option {word}", file=err)
                wrong = True
            case Missing(name):
                print(f"Missing parameter for option {name}", file=err)
                wrong = True
            case Stray(word):
                strays.append(word)
            case _ as unreachable:
                assert_never(unreachable)
    if strays:
        # keepalived 2.4: with a blank behind each word; told, and then ignored.
        print("Unexpected argument(s): " + "".join(f"{word} " for word in strays), file=out)
        out.flush()
    if wrong:
        raise Finished(1)
    return _absolute(request)


def _at_once(entry: Entry, value: str | None, out: TextIO, err: TextIO) -> None:
    """Do what does not wait for the rest of the line."""
    match entry.act:
        case Act.VERSION:
            print(version_text(), file=err)
            raise Finished(0)
        case Act.HELP:
            print(help_text("keepalived"), file=err)
            raise Finished(0)
        case Act.SIGNUM:
            function = signals.Function.__members__.get(value or "")
            if function is None:
                print(f"Unknown sigfunc {value}", file=err)
                raise Finished(1)
            print(function.number, file=out)
            raise Finished(0)
        case _:
            pass  # waits for the rest of the line


def _refusal(entry: Entry) -> str:
    if entry.act is Act.LOG_FILE:
        return "-g requires configure option --enable-log-file"
    letter = f"-{entry.option.short}, " if entry.option.short is not None else ""
    return f"Option {letter}--{entry.option.long} is not supported: {entry.part} not built yet"


def _apply(request: Request, act: Act, value: str | None, err: TextIO) -> Request:
    """Return the request with one more option."""
    if act is Act.CONFIG_TEST:
        return replace(request, test=True, test_log=value)
    return replace(request, settings=_set(request.settings, act, value or "", err))


def _set(settings: Settings, act: Act, value: str, err: TextIO) -> Settings:
    """Return the settings with one more option; a bad value is told and ignored."""
    match act:
        case Act.USE_FILE:
            return replace(settings, config_file=value)
        case Act.NO_VRRP:
            return replace(settings, run_vrrp=False)
        case Act.LOG_CONSOLE:
            return replace(settings, console=True)
        case Act.LOG_DETAIL:
            return replace(settings, detail=True)
        case Act.LOG_FACILITY:
            return _set_facility(settings, value, err)
        case Act.NO_SYSLOG:
            return replace(settings, syslog=False)
        case Act.UMASK:
            return _set_umask(settings, value, err)
        case Act.DONT_RESPAWN:
            return replace(settings, respawn=False)
        case Act.DONT_FORK:
            return replace(settings, foreground=True)
        case Act.PID:
            return replace(settings, parent_pid_file=value)
        case Act.VRRP_PID:
            return replace(settings, vrrp_pid_file=value)
        case Act.DUMP_CONF:
            return replace(settings, dump_conf=True)
        case Act.CORE_DUMP:
            return replace(settings, core_dump=True)
        case Act.ALL_CONFIG:
            return replace(settings, all_config=True)
        case Act.CONFIG_ID:
            return replace(settings, config_id=value)
        case Act.STRICT:
            return replace(settings, strict=True)
        case Act.ALLOW_UNSUPPORTED:
            return replace(settings, allow_unsupported=True)
        case Act.IGNORE_SIGINT:
            return replace(settings, ignore_sigint=True)
        case _:
            return settings  # concerns processes that do not run, or was done at once


def _set_facility(settings: Settings, value: str, err: TextIO) -> Settings:
    facility = _FACILITIES.get(value)
    if facility is None:
        print(f"Invalid log facility '{value}'", file=err)
        return settings
    return replace(settings, facility=facility)


def _set_umask(settings: Settings, value: str, err: TextIO) -> Settings:
    mask = c_number(value)
    if mask is None or mask > _UMASK_MAX:
        print(f"Invalid --umask option {value}", file=err)
        return settings
    return replace(settings, umask=mask)


def c_number(text: str) -> int | None:
    """Return a number in C notation: hexadecimal with 0x, octal with 0, else decimal."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    hexadecimal, octal, decimal = found.groups()
    if hexadecimal is not None:
        return int(hexadecimal, 16)
    return int(octal, 8) if octal is not None else int(decimal)


def _absolute(request: Request) -> Request:
    """Make names independent of the working directory, which a daemon leaves."""
    settings = request.settings
    if not settings.foreground and not request.test:
        settings = replace(settings, config_file=os.path.abspath(settings.config_file))
    return replace(request, settings=settings)


def version_text() -> str:
    """Return what ``-v`` prints."""
    import platform  # only for this text

    system = platform.uname()
    lines = [PROGRAM, "", f"Python {platform.python_version()}",
             f"Running on {system.system} {system.release} {system.version}"]  # fmt: skip
    try:
        lines.append(f"Distro: {platform.freedesktop_os_release()['PRETTY_NAME']}")
    except (OSError, KeyError):
        pass  # A system without a name is fine.
    return "\n".join(lines)


def _test(request: Request, err: TextIO) -> int:
    """Test the configuration and write what is wrong with it; keepalived 2.4: ``-t``."""
    if request.test_log is None:
        return configuration.test(request.settings, err, HostFiles())
    os.umask(request.settings.umask if request.settings.umask is not None else 0o177)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        fd = os.open(request.test_log, flags, 0o644)
    except OSError as error:
        print(
            f"Unable to open config-test log file {request.test_log} {error.errno} - "
            f"{error.strerror}",
            file=err,
        )
        return 1
    with os.fdopen(fd, "w", encoding="utf-8") as log:
        return configuration.test(request.settings, log, HostFiles())


if __name__ == "__main__":
    sys.exit(main())

"""The command ``vipd fmt``: configuration files in canonical form."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from vipd.conf.format import format_text

_STANDARD: Final = "-"
_CHANGED: Final = 1
_FAILED: Final = 2


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(allow_dash=True)
)
@click.option("--check", "checking", is_flag=True, help="Only name the files that are not in it.")
@click.option("--write", is_flag=True, help="Change the files instead of printing.")
@click.pass_context
def fmt(context: click.Context, *, files: Sequence[str], checking: bool, write: bool) -> None:
    """Print configuration files in canonical form.

    One statement a line, indented by four blanks a block; comments, includes, conditions and
    definitions stay. What the file means does not change. FILE "-" is the standard input. The
    exit status is 1 with --check when a file is not in canonical form, 2 when one cannot be read
    or written.
    """
    if checking and write:
        raise click.UsageError("--check and --write exclude each other", context)
    if write and _STANDARD in files:
        raise click.UsageError("the standard input cannot be changed", context)
    status = 0
    for name in files:
        try:
            status = max(status, _format(name, checking=checking, write=write))
        except OSError as error:
            click.echo(f"{name}: {error.strerror}", err=True)
            status = _FAILED
    sys.exit(status)


def _format(name: str, *, checking: bool, write: bool) -> int:
    """Deal with one file; return the exit status.

    Raises:
        OSError: it cannot be read or written.
    """
    before = sys.stdin.buffer.read() if name == _STANDARD else Path(name).read_bytes()
    after = format_text(before)
    if checking:
        if after != before:
            click.echo(f"{name}: not in canonical form")
        return _CHANGED if after != before else 0
    if not write:
        click.echo(after, nl=False)
    elif after != before:
        _replace(Path(name), after)
    return 0


def _replace(path: Path, content: bytes) -> None:
    """Give a file other content at once, with mode and owner as before.

    Raises:
        OSError: the file is as it was.
    """
    path = path.resolve()
    old = path.stat()
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(fd, old.st_uid, old.st_gid)
            os.fchmod(fd, old.st_mode & 0o7777)
            file.write(content)
            file.flush()
            os.fsync(fd)
        temporary.rename(path)
    except OSError:
        temporary.unlink()
        raise

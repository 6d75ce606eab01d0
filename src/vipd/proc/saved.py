"""Keeps what was read, and what came of it, in ``config_save_dir``: for somebody who debugs.

Deviates: keepalived 2.4 saves the files as one text with the includes in place; here they follow
each other as they were read, each under a comment with its name, unchanged.
"""

import os
from collections.abc import Iterable
from typing import Final

from vipd.proc.dumps import current_umask, write
from vipd.proc.log import Log

_DIRECTORY_MODE: Final = 0o700
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NUMBERS: Final = 1_000_000
"""Bound of the texts that one process saves."""


def save_texts(directory: str, contents: Iterable[tuple[str, bytes]], log: Log) -> None:
    """Write files, path and content each, to ``keepalived.conf.PID.N``, N counting from 0."""
    parts: list[bytes] = []
    for path, content in contents:
        end = b"" if content.endswith(b"\n") or not content else b"\n"
        parts += [b"# ", os.fsencode(path), b"\n", content, end]
    path = os.path.join(directory, f"keepalived.conf.{os.getpid()}")
    try:
        _make(directory)
        with os.fdopen(_numbered(path), "wb") as file:
            file.writelines(parts)
    except OSError as error:
        log.info(f"Failed to open config_save file {path}: {error.strerror}")


def save_data(directory: str, name: str, text: str, log: Log) -> None:
    """Write a data dump to ``keepalived_vrrp.PID.NAME``."""
    path = os.path.join(directory, f"keepalived_vrrp.{os.getpid()}.{name}")
    try:
        _make(directory)
        write(path, text, umask=current_umask())
    except OSError as error:
        log.info(f"Failed to open config_save file {path}: {error.strerror}")


def _make(directory: str) -> None:
    try:
        os.mkdir(directory, _DIRECTORY_MODE)
    except FileExistsError:
        pass  # As it should be, but for the first time.


def _numbered(path: str) -> int:
    """Create the file with the first number that is free; returns its descriptor."""
    for number in range(_NUMBERS):
        try:
            return os.open(f"{path}.{number}", _FLAGS, 0o666)
        except FileExistsError:
            continue
    raise FileExistsError(0, "there are too many of them")

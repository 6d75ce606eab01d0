"""Reads the configuration at the start and for each reload, as the running one asks for.

What a reload checks is what it applies: every file is read once. Deviates: keepalived 2.4 checks
the new text and goes on with the old one, and its marker exists during such a check alone.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from vipd.conf.files import Files
from vipd.model.process import Daemon
from vipd.proc import configuration, saved
from vipd.proc import log as logs
from vipd.proc.configuration import Loaded
from vipd.proc.files import KeptFiles
from vipd.proc.log import Log
from vipd.proc.pidfile import pid_paths
from vipd.proc.settings import Settings

_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""Without waiting: a pipe that nobody reads must not hold the supervisor up."""

_FILE_MODE: Final = 0o644


@dataclass(slots=True)
class Reader:
    """Reads for one daemon. ``load`` reads, and logs what is wrong."""

    settings: Settings
    log: Log
    load: Callable[[Log, Settings, Files], Loaded]
    _checked: KeptFiles | None = None

    def start(self) -> Loaded:
        """Read for the first time, and remove what marks a reload that never ended."""
        loaded = self._load(KeptFiles())
        marker = marker_path(loaded.daemon, self.settings.run_dir)
        if marker is not None:
            _remove(marker)
        return loaded

    def check(self, running: Daemon) -> bool:
        """Test the configuration if the running one asks for it; False: it must not be applied.

        keepalived 2.4: what makes ``-t`` fail, a warning too, stops such a reload.
        """
        log_file = running.settings.reloading.check_log
        self._checked = None
        if log_file is None:
            return True
        self.log.detailed("validate conf before Reload")
        files, found = KeptFiles(), io.StringIO()
        with self._marked(running):
            try:
                status = configuration.test(self.settings, found, files)
            finally:
                logs.connect(self.log)  # a test is silent
        if log_file:
            self._keep(log_file, found.getvalue())
        if status:
            place = log_file or "/dev/null"
            self.log.info(f"New config failed validation, see {place} for details")
            return False
        self._checked = files
        return True

    def read(self, running: Daemon) -> Loaded:
        """Read what was checked, or else what there is now."""
        checked, self._checked = self._checked, None
        if checked is not None:
            return self._load(checked)
        with self._marked(running):
            return self._load(KeptFiles())

    def _load(self, files: KeptFiles) -> Loaded:
        loaded = self.load(self.log, self.settings, files)
        directory = loaded.daemon.settings.reloading.save_directory
        if directory is not None:
            read = [(path, files.contents[path]) for path in loaded.files]
            saved.save_texts(directory, read, self.log)
        return loaded

    def _keep(self, path: str, text: str) -> None:
        """Make what a test has found the content of a file."""
        try:
            fd = os.open(path, _FLAGS | os.O_TRUNC, _FILE_MODE)
        except OSError as error:
            self.log.info(
                f"truncate of config check log {path} failed ({error.errno}) - {error.strerror}"
            )
            return
        with os.fdopen(fd, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)

    @contextmanager
    def _marked(self, running: Daemon) -> Iterator[None]:
        """Let a file exist while the configuration is read, for those who write it."""
        path = marker_path(running, self.settings.run_dir)
        if path is None:
            yield
            return
        try:
            fd = os.open(path, _FLAGS, _FILE_MODE)
            os.fchmod(fd, _FILE_MODE)
            os.close(fd)
        except OSError as error:
            self.log.info(f"Failed to create reload file ({path}) {error.errno} - {error.strerror}")
        try:
            yield
        finally:
            _remove(path)


def marker_path(daemon: Daemon, run_dir: str) -> str | None:
    """Return the file of ``reload_file``, None: it is not wanted."""
    marker = daemon.settings.reloading.marker
    if marker != "":
        return marker
    instance = daemon.instance_name
    paths = pid_paths(run_dir, use_pid_dir=daemon.use_pid_dir, instance=instance)
    suffix = f"_{instance}" if instance is not None else ""
    return os.path.join(paths.directory or run_dir, f"keepalived{suffix}.reload")


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # It was never made, or somebody removed it: nothing marks a reload any more.

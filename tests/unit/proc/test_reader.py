"""Reading for a start and for reloads: checks, the marker, and what is saved of it."""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from vipd.conf.files import Files
from vipd.export.line import Line
from vipd.model.process import Daemon
from vipd.model.settings import Reloading
from vipd.model.settings import Settings as Everything
from vipd.proc.configuration import Loaded
from vipd.proc.log import Log
from vipd.proc.reader import Reader, marker_path
from vipd.proc.settings import Settings

GOOD = "global_defs {\nrouter_id one\n}\n"
ODD = "nonsense here\n"


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    logger = logging.getLogger("vipd")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.level, logger.propagate = before


@dataclass(slots=True)
class Desk:
    """A reader of one file, and everything around it. ``during`` is what a load sees."""

    directory: Path
    lines: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    during: list[list[str]] = field(default_factory=list)
    daemon: Daemon = field(default_factory=Daemon)

    @property
    def config(self) -> Path:
        return self.directory / "k.conf"

    def write(self, _ident: str, line: Line) -> None:
        self.lines.append(line.text)

    def load(self, _log: Log, _settings: Settings, files: Files) -> Loaded:
        self.texts.append(files.read(str(self.config)))
        self.during.append(sorted(os.listdir(self.directory)))
        return Loaded(self.daemon, (), None, (str(self.config),))

    def reader(self) -> Reader:
        settings = Settings(
            program="P", command_line=(), config_file=str(self.config), run_dir=str(self.directory)
        )
        return Reader(settings, Log("P", (self,), detail=True), self.load)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.config.write_text(GOOD)
    made.config.chmod(0o644)
    return made


def wanting(
    *, check_log: str | None = None, marker: str | None = None, save_directory: str | None = None
) -> Daemon:
    reloading = Reloading(check_log=check_log, marker=marker, save_directory=save_directory)
    return Daemon(settings=Everything(reloading=reloading))


def test_reload_that_asks_for_no_check_reads_what_there_is(desk: Desk) -> None:
    reader = desk.reader()
    assert reader.check(Daemon())
    desk.config.write_text(ODD)
    reader.read(Daemon())
    assert desk.texts == [ODD.encode()]
    assert desk.lines == []


def test_reload_applies_the_text_that_was_checked(desk: Desk) -> None:
    reader = desk.reader()
    running = wanting(check_log="")
    assert reader.check(running)
    desk.config.write_text(ODD)
    reader.read(running)
    assert desk.texts == [GOOD.encode()]
    reader.read(running)
    assert desk.texts[1:] == [ODD.encode()]
    assert desk.lines == ["validate conf before Reload"]


@pytest.mark.parametrize("log_file", ["", "check.log"])
def test_reload_is_refused_by_a_warning_where_a_check_is_asked_for(
    desk: Desk, log_file: str
) -> None:
    path = str(desk.directory / log_file) if log_file else ""
    desk.config.write_text(ODD)
    reader = desk.reader()
    assert not reader.check(wanting(check_log=path))
    shown = path or "/dev/null"
    assert desk.lines[1:] == [f"New config failed validation, see {shown} for details"]
    if log_file:
        assert "Unknown keyword 'nonsense'" in Path(path).read_text()


def test_check_log_of_a_good_configuration_is_emptied(desk: Desk) -> None:
    path = desk.directory / "check.log"
    path.write_text("old")
    assert desk.reader().check(wanting(check_log=str(path)))
    assert path.read_text() == ""


def test_check_log_that_cannot_be_written_is_told_and_checked_all_the_same(desk: Desk) -> None:
    path = desk.directory / "missing" / "check.log"
    assert desk.reader().check(wanting(check_log=str(path)))
    assert desk.lines[1:] == [
        f"truncate of config check log {path} failed (2) - No such file or directory"
    ]


def test_marker_is_there_while_the_configuration_is_read_and_no_longer(desk: Desk) -> None:
    running = wanting(marker=str(desk.directory / "mark"))
    desk.reader().read(running)
    assert desk.during == [["k.conf", "mark"]]
    assert os.listdir(desk.directory) == ["k.conf"]


def test_marker_of_a_checked_reload_is_gone_with_the_check(desk: Desk) -> None:
    reader = desk.reader()
    running = wanting(marker=str(desk.directory / "mark"), check_log="")
    assert reader.check(running)
    assert os.listdir(desk.directory) == ["k.conf"]
    reader.read(running)
    assert desk.during == [["k.conf"]]


def test_marker_that_a_crash_left_is_removed_at_the_start(desk: Desk) -> None:
    mark = desk.directory / "keepalived.reload"
    mark.touch()
    desk.daemon = wanting(marker="")
    desk.reader().start()
    assert not mark.exists()


def test_marker_that_cannot_be_made_is_told(desk: Desk) -> None:
    path = desk.directory / "missing" / "mark"
    desk.reader().read(wanting(marker=str(path)))
    assert desk.lines == [f"Failed to create reload file ({path}) 2 - No such file or directory"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda daemon: daemon, "/run/keepalived.reload"),
        (lambda daemon: replace(daemon, use_pid_dir=True), "/run/keepalived/keepalived.reload"),
        (
            lambda daemon: replace(daemon, instance_name="a"),
            "/run/keepalived/keepalived_a.reload",
        ),
    ],
)
def test_marker_without_a_name_is_beside_the_pid_files(
    change: Callable[[Daemon], Daemon], path: str
) -> None:
    assert marker_path(change(wanting(marker="")), "/run") == path
    assert marker_path(change(Daemon()), "/run") is None
    assert marker_path(change(wanting(marker="/x")), "/run") == "/x"


def test_what_is_read_is_saved_where_the_configuration_wants_it(desk: Desk) -> None:
    directory = desk.directory / "save"
    desk.daemon = wanting(save_directory=str(directory))
    reader = desk.reader()
    reader.start()
    desk.config.write_text("# no end")
    reader.read(desk.daemon)
    texts = [directory / f"keepalived.conf.{os.getpid()}.{number}" for number in (0, 1)]
    assert texts[0].read_text() == f"# {desk.config}\n{GOOD}"
    assert texts[1].read_text() == f"# {desk.config}\n# no end\n"


def test_saving_that_fails_is_told_and_stops_nothing(desk: Desk) -> None:
    directory = desk.directory / "missing" / "save"
    desk.daemon = wanting(save_directory=str(directory))
    assert desk.reader().start().daemon == desk.daemon
    assert desk.lines == [
        f"Failed to open config_save file {directory}/keepalived.conf.{os.getpid()}:"
        " No such file or directory"
    ]

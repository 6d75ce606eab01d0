"""Dumps of the supervisor, for itself and for processes that there are not."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.configs import read
from vipd.export.line import Line
from vipd.model.process import Daemon
from vipd.proc import own_dumps
from vipd.proc.log import Log

SERVICE = "virtual_server 192.0.2.1 80 {\nreal_server 192.0.2.2 80 {\n}\n}\n"
SESSION = "bfd_instance b {\nneighbor_ip 10.9.0.2\n}\n"


@dataclass(slots=True)
class Lines:
    """A log that is read."""

    texts: list[str] = field(default_factory=list)

    def write(self, ident: str, line: Line) -> None:
        self.texts.append(line.text)


def names(directory: Path, daemon: Daemon) -> list[str]:
    own_dumps.publish(daemon, Log("P", (Lines(),), detail=False))
    return sorted(path.name for path in directory.iterdir())


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("", []),
        (SERVICE, ["keepalived_check.data"]),
        (SESSION, ["keepalived_bfd.data"]),
        (SESSION + SERVICE, ["keepalived_bfd.data", "keepalived_check.data"]),
    ],
)
def test_supervisor_writes_the_data_of_the_parts_that_the_configuration_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, others: list[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert names(tmp_path, read(text).daemon) == [*others, "keepalived_parent.data"]
    for path in tmp_path.iterdir():
        assert path.read_text().startswith("------< Global definitions >------\n")


def test_supervisor_says_the_data_of_absent_processes_but_not_its_own() -> None:
    lines = Lines()
    log = Log("P", (lines,), detail=False)
    own_dumps.say(read("").daemon, log)
    assert lines.texts == []
    own_dumps.say(read(SERVICE + SESSION).daemon, log)
    assert lines.texts.count("------< Global definitions >------") == 2
    assert "------< LVS Topology >------" in lines.texts
    assert "------< BFD Topology >------" in lines.texts

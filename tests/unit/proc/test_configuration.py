import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from vipd.conf.diag import Diagnostic, ReportClass, Severity
from vipd.export.line import Line
from vipd.proc import configuration
from vipd.proc.files import HostFiles
from vipd.proc.log import Log
from vipd.proc.settings import Settings

GOOD = """
vrrp_instance VI_1 {
    interface vipd-absent
    virtual_router_id 51
    virtual_ipaddress {
        10.9.0.100/24
    }
}
"""
DYNAMIC = "global_defs {\n    dynamic_interfaces\n}\n"


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    logger = logging.getLogger("vipd")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.level, logger.propagate = before


class Memory:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, _ident: str, line: Line) -> None:
        self.texts.append(line.text)


def settings(tmp_path: Path, text: str | None, config_id: str | None = None) -> Settings:
    path = tmp_path / "k.conf"
    if text is not None:
        path.write_text(text)
        path.chmod(0o644)
    return Settings(program="", command_line=(), config_file=str(path), config_id=config_id)


def read(tmp_path: Path, text: str | None, *, detail: bool = False) -> tuple[
    configuration.Loaded, list[str]
]:  # fmt: skip
    memory = Memory()
    loaded = configuration.read(Log("", (memory,), detail), settings(tmp_path, text))
    return loaded, memory.texts


def outcome(tmp_path: Path, text: str | None) -> tuple[int, str]:
    out = io.StringIO()
    return configuration.test(settings(tmp_path, text), out, HostFiles()), out.getvalue()


def test_read_of_a_file_names_it_and_gives_the_model(tmp_path: Path) -> None:
    loaded, said = read(tmp_path, DYNAMIC + GOOD, detail=True)
    assert loaded.status is None
    assert [one.name for one in loaded.daemon.vrrp.instances] == ["VI_1"]
    assert said[:2] == [
        f"Opening file '{tmp_path}/k.conf'.",
        f"Configuration file {tmp_path}/k.conf",
    ]


def test_read_of_a_missing_file_refuses_with_6(tmp_path: Path) -> None:
    loaded, said = read(tmp_path, None)
    assert loaded.status == 6
    assert said[0] == f"Config files missing '{tmp_path}/k.conf'."


def test_read_with_an_interface_that_does_not_exist_refuses_with_2(tmp_path: Path) -> None:
    loaded, said = read(tmp_path, GOOD)
    assert loaded.status == 2
    assert "Non-existent interface specified in configuration" in said
    assert any(
        line.endswith("WARNING - interface vipd-absent for vrrp_instance VI_1 doesn't exist")
        for line in said
    )


def test_read_tells_every_finding_with_its_place(tmp_path: Path) -> None:
    loaded, said = read(tmp_path, "bogus x\n")
    assert loaded.status is None
    at = said.index("(Line 1) Unknown keyword 'bogus'")
    assert f"{tmp_path}/k.conf:1:1: warning C105" in said[at + 1]


def test_read_takes_lines_for_its_config_id(tmp_path: Path) -> None:
    text = "@mine bogus1\n@other bogus2\n"
    memory = Memory()
    configuration.read(Log("", (memory,), False), settings(tmp_path, text, config_id="mine"))
    assert sum("bogus1" in text for text in memory.texts) >= 1
    assert not any("bogus2" in text for text in memory.texts)


@pytest.mark.parametrize(
    ("text", "status", "phrase"),
    [
        ("global_defs {\n}\n", 0, ""),
        ("", 0, ""),
        (None, 4, "Config files missing '"),
        ("bogus x\n", 5, "(Line 1) Unknown keyword 'bogus'"),
        (GOOD.replace("51", "300"), 5, "the virtual router id must be set"),
        (GOOD, 5, "Non-existent interface specified in configuration"),
    ],
    ids=["good", "empty", "missing", "unknown", "range", "interface"],
)
def test_configuration_test_gives_keepaliveds_status(
    tmp_path: Path, text: str | None, status: int, phrase: str
) -> None:
    assert outcome(tmp_path, text)[0] == status
    assert phrase in outcome(tmp_path, text)[1]


@pytest.mark.parametrize("on_host", [True, False])
def test_examination_looks_up_links_and_users_on_the_host_alone(
    tmp_path: Path, on_host: bool
) -> None:
    text = DYNAMIC.replace("}", "    script_user vipd-absent\n}") + GOOD
    examined = configuration.examine(settings(tmp_path, text), on_host=on_host)
    found = [diagnostic.code for diagnostic in examined.diagnostics]
    assert found == (["C439", "C505"] if on_host else [])


def test_finding_is_described_with_its_place_where_it_has_one() -> None:
    finding = Diagnostic(
        code="C204",
        severity=Severity.ERROR,
        klass=ReportClass.INVALID_NUMBER,
        message="bad",
        file="/a.conf",
        line=3,
        column=9,
    )
    assert configuration.describe(finding) == "/a.conf:3:9: bad"
    without = Diagnostic(code="C001", severity=Severity.ERROR, klass=ReportClass.OK, message="gone")
    assert configuration.describe(without) == "gone"

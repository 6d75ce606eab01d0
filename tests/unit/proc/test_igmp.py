from pathlib import Path

import pytest

from vipd.export.line import Line
from vipd.proc.igmp import LocalIgmp
from vipd.proc.log import Log


class Memory:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, _ident: str, line: Line) -> None:
        self.texts.append(line.text)


@pytest.fixture
def memory() -> Memory:
    return Memory()


def igmp(memory: Memory, setting: Path) -> LocalIgmp:
    return LocalIgmp(Log("", (memory,), detail=False), setting)


def test_igmp_turned_off_is_turned_on_again(memory: Memory, tmp_path: Path) -> None:
    setting = tmp_path / "setting"
    setting.write_text("1\n")
    one = igmp(memory, setting)
    one.disable()
    assert setting.read_text() == "0\n"
    one.restore()
    assert setting.read_text() == "1\n"
    assert memory.texts == []


def test_igmp_that_was_off_stays_off(memory: Memory, tmp_path: Path) -> None:
    setting = tmp_path / "setting"
    setting.write_text("0\n")
    one = igmp(memory, setting)
    one.disable()
    one.restore()
    assert setting.read_text() == "0\n"


def test_igmp_never_turned_off_is_left_alone(memory: Memory, tmp_path: Path) -> None:
    setting = tmp_path / "setting"
    setting.write_text("0\n")
    igmp(memory, setting).restore()
    assert setting.read_text() == "0\n"


def test_igmp_without_the_setting_is_told(memory: Memory, tmp_path: Path) -> None:
    igmp(memory, tmp_path / "missing").disable()
    assert memory.texts == [f"kernel does not support {tmp_path / 'missing'}"]


def test_igmp_that_cannot_be_written_is_told(memory: Memory, tmp_path: Path) -> None:
    igmp(memory, tmp_path).disable()
    assert memory.texts == [f"Unable to write {tmp_path}: Is a directory"]

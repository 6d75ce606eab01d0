"""Kernel settings: set as long as they are wanted, put back afterwards."""

from pathlib import Path

import pytest

from tests.support.machines import config
from vipd.export.line import Line
from vipd.model.vrrp import Vrrp
from vipd.proc.log import Log
from vipd.proc.sysctl import LOCAL_IGMP, KernelSettings

PROMOTE = "net/ipv4/conf/eth0/promote_secondaries"
NOTHING = Vrrp(instances=(config(),))
IGMP = Vrrp(disable_local_igmp=True)
PROMOTING = Vrrp(instances=(config(promote_secondaries=True),))


class Memory:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, _ident: str, line: Line) -> None:
        self.texts.append(line.text)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, value in ((LOCAL_IGMP, "1"), (PROMOTE, "0")):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(f"{value}\n")
    return tmp_path


@pytest.fixture
def settings(memory: Memory, root: Path) -> KernelSettings:
    return KernelSettings(Log("", (memory,), detail=False), root)


def value(root: Path, name: str) -> str:
    return (root / name).read_text().strip()


@pytest.mark.parametrize(
    ("wish", "name", "before", "during"),
    [(IGMP, LOCAL_IGMP, "1", "0"), (PROMOTING, PROMOTE, "0", "1")],
)
def test_setting_holds_while_the_daemon_runs(
    settings: KernelSettings, root: Path, wish: Vrrp, name: str, before: str, during: str
) -> None:
    settings.apply(wish)
    assert value(root, name) == during
    settings.restore()
    assert value(root, name) == before


def test_setting_that_was_so_already_stays_so(settings: KernelSettings, root: Path) -> None:
    (root / PROMOTE).write_text("1\n")
    settings.apply(PROMOTING)
    settings.restore()
    assert value(root, PROMOTE) == "1"


def test_setting_nobody_wants_is_left_alone(settings: KernelSettings, root: Path) -> None:
    settings.apply(NOTHING)
    settings.restore()
    assert (value(root, LOCAL_IGMP), value(root, PROMOTE)) == ("1", "0")


def test_reload_that_wants_it_no_more_puts_it_back(settings: KernelSettings, root: Path) -> None:
    settings.apply(PROMOTING)
    settings.apply(PROMOTING)
    assert value(root, PROMOTE) == "1"
    settings.apply(NOTHING)
    assert value(root, PROMOTE) == "0"


def test_setting_the_kernel_does_not_have_is_told_once(memory: Memory, tmp_path: Path) -> None:
    settings = KernelSettings(Log("", (memory,), detail=False), tmp_path)
    settings.apply(IGMP)
    settings.apply(IGMP)
    assert memory.texts == [f"kernel does not support {tmp_path / LOCAL_IGMP}"]
    settings.restore()


def test_setting_of_an_interface_that_went_away_is_forgotten(
    settings: KernelSettings, root: Path, memory: Memory
) -> None:
    settings.apply(PROMOTING)
    (root / PROMOTE).unlink()
    (root / PROMOTE).parent.rmdir()
    settings.restore()
    assert memory.texts == []

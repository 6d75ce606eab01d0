"""Values that are checked against the host: the reports, and what is used instead."""

from dataclasses import dataclass, field

import pytest

from tests.support.configs import MAIN, MemoryFiles, phrases
from vipd.conf.load import Loaded, load
from vipd.conf.local import DirectoryFault, Local


@dataclass(frozen=True)
class Host:
    """A host with two processors that knows one name."""

    processors: int = 2
    faults: dict[str, DirectoryFault] = field(default_factory=dict)

    def resolves(self, name: str) -> bool:
        return name == "mail.example"

    def directory_fault(self, path: str) -> DirectoryFault | None:
        return self.faults.get(path)


FAULTS = {
    "/file": DirectoryFault(),
    "/file/x": DirectoryFault(20, "Not a directory"),
    "/none/x": DirectoryFault(2, "No such file or directory", making=True),
}


def _read(statement: str, host: Local | None = Host(faults=FAULTS)) -> Loaded:
    files = MemoryFiles({MAIN: f"global_defs {{\n{statement}\n}}\n".encode()})
    return load(MAIN, files, config_id="node1", testing=True, local=host)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("smtp_server mail.example", []),
        ("smtp_server 192.0.2.1", []),
        ("smtp_server none.example", ["Invalid smtp server none.example 25"]),
        ("smtp_server none.example 26", ["Invalid smtp server none.example 26"]),
        ("vrrp_cpu_affinity 0 1", []),
        ("vrrp_cpu_affinity -0", []),
        (
            "vrrp_cpu_affinity 99999999999",
            [
                "number '99999999999' outside integer range",
                "Invalid cpu_id:1215752191 specified for vrrp process",
            ],
        ),
        (
            "vrrp_cpu_affinity 0 2 1 3",
            [
                "number '2' outside range [0, 1]",
                "Invalid cpu_id:2 specified for vrrp process",
            ],
        ),
        ("config_save_dir /there", []),
        ("config_save_dir /file", ["config_save_dir /file exists and is not a directory"]),
        ("config_save_dir /file/x", ["config_save_dir /file/x error 20 - Not a directory"]),
        (
            "config_save_dir /none/x",
            ["Unable to create config_save_dir /none/x (error 2 - No such file or directory)"],
        ),
    ],
)
def test_value_that_the_host_does_not_bear_out_is_reported(
    statement: str, expected: list[str]
) -> None:
    assert phrases(_read(statement)) == [f"(Line 2) {message}" for message in expected]


def test_mail_server_that_is_not_found_leaves_the_one_before() -> None:
    loaded = _read("smtp_server mail.example\nsmtp_server none.example")
    assert loaded.daemon.mail.server == "mail.example"


def test_nothing_is_checked_without_a_host() -> None:
    text = "smtp_server none.example\nvrrp_cpu_affinity 8000\nconfig_save_dir /file"
    assert phrases(_read(text, None)) == []

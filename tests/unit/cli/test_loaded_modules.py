"""What a test of a configuration loads: only what the configuration needs."""

import subprocess
import sys
from pathlib import Path

import pytest

PLAIN = """
global_defs {
    router_id node1
}
vrrp_script check {
    script /bin/true
}
vrrp_instance VI_1 {
    interface lo
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.1/24
    }
    track_script {
        check weight -10
    }
}
"""
SERVICE = """
virtual_server 192.0.2.1 80 {
    protocol TCP
    real_server 192.0.2.2 80 {
        TCP_CHECK {
        }
    }
}
"""
SERVICES = {
    f"vipd.conf.{name}"
    for name in (
        "build_checks",
        "build_lvs",
        "judge_lvs",
        "judge_ports",
        "schema.check_kinds",
        "schema.checks",
        "schema.lvs",
        "schema.web_checks",
    )
}
MACHINES = {"vipd.engine", "vipd.core.vrrp", "vipd.proc.child", "vipd.proc.supervisor"}
ELSEWHERE = {
    "vipd.lsp", "vipd.sim", "vipd.demo",
    "asyncio", "click", "difflib", "email", "hashlib", "http", "multiprocessing", "platform",
    "pygls", "random", "rich", "secrets", "ssl", "subprocess", "xml",
}  # fmt: skip
"""What serves other commands, and libraries that take long to load."""

_START = """
import sys
before = set(sys.modules)
from vipd.cli import keepalived
from vipd.proc import daemon
print(*sorted(set(sys.modules) - before))
"""
_RUN = """
import sys
before = set(sys.modules)
from vipd.cli import keepalived
sys.argv = ["keepalived", *sys.argv[1:]]
keepalived.main()
print(*sorted(set(sys.modules) - before))
"""


def _loaded(text: str, directory: Path) -> set[str]:
    file = directory / "keepalived.conf"
    file.write_text(text)
    return _modules(_RUN, "-t", "-f", str(file))


def _modules(code: str, *arguments: str) -> set[str]:
    """Return what a new interpreter loads for this code."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_test_of_a_plain_configuration_loads_nothing_of_services_and_machines(
    tmp_path: Path,
) -> None:
    loaded = _loaded(PLAIN, tmp_path)
    assert "vipd.conf.schema.vrrp_instance" in loaded
    assert loaded & (SERVICES | MACHINES | ELSEWHERE) == set()


@pytest.mark.parametrize("text", [SERVICE, PLAIN + SERVICE])
def test_test_of_a_service_loads_what_judges_it(text: str, tmp_path: Path) -> None:
    loaded = _loaded(text, tmp_path)
    assert loaded >= SERVICES
    assert loaded & (MACHINES | ELSEWHERE) == set()


def test_start_loads_the_machines_and_nothing_that_serves_other_commands() -> None:
    loaded = _modules(_START)
    assert loaded >= MACHINES
    assert loaded & (SERVICES | ELSEWHERE) == set()

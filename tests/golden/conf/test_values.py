"""What is said of each value: statements in ``values.in``, reports in ``values.txt``.

Each line of ``values.in`` names a block and the statements in it, separated by `` | ``. The
phrases were compared with those of keepalived 2.4.3.
"""

from pathlib import Path

from tests.conftest import Golden
from tests.support.configs import instance_text, read
from vipd.conf.diag import config_test_status, explanation, ordered, phrase
from vipd.conf.host import InterfaceFacts, check_host

HERE = Path(__file__).parent
HOST = (
    InterfaceFacts(name="eth0"),
    InterfaceFacts(name="lo", loopback=True, multicast=False, mtu=65536),
)


def _text(block: str, body: str) -> str:
    match block:
        case "root":
            return body + "\n"
        case "global_defs":
            return f"global_defs {{\n{body}\n}}\n"
        case _:
            return instance_text(body)


def _judged(line: str) -> str:
    block, _, statements = line.partition(": ")
    loaded = read(_text(block, statements.replace(" | ", "\n")), testing=True)
    host = check_host(
        loaded.built, HOST, dynamic=loaded.daemon.vrrp.dynamic_interfaces, needs=loaded.needs
    )
    found = ordered(loaded.diagnostics + host)
    lines = [f"{line}  => {config_test_status(found)}"]
    for diagnostic in found:
        lines += [f"    {phrase(diagnostic)}", f"        {explanation(diagnostic)}"]
    return "\n".join(lines) + "\n"


def test_values_are_judged_as_before(golden: Golden) -> None:
    statements = (HERE / "values.in").read_text().splitlines()
    golden(HERE / "values.txt", "".join(_judged(line) for line in statements))

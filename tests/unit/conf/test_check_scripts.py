"""Programs of the checker process, judged on a host."""

import pytest

from tests.support.configs import ID, MAIN, files
from tests.support.scripts import MemoryHost, file
from vipd.conf.load import load
from vipd.conf.scripts import Account
from vipd.model.check import MiscCheck, TcpCheck
from vipd.model.notify import Command

HOST = MemoryHost(
    entries={"/bin/a": file()},
    users={"root": Account(0, 0), "checker": Account(1000, 1000)},
    groups={"checkers": 1001},
)


def _text(service: str, server: str) -> str:
    return (
        f"virtual_server 192.0.2.1 80 {{\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n{service}\n"
        f"real_server 192.0.2.2 80 {{\n{server}\n}}\n}}\n"
    )


SECURITY = "global_defs {\nenable_script_security\nscript_user checker\n}\n"
VIOLATION = "SECURITY VIOLATION - check scripts are being executed but script_security not enabled."


@pytest.mark.parametrize(
    "service, server",
    [
        ("quorum_up /bin/a", ""),
        ("quorum_down /bin/a", ""),
        ("", "notify_up /bin/a"),
        ("", "notify_down /bin/a"),
        ("", "MISC_CHECK {\nmisc_path /bin/a\n}"),
    ],
)
def test_programs_of_checkers_are_run_without_security_under_protest(
    service: str, server: str
) -> None:
    text = _text(service, server)
    said = [d.message for d in load(MAIN, files(text), config_id=ID, scripts=HOST).diagnostics]
    assert VIOLATION in said
    secured = load(MAIN, files(SECURITY + text), config_id=ID, scripts=HOST).diagnostics
    assert VIOLATION not in [d.message for d in secured]


def test_programs_that_are_not_there_are_no_violation() -> None:
    text = _text("", "MISC_CHECK {\nmisc_path /bin/nothing\n}")
    said = [d.message for d in load(MAIN, files(text), config_id=ID, scripts=HOST).diagnostics]
    assert VIOLATION not in said


@pytest.mark.parametrize(
    "owner, uid, gid",
    [("user checker", 1000, 1000), ("user checker checkers", 1000, 1001)],
)
def test_program_of_a_checker_runs_as_its_user(owner: str, uid: int, gid: int) -> None:
    text = _text("", f"MISC_CHECK {{\n{owner}\nmisc_path /bin/a\n}}")
    (service,) = load(MAIN, files(text), config_id=ID, scripts=HOST).daemon.lvs.virtual_servers
    (check,) = service.real_servers[0].checks
    assert isinstance(check, MiscCheck)
    assert (check.script.uid, check.script.gid) == (uid, gid)


@pytest.mark.parametrize(
    "body, shown",
    [
        ("misc_path '/bin/a b'\nuser nobody", "'/bin/a' 'b'"),
        ("user nobody\nmisc_path /bin/a", ""),
        ("user checker nogroup", ""),
    ],
)
def test_program_of_a_user_that_does_not_exist_drops_the_checker(body: str, shown: str) -> None:
    text = _text("", f"MISC_CHECK {{\n{body}\n}}")
    loaded = load(MAIN, files(text), config_id=ID, scripts=HOST, testing=True)
    assert loaded.daemon.lvs.virtual_servers[0].real_servers[0].checks == ()
    said = [d.message for d in loaded.diagnostics if d.code != "C901"]
    assert said == [f"Failed to set uid/gid for misc checker script {shown} - removing"]


def test_programs_that_cannot_be_run_are_not_in_the_model() -> None:
    service = "quorum_up /bin/gone\nquorum_down /bin/a"
    server = (
        "notify_up /bin/a\nnotify_down /bin/gone\nTCP_CHECK {\n}\n"
        "MISC_CHECK {\nmisc_path /bin/gone\n}\nMISC_CHECK {\nmisc_path /bin/a\n}"
    )
    loaded = load(MAIN, files(_text(service, server)), config_id=ID, scripts=HOST)
    (found,) = loaded.daemon.lvs.virtual_servers
    (real,) = found.real_servers
    assert (found.quorum_up, real.notify_down) == (None, None)
    kept = Command(args=("/bin/a",))
    assert (found.quorum_down, real.notify_up) == (kept, kept)
    first, second = real.checks
    assert isinstance(first, TcpCheck)
    assert isinstance(second, MiscCheck)
    assert second.script.args == kept.args
    said = [d for d in loaded.diagnostics if d.code == "C603"]
    assert [d.message for d in said] == [
        "Disabling checker script '/bin/gone' since not found/accessible"
    ]

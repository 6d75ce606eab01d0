"""Scripts against a host: keepalived 2.4's matrix of owners and permissions."""

import pytest

from tests.support.configs import ID, MAIN, files, instance_text
from tests.support.scripts import MemoryHost, directory, file
from vipd.conf.build_security import Judge, Verdict
from vipd.conf.diag import config_test_status
from vipd.conf.load import Loaded, load
from vipd.conf.scripts import Access, Account, EntryKind, resolve
from vipd.model.notify import Command

NOBODY = Account(65_534, 65_534)
HOST = MemoryHost(
    entries={
        "/run/ok/good.sh": file(),
        "/run/ok/bad.sh": file(0o757),
        "/run/ok/data": file(0o644),
        "/run/ok/private": file(0o700),
        "/run/open": directory(0o757),
        "/run/open/good.sh": file(),
        "/tmp": directory(0o1777),
        "/tmp/good.sh": file(),
        "/run/wheel": directory(0o775),
        "/run/wheel/good.sh": file(),
        "/run/users": directory(0o775, gid=100),
        "/run/users/good.sh": file(),
        "/run/other.sh": file(uid=65_534, gid=65_534),
        "/run/secret": directory(0o700),
        "/run/secret/good.sh": file(),
        "/usr/bin/cp": file(),
        "/usr/bin/plain": file(0o644),
    },
    links={
        "/bin": "usr/bin",
        "/run/ok/link": "good.sh",
        "/run/ok/badlink": "/run/ok/bad.sh",
        "/run/loop": "loop",
    },
)
SAFE, UNSAFE = Verdict.RUN, Verdict.UNSAFE
OFF, MISSING, NOT_EXECUTABLE = Verdict.INSECURE, Verdict.MISSING, Verdict.UNEXECUTABLE


@pytest.mark.parametrize(
    ("script", "root_off", "root_on", "user"),
    [
        ("/run/ok/good.sh", SAFE, SAFE, SAFE),
        ("/run/open/good.sh", UNSAFE, OFF, SAFE),
        ("/tmp/good.sh", SAFE, SAFE, SAFE),
        ("/run/wheel/good.sh", SAFE, SAFE, SAFE),
        ("/run/users/good.sh", UNSAFE, OFF, SAFE),
        ("/run/other.sh", UNSAFE, OFF, SAFE),
        ("/run/ok/bad.sh", UNSAFE, OFF, SAFE),
        ("/run/ok/data", NOT_EXECUTABLE, NOT_EXECUTABLE, NOT_EXECUTABLE),
        ("/run/ok/private", SAFE, SAFE, NOT_EXECUTABLE),
        ("/run/ok/link", SAFE, SAFE, SAFE),
        ("/run/ok/badlink", UNSAFE, OFF, SAFE),
        ("/bin/cp", OFF, OFF, SAFE),
        ("/run/secret/good.sh", SAFE, SAFE, MISSING),
        ("/run/ok/none", MISSING, MISSING, MISSING),
        ("/run/loop", MISSING, MISSING, MISSING),
        ("cp", SAFE, SAFE, SAFE),
        ("plain", MISSING, MISSING, MISSING),
        ("unknown", MISSING, MISSING, MISSING),
        ("</etc/flag", SAFE, SAFE, SAFE),
        (">/etc/flag", MISSING, MISSING, MISSING),
        ("/run//ok/./../ok/good.sh", SAFE, SAFE, SAFE),
    ],
)
def test_script_is_run_only_where_that_is_safe(
    script: str, root_off: Verdict, root_on: Verdict, user: Verdict
) -> None:
    def judged(account: Account, *, security: bool) -> Verdict:
        command = Command(args=(script,), uid=account.uid, gid=account.gid)
        return Judge(HOST, security).judge(command)

    assert judged(HOST.own, security=False) is root_off
    assert judged(HOST.own, security=True) is root_on
    assert judged(NOBODY, security=False) is user
    assert judged(NOBODY, security=True) is user


def test_resolve_tells_why_a_path_ends() -> None:
    assert resolve(HOST, "/run/ok/good.sh/x", NOBODY).access is Access.NOT_A_DIRECTORY
    assert resolve(HOST, "/run/secret/good.sh", NOBODY).access is Access.DENIED
    assert resolve(HOST, "/run/loop", NOBODY).access is Access.LOOP
    assert resolve(HOST, "/bin/cp", NOBODY).path == "/usr/bin/cp"


def _load(text: str, host: MemoryHost = HOST) -> Loaded:
    return load(MAIN, files(text), config_id=ID, testing=True, scripts=host)


def _said(loaded: Loaded) -> list[str]:
    return [d.message for d in loaded.diagnostics if d.code != "C901"]


def test_scripts_without_script_security_give_a_security_report() -> None:
    loaded = _load(instance_text("notify /run/ok/good.sh"))
    assert _said(loaded) == [
        "SECURITY VIOLATION - scripts are being executed but script_security not enabled."
    ]
    assert config_test_status(loaded.diagnostics) == 6


def test_scripts_that_others_can_change_are_said_to_be_insecure() -> None:
    loaded = _load("vrrp_script s {\nscript /run/ok/bad.sh\n}\n" + instance_text())
    assert _said(loaded)[0].endswith("not enabled. There are insecure scripts.")


@pytest.mark.parametrize(
    ("script", "why"),
    [("/run/ok/none", "since not found/accessible"), ("/run/ok/bad.sh", "due to insecure")],
)
def test_tracked_script_that_is_not_run_is_disabled_by_name(script: str, why: str) -> None:
    text = (
        "global_defs {\nenable_script_security\nscript_user root\n}\n"
        f"vrrp_script s {{\nscript {script}\n}}\n"
    )
    loaded = _load(text + instance_text("track_script { s }"))
    assert _said(loaded) == [f"Disabling track script s {why}"]
    assert config_test_status(loaded.diagnostics) == 5


def test_scripts_without_an_instance_are_not_looked_at() -> None:
    assert _said(_load("vrrp_script s {\nscript /run/ok/bad.sh\n}\n")) == []


def test_start_script_is_judged_without_an_instance() -> None:
    loaded = _load("global_defs {\nstartup_script /run/ok/good.sh\n}\n")
    assert _said(loaded)[0].startswith("SECURITY VIOLATION - start/shutdown scripts are")


def test_security_that_is_enabled_behind_a_pipe_does_not_concern_its_user() -> None:
    pipe, security = "vrrp_notify_fifo /run/ok/pipe\n", "enable_script_security\n"
    assert _said(_load(f"global_defs {{\n{pipe}{security}}}\n")) == []
    said = _said(_load(f"global_defs {{\n{security}{pipe}}}\n"))
    assert said[0] == "Unable to set default user keepalived_script for script"


def test_security_without_the_default_user_removes_scripts_without_a_user() -> None:
    text = (
        "global_defs {\nenable_script_security\n}\n"
        "vrrp_script s {\nscript /run/ok/good.sh\n}\n"
        "vrrp_script t {\nscript /run/ok/good.sh\nuser root\n}\n"
    )
    loaded = _load(text + instance_text("track_script {\ns\nt\n}"))
    assert _said(loaded) == [
        "Unable to set default user keepalived_script for script",
        "Unable to set default user for vrrp script s - removing",
        "(V) track script s not found, ignoring...",
    ]
    (instance,) = loaded.daemon.vrrp.instances
    assert [tracked.name for tracked in instance.tracking.scripts] == ["t"]


def test_unknown_users_are_reported_where_they_are_named() -> None:
    text = (
        "global_defs {\nenable_script_security\nscript_user nouser\n}\n"
        "vrrp_script s {\nscript '/run/ok/good.sh a'\nuser root nogrp\n}\n"
    )
    assert _said(_load(text + instance_text())) == [
        "Error setting global script uid/gid",
        "Unable to set uid/gid for script '/run/ok/good.sh' 'a'",
    ]


def test_notify_script_of_an_unknown_user_leaves_its_place_to_the_next_one() -> None:
    text = instance_text('notify /run/ok/good.sh nouser\nnotify "/run/ok/good.sh b" root')
    (instance,) = _load(text).daemon.vrrp.instances
    assert instance.notify.any_state == Command(args=("/run/ok/good.sh", "b"), uid=0, gid=0)


def test_key_file_that_others_can_read_is_a_security_report() -> None:
    host = MemoryHost(entries={"/k": file(0o644)}, texts={"/k": b"hex:" + b"0a" * 32 + b"\n"})
    text = instance_text("auth_hmac {\nkey 1 file:/k\nactive_key 1\n}")
    loaded = _load(text, host)
    assert _said(loaded) == ["(V) auth_hmac key file '/k' is readable by group or others"]
    assert config_test_status(loaded.diagnostics) == 6
    (instance,) = loaded.daemon.vrrp.instances
    assert instance.hmac is not None
    assert instance.hmac.keys[0].octets == b"\n" * 32


def test_entry_kinds_are_told_apart() -> None:
    link = HOST.entry("/bin")
    assert link is not None
    assert link.kind is EntryKind.LINK

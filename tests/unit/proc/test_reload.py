from dataclasses import replace

import pytest

from vipd.conf.diag import Diagnostic, ReportClass, Severity
from vipd.model.process import Daemon
from vipd.model.settings import Firewall, Ipvs, Reloading, Settings
from vipd.model.vrrp import Vrrp
from vipd.proc.reload import Accepted, Refused, judge

DAEMON = Daemon()

ERROR = Diagnostic(
    code="C203",
    severity=Severity.ERROR,
    klass=ReportClass.INVALID_NUMBER,
    message="number '300' outside range [1, 255]",
    line=3,
)
WARNING = Diagnostic(
    code="C105",
    severity=Severity.WARNING,
    klass=ReportClass.UNKNOWN_KEYWORD,
    message="Unknown keyword 'foo'",
)
NOTE = replace(WARNING, severity=Severity.NOTE)
FATAL = replace(ERROR, code="C403", message="the virtual router id must be set", exit_status=2)


def test_reload_without_findings_is_accepted() -> None:
    assert judge(DAEMON, (), DAEMON, ()) == Accepted()


def test_reload_with_warnings_is_accepted() -> None:
    assert judge(DAEMON, (), DAEMON, (WARNING, NOTE)) == Accepted()


def test_reload_with_a_new_error_is_refused_by_that_error() -> None:
    assert judge(DAEMON, (), DAEMON, (WARNING, ERROR)) == Refused((ERROR,))


def test_reload_with_an_error_that_we_run_with_is_accepted_wherever_it_is_now() -> None:
    known = (ERROR, WARNING)
    assert judge(DAEMON, known, DAEMON, (replace(ERROR, line=77),)) == Accepted()
    other = replace(ERROR, message="number '400' outside range [1, 255]")
    assert judge(DAEMON, known, DAEMON, (other,)) == Refused((other,))


def test_reload_that_could_not_be_started_with_is_refused_always() -> None:
    assert judge(DAEMON, (FATAL,), DAEMON, (FATAL,)) == Refused((FATAL,))


def test_reload_with_another_instance_name_is_refused_in_keepaliveds_words() -> None:
    assert judge(DAEMON, (), Daemon(instance_name="b"), ()) == Refused(
        (), ("Cannot change instance name at a reload - please restart keepalived",)
    )


def test_reload_that_changes_igmp_is_refused_in_keepaliveds_words() -> None:
    new = Daemon(vrrp=Vrrp(disable_local_igmp=True))
    assert judge(DAEMON, (), new, (ERROR,)) == Refused(
        (ERROR,), ("Cannot change disable_local_igmp at a reload - please restart keepalived",)
    )


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (Settings(firewall=Firewall(table="t")), "nftables table name"),
        (Settings(ipvs=Ipvs(table="t")), "IPVS nftables table name"),
        (Settings(reloading=Reloading(work_directory="/x")), "config_directory"),
    ],
)
def test_reload_that_changes_a_fixed_setting_is_refused_in_keepaliveds_words(
    settings: Settings, what: str
) -> None:
    line = f"Cannot change {what} at a reload - please restart keepalived"
    new = Daemon(settings=settings)
    assert judge(DAEMON, (), new, ()) == Refused((), (line,))
    assert judge(new, (), DAEMON, ()) == Refused((), (line,))
    assert judge(new, (), new, ()) == Accepted()

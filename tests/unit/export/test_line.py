"""Severities of log lines."""

import syslog

from vipd.export.line import Level


def test_levels_have_the_numbers_of_syslog() -> None:
    assert {level.name: level.value for level in Level} == {
        "ALERT": syslog.LOG_ALERT,
        "ERROR": syslog.LOG_ERR,
        "WARNING": syslog.LOG_WARNING,
        "NOTICE": syslog.LOG_NOTICE,
        "INFO": syslog.LOG_INFO,
        "DEBUG": syslog.LOG_DEBUG,
    }

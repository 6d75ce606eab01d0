"""The command line of keepalived 2.4: messages, streams, exit statuses."""

import io
import syslog
from dataclasses import replace

import pytest

from vipd.cli.keepalived import Finished, Request, c_number, parse
from vipd.cli.options import TABLE, Act


class Streams:
    def __init__(self) -> None:
        self.out = io.StringIO()
        self.err = io.StringIO()

    def parse(self, *words: str) -> Request:
        return parse(("keepalived", *words), out=self.out, err=self.err)

    def finish(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(Finished) as finished:
            self.parse(*words)
        return finished.value.status, self.out.getvalue(), self.err.getvalue()


@pytest.fixture
def streams() -> Streams:
    return Streams()


def test_no_options_mean_the_default_file_in_the_background(streams: Streams) -> None:
    settings = streams.parse().settings
    assert settings.config_file == "/etc/keepalived/keepalived.conf"
    assert not settings.foreground
    assert settings.syslog
    assert not settings.detail
    assert settings.respawn
    assert settings.run_vrrp
    assert settings.facility == 3
    assert settings.umask is None


def test_options_of_a_usual_start_are_understood(streams: Streams) -> None:
    request = streams.parse("-nlDG", "-f", "a.conf", "-p/p", "--vrrp_pid=/r", "-R", "-u", "022")
    settings = request.settings
    assert (settings.foreground, settings.console, settings.detail) == (True, True, True)
    assert settings.syslog is False
    assert settings.config_file == "a.conf"
    assert (settings.parent_pid_file, settings.vrrp_pid_file) == ("/p", "/r")
    assert settings.respawn is False
    assert settings.umask == 0o22
    assert settings.command_line[:2] == ("keepalived", "-nlDG")
    assert not request.test
    assert streams.out.getvalue() == streams.err.getvalue() == ""


def test_parts_are_switched_off_one_by_one(streams: Streams) -> None:
    assert streams.parse("-P", "-B").settings.run_vrrp
    assert not streams.parse("-C").settings.run_vrrp


def test_relative_file_of_a_background_daemon_becomes_absolute(
    streams: Streams, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert streams.parse("-f", "a.conf").settings.config_file == f"{tmp_path}/a.conf"


def test_strictness_is_as_keepalived_unless_asked_for(streams: Streams) -> None:
    settings = streams.parse().settings
    assert (settings.strict, settings.allow_unsupported) == (False, False)
    settings = streams.parse("--strict", "--allow-unsupported").settings
    assert (settings.strict, settings.allow_unsupported) == (True, True)


def test_log_goes_to_the_facility_of_daemons_unless_asked_for(streams: Streams) -> None:
    assert streams.parse().settings.facility == syslog.LOG_DAEMON >> 3
    assert streams.parse("-S", "local1").settings.facility == syslog.LOG_LOCAL1 >> 3


def test_config_id_is_taken_whatever_it_is(streams: Streams) -> None:
    assert streams.parse().settings.config_id is None
    assert streams.parse("-i", "-t").settings.config_id == "-t"


@pytest.mark.parametrize(
    ("name", "number"),
    [("STOP", 15), ("RELOAD", 1), ("DATA", 10), ("STATS", 12), ("STATS_CLEAR", 63), ("JSON", 36)],
)
def test_signum_prints_the_number(streams: Streams, name: str, number: int) -> None:
    assert streams.finish(f"--signum={name}") == (0, f"{number}\n", "")


@pytest.mark.parametrize("name", ["TDUMP", "stop", "TDATA"])
def test_signum_of_an_unknown_function_is_refused(streams: Streams, name: str) -> None:
    assert streams.finish("--signum", name) == (1, "", f"Unknown sigfunc {name}\n")


def test_unknown_option_ends_with_status_1(streams: Streams) -> None:
    assert streams.finish("--bogus", "-Z") == (
        1,
        "",
        "Unknown option --bogus\nUnknown option -Z\n",
    )


def test_signum_acts_at_once_whatever_was_wrong_before(streams: Streams) -> None:
    assert streams.finish("--bogus", "--signum=STOP") == (0, "15\n", "Unknown option --bogus\n")


def test_version_and_help_go_to_standard_error(streams: Streams) -> None:
    status, out, err = streams.finish("-vh")
    assert (status, out) == (0, "")
    assert err.startswith("Keepalived v")
    assert "Usage" not in err
    status, out, err = Streams().finish("--help")
    assert (status, out) == (0, "")
    assert "-f, --use-file=FILE" in err


def test_help_leaves_the_place_of_a_letter_blank_where_there_is_none(streams: Streams) -> None:
    _, _, err = streams.finish("--help")
    assert "  -f, --use-file=FILE" in err
    assert "      --strict " in err


def test_help_names_every_option_of_the_table(streams: Streams) -> None:
    _, _, err = streams.finish("-h")
    for entry in TABLE:
        if entry.act is not Act.LOG_FILE:
            assert f"--{entry.option.long}" in err


@pytest.mark.parametrize(
    ("words", "name"),
    [(("-f",), "-f"), (("--use-file=",), "--use-file"), (("--use-file",), "--use-file")],
)
def test_missing_value_names_the_option(
    streams: Streams, words: tuple[str, ...], name: str
) -> None:
    assert streams.finish(*words) == (1, "", f"Missing parameter for option {name}\n")


def test_stray_words_are_told_and_ignored(streams: Streams) -> None:
    request = streams.parse("-t", "log", "-f", "x", "more")
    assert request.test
    assert request.test_log is None
    assert streams.out.getvalue() == "Unexpected argument(s): log more \n"


def test_config_test_takes_its_log_file_attached(streams: Streams) -> None:
    assert streams.parse("-tlog").test_log == "log"
    assert streams.parse("--config-test=log").test_log == "log"
    assert streams.parse("--config-test=").test_log is None


def test_log_file_needs_another_build(streams: Streams) -> None:
    expected = (1, "", "-g requires configure option --enable-log-file\n")
    assert streams.finish("-g") == expected


@pytest.mark.parametrize(
    "words",
    [("-x",), ("-A", "s"), ("-s", "ns"), ("-T",), ("-M",), ("-Mcore",), ("-X",), ("-V",), ("-I",),
     ("-a",), ("--all",)],
)  # fmt: skip
def test_option_of_a_part_that_is_not_built_is_refused_by_name(
    streams: Streams, words: tuple[str, ...]
) -> None:
    status, out, err = streams.finish(*words)
    assert (status, out) == (1, "")
    entry = next(
        entry
        for entry in TABLE
        if f"-{entry.option.short}" == words[0][:2] or f"--{entry.option.long}" == words[0]
    )
    assert f"--{entry.option.long} is not supported" in err


@pytest.mark.parametrize(
    ("word", "facility"),
    [("0", 16), ("7", 23), ("local3", 19), ("user", 1), ("daemon", 3)],
)
def test_log_facility_by_number_or_name(streams: Streams, word: str, facility: int) -> None:
    assert streams.parse("-S", word).settings.facility == facility
    assert streams.err.getvalue() == ""


@pytest.mark.parametrize("word", ["local9", "8", "kern", ""])
def test_log_facility_invalid_is_told_and_ignored(streams: Streams, word: str) -> None:
    assert streams.parse("-S", word).settings.facility == 3
    assert streams.err.getvalue() == f"Invalid log facility '{word}'\n"


@pytest.mark.parametrize("word", ["8x", "0o22", "-1", "01000", "0x200", "", "089"])
def test_umask_invalid_is_told_and_ignored(streams: Streams, word: str) -> None:
    assert streams.parse("-u", word).settings.umask is None
    assert streams.err.getvalue() == f"Invalid --umask option {word}\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [("022", 0o22), ("22", 22), ("0x12", 18), ("0X1f", 31), ("0", 0), ("0777", 511)],
)
def test_number_in_c_notation(text: str, value: int) -> None:
    assert c_number(text) == value


def test_last_of_repeated_options_wins(streams: Streams) -> None:
    settings = streams.parse("-n", "-f", "a", "-f", "b").settings
    assert settings.config_file == "b"


def test_pid_files_of_processes_that_do_not_run_are_accepted(streams: Streams) -> None:
    plain = streams.parse("-n").settings
    given = streams.parse("-n", "-c", "/c", "-b", "/b").settings
    assert replace(given, command_line=()) == replace(plain, command_line=())

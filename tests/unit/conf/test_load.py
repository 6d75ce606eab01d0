"""Reading as a whole."""

import pytest

from tests.support.configs import ID, MAIN, MemoryFiles, files, instance_text, messages, read
from vipd.conf.diag import config_test_status
from vipd.conf.load import load
from vipd.conf.surroundings import Surroundings


def test_load_of_an_empty_file_is_a_valid_configuration() -> None:
    loaded = read("")
    assert loaded.diagnostics == ()
    assert (loaded.status, loaded.files) == (None, (MAIN,))


def test_load_of_a_missing_file_refuses_the_start() -> None:
    loaded = load("nope", MemoryFiles({}), config_id=ID)
    assert messages(loaded.diagnostics) == ["Config files missing 'nope'."]
    assert (loaded.status, loaded.files) == (6, ())


def test_load_of_mere_warnings_starts() -> None:
    loaded = read("foo\n" + instance_text("priority 5a"))
    assert loaded.status is None
    assert len(loaded.daemon.vrrp.instances) == 1


def test_load_with_a_missing_word_goes_on_and_refuses_the_start() -> None:
    loaded = read("global_defs {\n smtp_server\n}\nfoo")
    assert messages(loaded.diagnostics) == [
        "*** Configuration line starting `smtp_server` is missing a parameter after keyword"
        " `smtp_server` at word position 2",
        "Unknown keyword 'foo'",
    ]
    assert loaded.status == 2
    assert config_test_status(loaded.diagnostics) == 2


def test_load_judges_numbers_strictly_only_when_testing() -> None:
    text = "global_defs {\nvrrp_down_timer_adverts 7x\n}\n" + instance_text()
    assert read(text).daemon.vrrp.instances[0].down_timer_adverts == 7
    assert read(text, testing=True).daemon.vrrp.instances[0].down_timer_adverts == 3


def test_load_with_all_checks_makes_a_missing_include_an_error() -> None:
    source = files("include x\n")
    assert load(MAIN, source, config_id=ID).status is None
    assert load(MAIN, source, config_id=ID, all_checks=True).status == 6


@pytest.mark.parametrize(
    "words, directory, missing",
    [
        ("", True, True),
        ("read", True, False),
        ("match", True, True),
        ("read +match", True, True),
        ("match -read", False, True),
        ("wildcard_match", True, False),
        ("nonsense", False, False),
        ("read match", True, False),
    ],
)
def test_include_check_acts_on_the_lines_that_follow(
    words: str, directory: bool, missing: bool
) -> None:
    text = f"include nope0\nglobal_defs {{\ninclude_check {words}\n}}\ninclude d\ninclude nope"
    loaded = read(text, d__x="")
    errors = [d.line for d in loaded.diagnostics if d.code == "C012"]
    assert errors == [5] * directory + [6] * missing


def test_include_check_in_an_included_file_ends_with_it() -> None:
    loaded = read("include x\ninclude nope", x="global_defs { include_check match }\n")
    assert loaded.status is None


def test_load_accepts_what_serves_parts_that_are_not_there() -> None:
    loaded = read(
        "global_defs {\nrouter_id x\nscript_user root\nenable_script_security\nsmtp_alert\n"
        "vrrp_strict off\nenable_dbus\nchecker_priority 5\n}\n"
        'vrrp_script s {\nscript "/bin/true"\n}\nSSL {\nca x\n}\n'
    )
    assert loaded.diagnostics == ()


@pytest.mark.parametrize(
    "text",
    [
        "bfd_instance b {\nneighbor_ip 192.0.2.1\n}",
        "virtual_server 10.0.0.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n"
        "real_server 10.0.0.2 80 {\n}\n}",
        "vrrp_sync_group G {\ngroup { V W }\n}\n"
        + instance_text()
        + instance_text(name="W").replace("51", "52"),
        "static_routes {\n}",
        "net_namespace x",
        "linkbeat_use_polling",
        "global_defs {\nnotify_fifo /x\n}",
        "global_defs {\nvrrp_strict\n}",
        "global_defs {\nstartup_script /x\n}",
        "global_defs {\nvrrp_garp_interval 1\n}",
        instance_text("use_vmac"),
        "vrrp_script x {\nscript /bin/true\n}\n" + instance_text("track_script { x }"),
        instance_text("notify_master /x"),
        instance_text("no_accept"),
        instance_text("strict_mode on"),
        instance_text("auth_hmac {\nkey 1 " + "x" * 32 + "\nactive_key 1\n}"),
        instance_text("virtual_routes {\n}"),
        instance_text("garp_extra_if 5"),
    ],
)
def test_load_names_what_is_not_built_and_refuses_the_start(text: str) -> None:
    loaded = read(text)
    (found,) = [d for d in loaded.diagnostics if d.code == "C901"]
    assert found.line > 0
    assert loaded.status == 2
    assert config_test_status(loaded.diagnostics) == 0


def test_load_judges_what_is_not_built_like_the_rest() -> None:
    loaded = read("bfd_instance b {\nneighbor_ip 192.0.2.1\ntypo\n}", testing=True)
    assert [d.code for d in loaded.diagnostics] == ["C901", "C105"]
    assert config_test_status(loaded.diagnostics) == 5


def test_load_names_what_is_not_built_once() -> None:
    loaded = read("".join(f"bfd_instance b{n} {{\nneighbor_ip 192.0.2.{n}\n}}\n" for n in (1, 2)))
    assert [(d.code, d.line) for d in loaded.diagnostics] == [("C901", 1)]


def test_load_tells_a_configuration_that_wants_to_be_judged_strictly() -> None:
    assert read("global_defs {\nconfig_strict\n}").strict
    assert not read("").strict


@pytest.mark.parametrize(
    "text", [instance_text("strict_mode off"), instance_text("garp_extra_if 0")]
)
def test_load_lets_harmless_values_of_what_is_not_built_through(text: str) -> None:
    assert read(text).diagnostics == ()


def test_load_takes_the_names_of_the_host_where_none_are_configured() -> None:
    here = Surroundings(host_name="node", user_name="web")
    server = "smtp_server 192.0.2.1\n"
    own = "router_id r\nsmtp_helo_name h\nnotification_email_from a@b\n"

    def names(lines: str) -> tuple[str | None, str | None, str | None]:
        text = f"global_defs {{\n{lines}}}\n"
        daemon = load(MAIN, files(text), config_id=ID, surroundings=here).daemon
        return daemon.router_id, daemon.mail.helo, daemon.mail.sender

    assert names("") == ("node", None, None)
    assert names(server) == ("node", "node", "web@node")
    assert names(server + own) == ("r", "h", "a@b")

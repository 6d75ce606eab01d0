"""Command lines: the table of keepalived 2.4's observed results, and what cannot be split."""

import pytest

from tests.support.lines import words
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema.call import Call, MissingWord, Rejected
from vipd.conf.schema.commands import (
    Command,
    CommandLine,
    EscapeMissing,
    Unclosed,
    split_command,
)


def _read(text: str, kind: Command | None = None) -> tuple[CommandLine, list[str]]:
    reports = Reports()
    call = Call(words(*text.split(), value=text), "V", reports, Prefix.NONE, True)
    return (kind or Command()).read(call), [d.message for d in reports.found]


@pytest.mark.parametrize(
    ("written", "args"),
    [
        ('"/usr/bin/echo a b"', ("/usr/bin/echo", "a", "b")),
        ("'/usr/bin/echo a'", ("/usr/bin/echo", "a")),
        ("\"/usr/bin/echo 'a b' c\"", ("/usr/bin/echo", "a b", "c")),
        ('"/usr/bin/echo \\"a b\\" c"', ("/usr/bin/echo", '"a', 'b"', "c")),
        ("\"/usr/bin/echo '{x} y' z\"", ("/usr/bin/echo", "{x} y", "z")),
        ('"/usr/bin/echo no\\x41\\102\\tx"', ("/usr/bin/echo", "noAB\tx")),
        ('"/usr/bin/echo a\\\\x41"', ("/usr/bin/echo", "a\\x41")),
        ("\"/usr/bin/echo 'a\\x41'\"", ("/usr/bin/echo", "aA")),
        ("\"/usr/bin/echo '' x\"", ("/usr/bin/echo", "", "x")),
        ('"/usr/bin/echo \\xg \\cA \\E"', ("/usr/bin/echo", "xg", "\x01", "\x1b")),
        ('"/usr/bin/echo a\\08"', ("/usr/bin/echo", "a")),
        ('"/usr/bin/echo a\\ b"', ("/usr/bin/echo", "a b")),
        ('/usr/bin/ec"ho q"x', ("/usr/bin/echo", "qx")),
        ('"/usr/bin/echo \\xff"', ("/usr/bin/echo", "\udcff")),
    ],
)
def test_command_is_split_into_its_arguments(written: str, args: tuple[str, ...]) -> None:
    line, found = _read(f"notify {written}")
    assert (line.args, line.user, found) == (args, None, [])


def test_command_with_words_behind_it_names_user_and_group() -> None:
    line, _ = _read('notify "/usr/bin/echo a" nobody nogroup x')
    assert (line.args, line.user, line.group) == (("/usr/bin/echo", "a"), "nobody", "nogroup")


def test_command_without_owner_ignores_the_words_behind_it() -> None:
    line, found = _read("script /usr/bin/echo nobody", Command(owned=False))
    assert (line.args, line.user) == (("/usr/bin/echo",), None)
    assert found == ["What follows /usr/bin/echo is not used"]
    assert _read('script "/usr/bin/echo nobody"', Command(owned=False))[1] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("notify '/bin/true", "String 'notify '/bin/true': missing terminating '"),
        ('notify "/bin/true \'a"', "String '/bin/true 'a': missing terminating '"),
        ("notify /bin/true\\", "Missing escape char at end: 'notify /bin/true\\'"),
    ],
)
def test_command_that_cannot_be_split_is_reported_and_rejected(text: str, message: str) -> None:
    reports = Reports()
    line = words(*text.split(), value=text)
    with pytest.raises(Rejected):
        Command().read(Call(line, "V", reports, Prefix.NONE, True))
    assert [d.message for d in reports.found] == [message]


def test_command_whose_only_word_is_lost_to_an_open_quote_is_missing() -> None:
    reports = Reports()
    line = words("startup_script", value='startup_script "/bin/true')
    with pytest.raises(Rejected):
        Command(missing="startup script missing").read(Call(line, "", reports, Prefix.NONE, True))
    assert [d.message for d in reports.found] == ["startup script missing"]


def test_command_without_any_word_is_rejected_where_it_must_not_be_missing() -> None:
    with pytest.raises(Rejected):
        _read('startup_script ""', Command(missing="startup script missing"))
    assert _read('notify ""')[0].args == ()


def test_keyword_that_may_stand_alone_has_no_arguments() -> None:
    line, found = _read("notify_deleted", Command(optional=True))
    assert (line.args, found) == ((), [])


def test_keyword_without_its_command_lacks_a_word() -> None:
    with pytest.raises(MissingWord):
        _read("notify")


def test_split_keeps_escapes_unless_it_interprets_them() -> None:
    assert split_command("a\\x41 'b c'", interpret=False) == ("a\\x41", "b c")
    with pytest.raises(Unclosed):
        split_command('"a', interpret=False)
    with pytest.raises(EscapeMissing):
        split_command("a\\", interpret=True)

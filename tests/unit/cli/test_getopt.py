"""The rules of getopt_long, one by one; the expectations are those of keepalived 2.4."""

import pytest

from vipd.cli.getopt import Argument, Found, Given, Missing, Option, Stray, Unknown, scan

FILE = Option(short="f", long="use-file", argument=Argument.REQUIRED)
TEST = Option(short="t", long="config-test", argument=Argument.OPTIONAL)
DONT_FORK = Option(short="n", long="dont-fork")
DONT_RESPAWN = Option(short="R", long="dont-respawn")
NO_BFD = Option(short="B", long="no_bfd")
NO_SYSLOG = Option(short="G", long="no-syslog")
VERSION = Option(short="v", long="version")
ALL = Option(long="all")
ALL_CONFIG = Option(short="e", long="all-config")
OPTIONS = (
    FILE,
    TEST,
    DONT_FORK,
    DONT_RESPAWN,
    NO_BFD,
    NO_SYSLOG,
    VERSION,
    ALL,
    ALL_CONFIG,
)


def found(*words: str) -> list[Found]:
    return list(scan(OPTIONS, words))


@pytest.mark.parametrize(
    "words",
    [("-fx",), ("-f", "x"), ("--use-file=x",), ("--use-file", "x"), ("--use", "x"), ("--us=x",)],
)
def test_required_argument_in_every_form_is_taken(words: tuple[str, ...]) -> None:
    assert found(*words) == [Given(FILE, "x")]


def test_required_argument_that_looks_like_an_option_is_taken() -> None:
    assert found("-f", "-t") == [Given(FILE, "-t")]
    assert found("--use-file", "--") == [Given(FILE, "--")]


def test_bundle_of_flags_is_taken_apart() -> None:
    assert found("-nRG") == [Given(DONT_FORK, None), Given(DONT_RESPAWN, None),
                             Given(NO_SYSLOG, None)]  # fmt: skip


def test_bundle_with_a_value_ends_at_the_value() -> None:
    assert found("-nfRG") == [Given(DONT_FORK, None), Given(FILE, "RG")]
    assert found("-nf", "R") == [Given(DONT_FORK, None), Given(FILE, "R")]


def test_optional_argument_is_taken_only_when_attached() -> None:
    assert found("-tlog") == [Given(TEST, "log")]
    assert found("--config-test=log") == [Given(TEST, "log")]
    assert found("-t", "log") == [Given(TEST, None), Stray("log")]
    assert found("--config-test", "log") == [Given(TEST, None), Stray("log")]


def test_optional_argument_attached_but_empty_counts_as_absent() -> None:
    assert found("--config-test=") == [Given(TEST, None)]


def test_long_name_abbreviated_is_accepted_when_it_is_the_only_one() -> None:
    assert found("--vers") == [Given(VERSION, None)]
    assert found("--dont-f") == [Given(DONT_FORK, None)]


@pytest.mark.parametrize("word", ["--dont", "--no", "--dont-"])
def test_long_name_abbreviated_too_far_is_unknown(word: str) -> None:
    assert found(word) == [Unknown(word)]


def test_long_name_that_begins_another_is_itself() -> None:
    assert found("--all") == [Given(ALL, None)]


def test_unknown_options_are_named_as_typed() -> None:
    assert found("--bogus=1", "-Z", "--no-bfd") == [
        Unknown("--bogus=1"),
        Unknown("-Z"),
        Unknown("--no-bfd"),
    ]


def test_unknown_letter_in_a_bundle_does_not_hide_the_next() -> None:
    assert found("-nZR") == [Given(DONT_FORK, None), Unknown("-Z"), Given(DONT_RESPAWN, None)]


def test_flag_with_a_value_is_unknown() -> None:
    assert found("--version=3") == [Unknown("--version=3")]


def test_missing_values_name_the_option() -> None:
    assert found("-f") == [Missing("-f")]
    assert found("-nf") == [Given(DONT_FORK, None), Missing("-f")]
    assert found("--use-file=") == [Missing("--use-file")]
    assert found("--use-file") == [Missing("--use-file")]
    assert found("--use-f") == [Missing("--use-file")]


def test_stray_words_may_stand_between_options() -> None:
    assert found("a", "-n", "-", "-R") == [
        Stray("a"),
        Given(DONT_FORK, None),
        Stray("-"),
        Given(DONT_RESPAWN, None),
    ]


def test_double_dash_ends_the_options() -> None:
    assert found("-n", "--", "-R", "--bogus") == [
        Given(DONT_FORK, None),
        Stray("-R"),
        Stray("--bogus"),
    ]


def test_option_without_long_form_is_named_by_its_letter() -> None:
    assert Option(short="d").name == "-d"
    assert NO_BFD.name == "--no_bfd"

"""Trackers and the lines that refer to them: what reaches the model, and what is said."""

import pytest

from tests.support.configs import ID, MAIN, files, instance_text, read
from tests.support.scripts import MemoryHost, directory
from vipd.base.units import SECOND
from vipd.conf.load import Loaded, load
from vipd.model.track import ProcessMatch, TrackedObject, TrackFile, TrackScript

SCRIPT = "vrrp_script s {\nscript '/bin/check -v'\ninterval 2\nweight 5 reverse\nrise 3\n}\n"


def _said(loaded: Loaded) -> list[str]:
    return [d.message for d in loaded.diagnostics if d.code != "C901"]


def test_script_reaches_the_model_with_its_defaults_settled() -> None:
    loaded = read(SCRIPT + instance_text("track_script { s }"))
    (script,) = loaded.daemon.vrrp.scripts
    assert isinstance(script, TrackScript)
    assert script.command.args == ("/bin/check", "-v")
    assert (script.interval, script.timeout, script.limit) == (2 * SECOND, None, 2 * SECOND)
    assert (script.rise, script.fall, script.init_fail) == (3, 1, False)
    (instance,) = loaded.daemon.vrrp.instances
    assert instance.tracking.scripts == (TrackedObject(name="s", weight=5, reverse=True),)


def test_line_with_a_weight_of_its_own_does_not_take_that_of_the_block() -> None:
    loaded = read(SCRIPT + instance_text("track_script {\ns weight -7 noreverse\n}"))
    (instance,) = loaded.daemon.vrrp.instances
    assert instance.tracking.scripts == (TrackedObject(name="s", weight=-7, reverse=False),)


def test_line_before_the_block_it_names_tracks_nothing() -> None:
    loaded = read(instance_text("track_script { s }") + SCRIPT)
    assert _said(loaded) == ["(V) track script s not found, ignoring..."]
    assert loaded.daemon.vrrp.instances[0].tracking.scripts == ()


def test_owner_drops_weights_but_keeps_what_can_put_it_in_fault() -> None:
    text = SCRIPT + "vrrp_script z {\nscript /bin/true\n}\n"
    loaded = read(text + instance_text("priority 255\ntrack_script {\ns\nz\n}"))
    assert _said(loaded) == ["(V) ignoring tracked script s with weights due to address_owner"]
    (instance,) = loaded.daemon.vrrp.instances
    assert [tracked.name for tracked in instance.tracking.scripts] == ["z"]


def test_member_of_a_sync_group_keeps_a_file_of_the_default_weight_without_weight() -> None:
    text = "track_file f {\nfile /run/f\n}\n" + instance_text("track_file { f }")
    loaded = read(text + "vrrp_sync_group G {\ngroup { V }\n}\n")
    assert "(V) ignoring weight from tracked file f due to SYNC group. specify weight 0" in _said(
        loaded
    )
    (instance,) = loaded.daemon.vrrp.instances
    assert instance.tracking.files == (TrackedObject(name="f", weight=0, reverse=False),)


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("process a", ProcessMatch.NAME),
        ("process a b", ProcessMatch.EXACT),
        ("process a\nfull_command", ProcessMatch.COMMAND),
        ("process a\nparam_match", ProcessMatch.EXACT),
        ("process a b\nparam_match initial", ProcessMatch.INITIAL),
        ("process a b\nparam_match partial", ProcessMatch.PARTIAL),
    ],
)
def test_process_is_compared_as_its_words_ask(body: str, match: ProcessMatch) -> None:
    (process,) = read(f"vrrp_track_process p {{\n{body}\n}}\n").daemon.vrrp.processes
    assert process.match is match


def test_delay_sets_both_delays_until_a_later_line_sets_one() -> None:
    text = "vrrp_track_process p {\nprocess a\nfork_delay 9\ndelay 2\nterminate_delay 3\n}\n"
    (process,) = read(text).daemon.vrrp.processes
    assert (process.fork_delay, process.terminate_delay) == (2 * SECOND, 3 * SECOND)


@pytest.mark.parametrize(
    ("body", "bounds", "said"),
    [
        ("quorum 2\nquorum_max 5", (2, 5), []),
        ("quorum_max 0", (0, 0), []),
        ("quorum 3\nquorum_max 2", (3, None), ["quorum_max is less than quorum - ignoring"]),
        ("quorum_max 2\nquorum 3", (1, 2), ["Quorum is greater than quorum_max - ignoring"]),
    ],
)
def test_bound_that_contradicts_the_one_before_is_ignored(
    body: str, bounds: tuple[int, int | None], said: list[str]
) -> None:
    loaded = read(f"vrrp_track_process p {{\nprocess a\n{body}\n}}\n")
    (process,) = loaded.daemon.vrrp.processes
    assert ((process.quorum, process.quorum_max), _said(loaded)) == (bounds, said)


def test_file_reaches_the_model_with_what_is_written_at_the_start() -> None:
    loaded = read("track_file f {\nfile /run/f\ninit_file 3 overwrite\n}\n")
    assert loaded.daemon.vrrp.files == (
        TrackFile(name="f", path="/run/f", weight=1, reverse=False, initial=3, overwrite=True),
    )


def test_weight_that_says_the_default_leaves_room_for_another_one() -> None:
    text = "track_file f {\nfile /run/f\nweight 1\nweight 4\nweight 5\n}\n"
    loaded = read(text + instance_text("track_file { f }"))
    assert _said(loaded) == ["Weight already set for track file f - ignoring 5"]
    (instance,) = loaded.daemon.vrrp.instances
    assert instance.tracking.files[0].weight == 4


def test_file_in_a_directory_that_is_not_there_is_not_tracked() -> None:
    text = "track_file f {\nfile /run/none/f\n}\n" + instance_text("track_file { f }")
    host = MemoryHost(entries={"/run": directory()})
    loaded = load(MAIN, files(text), config_id=ID, scripts=host)
    assert _said(loaded) == [
        "realpath() error 2 (No such file or directory) for f",
        "(V) track file f not found, ignoring...",
    ]

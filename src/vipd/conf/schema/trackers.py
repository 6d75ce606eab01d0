"""Blocks that name what can be tracked: scripts, processes, files."""

from enum import Enum

from vipd.base.units import SECOND, Duration
from vipd.conf.schema.commands import Command, CommandLine
from vipd.conf.schema.declare import block, kw
from vipd.conf.schema.kinds import Choice, Flag, Int, Seconds, Text
from vipd.conf.schema.numbers import I32_MAX
from vipd.conf.schema.registry import REQUIRED, Repeat, Unset
from vipd.conf.schema.track_lines import Weight
from vipd.conf.schema.tracker_kinds import (
    InitFile,
    InitialContent,
    ProcessName,
    ScriptTime,
    ScriptWeight,
    TrackerWeight,
    User,
    UserName,
)

PROCESSES_MAX = 65_535
_DELAY = Seconds(1, 3_600_000_000)


def _count(name: str, low: int) -> str:
    return (
        f"{name} ({{value}}) for vrrp_track_process {{owner}} must be between"
        f" [{low}..{PROCESSES_MAX}] inclusive. Ignoring..."
    )


def _delay(name: str) -> str:
    return (
        f"{name} ({{value}}) for vrrp_track_process {{owner}} must be between"
        " [0.000001..3600] inclusive. Ignoring..."
    )


@block("vrrp_script", child=True)
class VrrpScript:
    """A script that is run periodically."""

    script: CommandLine | None = kw(
        Command(owned=False, kept=True),
        "Command line; quote it if it has parameters.",
        default=None,
        unset=REQUIRED,
        command=True,
    )
    interval: Duration = kw(
        ScriptTime("interval", "must be between 0.001 and 4294 - ignoring"),
        "Time between runs.",
        default=Duration(SECOND),
    )
    timeout: Duration | None = kw(
        ScriptTime("timeout", "invalid - ignoring"),
        "Time after which the run counts as failed and is killed.",
        default=None,
        unset=Unset(inherits=("vrrp_script.interval",)),
    )
    weight: Weight = kw(ScriptWeight(), "Default weight for track_script.", default=Weight(0))
    rise: int = kw(
        Int(1, I32_MAX),
        "Successes needed to become OK.",
        default=1,
        on_error=1,
        bad="({owner}): vrrp script rise value '{value}' invalid, defaulting to 1",
    )
    fall: int = kw(
        Int(1, I32_MAX),
        "Failures needed to become failed.",
        default=1,
        on_error=1,
        bad="({owner}): vrrp script fall value '{value}' invalid, defaulting to 1",
    )
    user: UserName | None = kw(
        User(),
        "User/group to run as.",
        default=None,
        unset=Unset(inherits=("global_defs.script_user",)),
    )
    init_fail: bool = kw(Flag(), "Assume failed at start.", default=False)


class ParamMatch(Enum):
    """How the parameters of a process are compared."""

    EXACT = "exact"
    INITIAL = "initial"
    PARTIAL = "partial"


@block("vrrp_track_process", child=True)
class VrrpTrackProcess:
    """A number of processes."""

    process: tuple[str, ...] | None = kw(
        ProcessName(),
        "Process name; parameters imply matching the full command line.",
        default=None,
        unset=REQUIRED,
        repeat=Repeat.FIRST,
        repeated="Process already set for track process {owner} - ignoring {value}",
    )
    param_match: ParamMatch | None = kw(
        Choice(
            {"initial": ParamMatch.INITIAL, "partial": ParamMatch.PARTIAL}, bare=ParamMatch.EXACT
        ),
        "How parameters are compared; no value = exact (no parameters allowed if none given).",
        default=None,
        unset=Unset(words="not compared; exactly where parameters are given"),
        bad="Invalid param_match type {value} - ignoring",
    )
    weight: Weight | None = kw(
        TrackerWeight(0, "vrrp_track_process", "track process"),
        "Default weight for track_process.",
        default=Weight(0),
        repeat=Repeat.FIRST,
        repeated="Weight already set for track process {owner} - ignoring {value}",
    )
    quorum: int | None = kw(
        Int(1, PROCESSES_MAX),
        "Minimum number of processes.",
        default=None,
        unset=Unset("1"),
        bad=_count("Quorum", 1),
    )
    quorum_max: int | None = kw(
        Int(0, PROCESSES_MAX),
        "Maximum number of processes; 0 = none may run.",
        default=None,
        unset=Unset(words="unlimited"),
        bad=_count("quorum_max", 0),
    )
    delay: Duration | None = kw(
        _DELAY,
        "Sets fork_delay and terminate_delay.",
        default=None,
        unset=Unset(words="no delay"),
        bad=_delay("delay"),
    )
    fork_delay: Duration | None = kw(
        _DELAY,
        "Wait after the quorum is gained by a fork.",
        default=None,
        unset=Unset(inherits=("vrrp_track_process.delay",)),
        bad=_delay("fork_delay"),
    )
    terminate_delay: Duration | None = kw(
        _DELAY,
        "Wait after the quorum is lost.",
        default=None,
        unset=Unset(inherits=("vrrp_track_process.delay",)),
        bad=_delay("terminate_delay"),
    )
    full_command: bool = kw(Flag(), "Match the full command line.", default=False)


@block("track_file", child=True)
class TrackFile:
    """A file with a number in it."""

    file: str | None = kw(
        Text(missing="track file file name missing"),
        "File to watch.",
        default=None,
        unset=REQUIRED,
        repeat=Repeat.FIRST,
        repeated="File already set for track file {owner} - ignoring {value}",
    )
    weight: Weight | None = kw(
        TrackerWeight(1, "track_file", "track file"),
        "Multiplier for the value in the file.",
        default=Weight(1),
        repeat=Repeat.FIRST,
        repeated="Weight already set for track file {owner} - ignoring {value}",
    )
    init_file: InitialContent | None = kw(
        InitFile(),
        "Create the file with VALUE at start if it does not exist, or always with overwrite.",
        default=None,
        unset=Unset(words="the file is not touched; VALUE 0"),
    )

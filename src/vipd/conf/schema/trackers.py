"""Blocks that name what can be tracked; without effect until tracking is built."""

from vipd.conf.schema.declare import block, command, word


@block("vrrp_script", child=True)
class VrrpScript:
    """A script that is run periodically."""

    script: object = command("Command line; quote it if it has parameters.")
    interval: object = word("Time between runs.")
    timeout: object = word("Time after which the run counts as failed and is killed.")
    weight: object = word("Default weight for track_script.")
    rise: object = word("Successes needed to become OK.")
    fall: object = word("Failures needed to become failed.")
    user: object = word("User/group to run as.")
    init_fail: object = word("Assume failed at start.")


@block("vrrp_track_process", child=True)
class VrrpTrackProcess:
    """A number of processes."""

    process: object = word("Process name; parameters imply matching the full command line.")
    param_match: object = word(
        "How parameters are compared; no value = exact (no parameters allowed if none given)."
    )
    weight: object = word("Default weight for track_process.")
    quorum: object = word("Minimum number of processes.")
    quorum_max: object = word("Maximum number of processes; 0 = none may run.")
    delay: object = word("Sets fork_delay and terminate_delay.")
    fork_delay: object = word("Wait after the quorum is gained by a fork.")
    terminate_delay: object = word("Wait after the quorum is lost.")
    full_command: object = word("Match the full command line.")


@block("track_file", child=True)
class TrackFile:
    """A file with a number in it."""

    file: object = word("File to watch.")
    weight: object = word("Multiplier for the value in the file.")
    init_file: object = word(
        "Create the file with VALUE at start if it does not exist, or always with overwrite."
    )

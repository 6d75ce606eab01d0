"""The part of a dump's head about the processes: priorities, memory, processors."""

from collections.abc import Iterator

from vipd.export.dump.text import true
from vipd.model.process import Daemon
from vipd.model.vrrp import Process


def processes(daemon: Daemon) -> Iterator[str]:
    """Yield how each process is to run, whichever of them the dump belongs to."""
    settings = daemon.settings
    most = "Disabled" if settings.auto_priority < 0 else settings.auto_priority
    yield f" Max auto priority = {most}"
    yield f" Min auto priority delay = {settings.auto_priority_delay_us} usecs"
    yield from _process("VRRP", daemon.vrrp.process)
    yield from _process("Checker", settings.checker)
    yield from _process("BFD", settings.bfd)


def _process(what: str, process: Process) -> Iterator[str]:
    yield f" {what} process priority = {process.nice}"
    yield f" {what} don't swap = {true(process.no_swap)}"
    yield f" {what} realtime priority = {process.rt_priority or 0}"
    if process.cpu_affinity:
        cpus = "".join(f"{cpu} " for cpu in process.cpu_affinity)
        yield f" {what} CPU Affinity = {cpus}"
    yield f" {what} realtime limit = {process.rlimit_rttime_us}"

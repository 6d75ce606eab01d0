"""Reads the configuration for the processes: the one door to ``conf``."""

import gc
import os
import pwd
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TextIO

from vipd.conf import load as conf
from vipd.conf.diag import (
    Diagnostic,
    config_test_status,
    explanation,
    phrase,
    render,
    start_status,
)
from vipd.conf.files import Files
from vipd.conf.host import InterfaceFacts, check_host, fit_mtu, with_host
from vipd.conf.policy import Policy
from vipd.conf.surroundings import Surroundings
from vipd.linux.netlink import KernelPort
from vipd.model.process import Daemon
from vipd.proc import log as logs
from vipd.proc.files import HostFiles, KeptFiles
from vipd.proc.local_host import LocalHost
from vipd.proc.log import Log
from vipd.proc.script_host import HostScripts
from vipd.proc.settings import Settings

_SEED_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, and what was found in it, on this host too.

    ``status``: exit status of a start that this refuses, None when the daemon may start.
    """

    daemon: Daemon
    diagnostics: tuple[Diagnostic, ...]
    status: int | None
    files: tuple[str, ...] = ()
    """Paths of the files in the order in which they were read."""


def read(log: Log, settings: Settings, files: Files | None = None) -> Loaded:
    """Read the configuration and log what is wrong with it; ``files`` None: those of the host."""
    loaded = _load(settings, testing=False, files=files)
    for name in loaded.files:
        log.detailed(f"Opening file '{name}'.")
    if loaded.files:
        log.info(f"Configuration file {settings.config_file}")
    daemon, on_host = _on_host(loaded, log)
    found = _policy(settings, loaded).judge(with_host(loaded.diagnostics, on_host))
    for diagnostic in found:
        log.info(phrase(diagnostic))
        log.info(f"    {explanation(diagnostic)}")
    return Loaded(daemon, found, start_status(found), loaded.files)


def test(settings: Settings, out: TextIO, files: Files) -> int:
    """Test the configuration, write what is wrong with it and return the exit status of ``-t``."""
    with _uncollected():
        return _test(settings, out, files)


def _test(settings: Settings, out: TextIO, files: Files) -> int:
    silent = Log("", (), detail=False)
    logs.connect(silent)
    loaded = _load(settings, testing=True, files=files)
    _, on_host = _on_host(loaded, silent)
    found = _policy(settings, loaded).judge(with_host(loaded.diagnostics, on_host))
    for diagnostic in found:
        out.write(render(diagnostic) + "\n")
    return config_test_status(found)


@dataclass(frozen=True, slots=True)
class Examined:
    """A configuration that was read to be looked at, not to be run.

    ``diagnostics``: those of a configuration test, and advice. ``contents``: every file that was
    read, by its path, as it was then. ``text``: all of it as this node reads it, in one text,
    where that was asked for.
    """

    daemon: Daemon
    diagnostics: tuple[Diagnostic, ...]
    contents: Mapping[str, bytes]
    text: str | None = None


def examine(settings: Settings, *, on_host: bool, expanding: bool = False) -> Examined:
    """Read a configuration as a test does; ``on_host``: judge it by the interfaces here too."""
    files = KeptFiles()
    loaded = _load(settings, testing=True, files=files, reviewing=True, on_host=on_host)
    daemon = loaded.daemon
    here: tuple[Diagnostic, ...] = ()
    if on_host:
        silent = Log("", (), detail=False)
        logs.connect(silent)
        daemon, here = _on_host(loaded, silent)
    found = _policy(settings, loaded).judge(loaded.diagnostics + here)
    text = _expanded(settings, files) if expanding else None
    return Examined(daemon, found, files.contents, text)


def _expanded(settings: Settings, files: Files) -> str:
    """Return the configuration as this node reads it."""
    return conf.expand(
        settings.config_file, files, config_id=_config_id(settings), surroundings=_surroundings()
    )


def describe(diagnostic: Diagnostic) -> str:
    """Return a finding as a person wants it: the place, and what is wrong."""
    if not diagnostic.line:
        return diagnostic.message
    place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
    return f"{place}: {diagnostic.message}"


def _load(
    settings: Settings,
    *,
    testing: bool,
    files: Files | None = None,
    reviewing: bool = False,
    on_host: bool = True,
) -> conf.Loaded:
    with _uncollected():
        return conf.load(
            settings.config_file,
            files or HostFiles(),
            config_id=_config_id(settings),
            testing=testing,
            all_checks=settings.all_config,
            reviewing=reviewing,
            surroundings=_surroundings(),
            scripts=HostScripts() if on_host else None,
            local=LocalHost(resolving=testing) if on_host else None,
        )


def _config_id(settings: Settings) -> str:
    """Return what ``@ID`` lines are for; keepalived 2.4: the host name up to its first dot."""
    return settings.config_id or socket.gethostname().partition(".")[0]


def _surroundings() -> Surroundings:
    return Surroundings(
        directory=os.getcwd(),
        environment=os.environ,
        seed=int.from_bytes(os.urandom(_SEED_BYTES)),
        host_name=socket.gethostname(),
        user_name=_user_name(),
    )


def _user_name() -> str:
    """Return the user of this process, its number where it has no name."""
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking a growing tree again and again.

    What reading makes has no cycles; a large configuration takes twice the time with it.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _policy(settings: Settings, loaded: conf.Loaded) -> Policy:
    return Policy(
        strict=settings.strict or loaded.strict, allow_unsupported=settings.allow_unsupported
    )


def _on_host(loaded: conf.Loaded, log: Log) -> tuple[Daemon, tuple[Diagnostic, ...]]:
    """Return the configuration as this host can run it, and what is wrong with it here."""
    if not loaded.built and not loaded.needs:
        return loaded.daemon, ()
    try:
        kernel = KernelPort()
        try:
            links, _ = kernel.snapshot()
        finally:
            kernel.close()
    except OSError as error:
        log.warning(f"Unable to read the interfaces of this host: {error.strerror}")
        return loaded.daemon, ()
    facts = [
        InterfaceFacts(
            name=link.name,
            multicast=link.multicast,
            loopback=link.loopback,
            mtu=link.mtu,
            ethernet=link.ethernet,
            kind=link.kind,
        )
        for link in links
    ]
    found = check_host(
        loaded.built,
        facts,
        dynamic=loaded.daemon.vrrp.dynamic_interfaces,
        needs=loaded.needs,
    )
    daemon, moved = fit_mtu(loaded.daemon, facts)
    return daemon, found + moved

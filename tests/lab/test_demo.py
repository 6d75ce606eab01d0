"""The demo on a real kernel: it shows what it promises, and leaves nothing behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from tests.support.pcap import dissect
from tests.support.probe import wait_for
from tests.support.requirements import require_program, require_root

PLAY_S = 60
"""What a whole run may take; it is also what the demo promises."""
NOBODY = 65_534
PACKAGED = Path("/usr/sbin/keepalived")

PROGRAM = "import sys; from vipd.cli.main import main; sys.argv[:1] = ['vipd', 'demo']; main()"


class Demo:
    """One run, found again among all processes by a mark in its environment."""

    def __init__(self, output: Path, scratch: Path, *arguments: str, user: int | None) -> None:
        self._mark = f"VIPD_DEMO_MARK={uuid4()}"
        self.output = output
        self._scratch = scratch
        name, value = self._mark.split("=")
        environment = {**os.environ, name: value, "TMPDIR": str(self._scratch), "COLUMNS": "100"}
        interpreter = [sys.executable]
        if user is not None:
            interpreter, paths = interpreter_for_anybody()
            environment |= {"HOME": str(self._scratch), "PYTHONPATH": os.pathsep.join(paths)}
        with output.open("wb") as stream:
            self.process = subprocess.Popen(
                [*interpreter, "-B", "-c", PROGRAM, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                cwd=self._scratch,
                env=environment,
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )

    def text(self) -> str:
        return self.output.read_text()

    def processes(self) -> dict[int, str]:
        """The run's processes by id, with their network namespaces."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    if self._mark.encode() in (entry / "environ").read_bytes():
                        found[int(entry.name)] = os.readlink(entry / "ns/net")
                except OSError:
                    continue
        return found

    def leftovers(self) -> list[str]:
        """The processes that are left, and the files."""
        return [*map(str, self.processes()), *(path.name for path in self._scratch.iterdir())]

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PLAY_S
        while not condition():
            assert self.process.poll() is None, f"ended before: {what}\n{self.text()}"
            assert time.monotonic() < deadline, f"never: {what}\n{self.text()}"
            time.sleep(0.005)

    def end(self) -> None:
        """Make sure that nothing of the run survives the test."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def interpreter_for_anybody() -> tuple[list[str], list[str]]:
    """An interpreter that an unprivileged user can run, and where it finds vipd and rich."""
    paths = []
    for package in ("vipd", "rich", "click"):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        paths.append(str(Path(spec.origin).parent.parent))
    for candidate in (sys.executable, "/usr/bin/python3"):
        check = [
            candidate,
            "-B",
            "-c",
            "import sys, rich, vipd; assert sys.version_info >= (3, 11)",
        ]
        try:
            run_as_nobody(check, {"PYTHONPATH": os.pathsep.join(paths)})
        except (OSError, subprocess.CalledProcessError):
            continue
        return [candidate], paths
    pytest.skip("no interpreter that an unprivileged user can run sees vipd")


def run_as_nobody(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(
        command,
        check=True,
        env={**os.environ, **environment},
        cwd="/",
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=30,
    )


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Demo]]:
    """Start the demo; at the end of the test all of it is gone."""
    require_root()
    runs: list[Demo] = []
    # Not below tmp_path, where no other user can go.
    with TemporaryDirectory(prefix="vipd-test-") as scratch:
        Path(scratch).chmod(0o777)

        def begin(*arguments: str, user: int | None = None) -> Demo:
            output = tmp_path / f"output{len(runs)}.txt"
            runs.append(Demo(output, Path(scratch), *arguments, user=user))
            return runs[-1]

        yield begin
        for run in runs:
            run.end()


def outside() -> tuple[list[tuple[int, str]], list[str]]:
    """What a namespace or a link with a name would change on the host."""
    named = Path("/run/netns")
    return socket.if_nameindex(), sorted(map(str, named.iterdir())) if named.is_dir() else []


@pytest.mark.exclusive
@pytest.mark.root
def test_demo_as_root_keeps_every_promise_and_its_capture_shows_the_failovers(
    start: Callable[..., Demo], tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    before = outside()
    demo = start("--keep", str(kept))
    assert demo.process.wait(PLAY_S) == 0, demo.text()
    assert demo.leftovers() == []
    assert outside() == before
    assert demo.text().count(" kept") == 5, demo.text()
    adverts = [
        (source, priority)
        for source, priority in dissect(kept / "wire.pcap", ["ip.src", "vrrp.prio"])
        if priority
    ]
    assert {("192.0.2.1", "150"), ("192.0.2.1", "0"), ("192.0.2.2", "100")} == set(adverts)
    assert {path.name for path in kept.iterdir()} >= {"r1.conf", "r2.conf", "r1.log", "r2.log"}


@pytest.mark.exclusive
@pytest.mark.root
def test_demo_as_an_unprivileged_user_says_what_is_missing_and_keeps_every_promise(
    start: Callable[..., Demo],
) -> None:
    unshare = require_program("unshare")
    try:
        run_as_nobody([unshare, "--user", "--net", "true"], {})
    except subprocess.CalledProcessError:
        pytest.skip("unprivileged user namespaces are off")
    demo = start(user=NOBODY)
    assert demo.process.wait(PLAY_S) == 0, demo.text()
    assert "without real-time priority" in demo.text()
    assert demo.leftovers() == []


@pytest.mark.exclusive
@pytest.mark.root
def test_demo_of_the_packaged_keepalived_keeps_every_promise(start: Callable[..., Demo]) -> None:
    if not PACKAGED.exists():
        pytest.skip("keepalived is not installed")
    demo = start("--daemon", str(PACKAGED))
    assert demo.process.wait(PLAY_S) == 0, demo.text()


@pytest.mark.root
def test_demo_without_user_namespaces_says_so_in_one_line_and_exits_1(tmp_path: Path) -> None:
    require_root()
    unshare = require_program("unshare")
    # A user namespace of its own limit, seen from within, is a host where they are off.
    script = (
        "echo 0 > /proc/sys/user/max_user_namespaces && "
        'exec setpriv --bounding-set -all --inh-caps -all "$@"'
    )
    enter = [unshare, "--user", "--map-root-user", "sh", "-c", script, "sh"]
    result = subprocess.run(
        [*enter, sys.executable, "-B", "-c", PROGRAM],
        capture_output=True,
        text=True,
        timeout=PLAY_S,
        cwd=tmp_path,
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "namespaces" in result.stderr


@pytest.mark.root
@pytest.mark.parametrize("count", range(1, 10))
def test_demo_interrupted_while_it_is_built_leaves_nothing(
    start: Callable[..., Demo], count: int
) -> None:
    before = outside()
    demo = start()
    demo.wait_for(lambda: len(demo.processes()) >= count, f"{count} processes")
    demo.process.send_signal(signal.SIGINT)
    demo.process.wait(PLAY_S)
    assert demo.leftovers() == []
    assert outside() == before


@pytest.mark.root
@pytest.mark.parametrize(
    "moment", ["both routers start", "r1 is MASTER", "loses power", "says good-bye", "nopreempt"]
)
def test_demo_interrupted_while_it_plays_leaves_nothing_and_says_so(
    start: Callable[..., Demo], moment: str
) -> None:
    before = outside()
    demo = start()
    demo.wait_for(lambda: moment in demo.text(), moment)
    networks = set(demo.processes().values())
    assert len(networks) >= 4  # that of the test, the routers', the client's or the bridge's
    os.killpg(demo.process.pid, signal.SIGINT)
    assert demo.process.wait(PLAY_S) == 128 + signal.SIGINT
    assert "interrupted" in demo.text()
    assert demo.leftovers() == []
    assert outside() == before


@pytest.mark.root
def test_demo_interrupted_keeps_what_it_has_where_it_was_told_to(
    start: Callable[..., Demo], tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    demo = start("--keep", str(kept))
    demo.wait_for(lambda: "loses power" in demo.text(), "a crash")
    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(PLAY_S) == 128 + signal.SIGTERM
    assert dissect(kept / "wire.pcap", ["frame.number"])


@pytest.mark.root
def test_demo_killed_takes_everything_with_it(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.wait_for(lambda: "is MASTER" in demo.text(), "a master")
    demo.process.kill()
    demo.process.wait()
    wait_for(lambda: not demo.leftovers(), PLAY_S, "the end of everything")


@pytest.mark.root
def test_demo_whose_daemon_does_not_run_shows_its_log_and_exits_1(
    start: Callable[..., Demo],
) -> None:
    demo = start("--daemon", shutil.which("false") or "/bin/false")
    assert demo.process.wait(PLAY_S) == 1
    assert re.search("the daemon of r[12] ended with status 1", demo.text())
    assert demo.leftovers() == []


def test_demo_of_a_daemon_that_does_not_exist_names_it_and_exits_1(
    start: Callable[..., Demo],
) -> None:
    demo = start("--daemon", "/nowhere/keepalived")
    assert demo.process.wait(PLAY_S) == 1
    assert "/nowhere/keepalived" in demo.text()
    assert demo.text().count("\n") == 1

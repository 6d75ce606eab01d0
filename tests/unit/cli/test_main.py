"""The command for people, as a process: it must not leave its mark on this one."""

import subprocess
import sys
from pathlib import Path

import vipd


def vipd_command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "vipd.cli.main", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PYTHONPATH": str(Path(vipd.__file__).parent.parent), "PATH": "/usr/bin:/bin"}
        | environment,
    )


def test_version_is_that_of_the_package() -> None:
    for words in (["version"], ["--version"], ["-v"]):
        ended = vipd_command(*words)
        assert (ended.returncode, ended.stdout) == (0, f"vipd {vipd.__version__}\n")


def test_help_names_the_commands() -> None:
    ended = vipd_command("--help")
    assert ended.returncode == 0
    for command in ("run", "demo", "version"):
        assert f"\n  {command} " in ended.stdout


def test_run_without_a_configuration_ends_as_keepalived_does(tmp_path: Path) -> None:
    missing = tmp_path / "nosuch.conf"
    ended = vipd_command("run", "--config", str(missing), "--pid-dir", str(tmp_path))
    assert (ended.returncode, ended.stdout) == (6, "")
    lines = [line.split(": ", 1)[1] for line in ended.stderr.splitlines()]
    assert lines[0].startswith("Starting Keepalived v")
    assert f"Config files missing '{missing}'." in lines
    assert lines[-1].startswith("Stopped Keepalived v")


def test_run_without_a_console_still_says_why_it_did_not_start(tmp_path: Path) -> None:
    missing = tmp_path / "nosuch.conf"
    ended = vipd_command("run", "-f", str(missing), "--no-console", "--pid-dir", str(tmp_path))
    assert ended.returncode == 6
    assert ended.stderr == f"Config files missing '{missing}'.\n"


def test_unknown_command_is_refused() -> None:
    ended = vipd_command("bogus")
    assert ended.returncode == 2
    assert "bogus" in ended.stderr


def test_completion_offers_commands_options_and_files() -> None:
    def offered(words: str, count: int) -> list[str]:
        ended = vipd_command(
            _VIPD_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count)
        )
        assert ended.returncode == 0
        return ended.stdout.splitlines()

    assert offered("vipd sch", 1) == ["plain,schema"]
    assert "plain,--sarif" in offered("vipd check --", 2)
    assert offered("vipd fmt /etc/x", 2) == ["file,/etc/x"]

"""The command ``vipd``, for people: run in the foreground, check files, see a demonstration."""

import sys
from pathlib import Path

import click

from vipd import __version__
from vipd.cli.check import check
from vipd.cli.fmt import fmt
from vipd.cli.lsp import lsp
from vipd.cli.schema import schema
from vipd.proc import configuration, daemon
from vipd.proc.settings import DEFAULT_CONFIG_FILE, DEFAULT_RUN_DIR, Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-v", "--version", message="vipd %(version)s")
def cli() -> None:
    """A VRRP daemon that reads keepalived.conf and takes keepalived's place."""


@cli.command()
def version() -> None:
    """Print the version."""
    click.echo(f"vipd {__version__}")


@cli.command()
@click.option(
    "-f",
    "--config",
    type=click.Path(path_type=Path),
    default=Path(DEFAULT_CONFIG_FILE),
    show_default=True,
    help="Configuration file.",
)
@click.option("-D", "--detail", is_flag=True, help="Log in detail.")
@click.option("--syslog/--no-syslog", default=False, help="Log to syslog as well.")
@click.option("--console/--no-console", default=True, help="Log to standard error.")
@click.option(
    "--pid-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(DEFAULT_RUN_DIR),
    show_default=True,
    help="Directory of the PID files.",
)
@click.option("--daemon", "background", is_flag=True, help="Go into the background.")
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse what keepalived would carry on with in a changed meaning.",
)
@click.option(
    "--allow-unsupported",
    is_flag=True,
    help="Start without the features of the configuration that are not built yet.",
)
def run(
    *,
    config: Path,
    detail: bool,
    syslog: bool,
    console: bool,
    pid_dir: Path,
    background: bool,
    strict: bool,
    allow_unsupported: bool,
) -> None:
    """Run the daemon, in the foreground unless told otherwise."""
    settings = Settings(
        program=f"Keepalived v{__version__} (vipd)",
        command_line=tuple(sys.argv),
        process_name="vipd",
        config_file=str(config.absolute()),
        foreground=not background,
        console=console,
        syslog=syslog or background,
        detail=detail,
        run_dir=str(pid_dir.absolute()),
        strict=strict,
        allow_unsupported=allow_unsupported,
    )
    sys.exit(daemon.run(daemon.Launch(settings, configuration.read)))


@cli.command()
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Directory to save configurations, logs and a capture of the wire in.",
)
@click.option(
    "--daemon",
    metavar="PROGRAM",
    help="Another program with keepalived's options to see in the same play, for comparison.",
)
def demo(*, keep: Path | None, daemon: str | None) -> None:
    """Watch two routers hand an address to each other under traffic."""
    # Imported here: nobody else needs it, and it brings much along.
    from vipd import demo as demonstration

    sys.exit(demonstration.main(str(keep) if keep is not None else None, daemon))


cli.add_command(check)
cli.add_command(fmt)
cli.add_command(lsp)
cli.add_command(schema)


def main() -> None:
    """Run the command with the arguments of this process."""
    cli(prog_name="vipd")


if __name__ == "__main__":
    main()

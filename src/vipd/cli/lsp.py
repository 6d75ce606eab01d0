"""The command ``vipd lsp``: help for editors."""

import sys
from importlib.util import find_spec

import click


@click.command()
@click.option("-i", "--config-id", metavar="ID", help="Use lines with @ID (default: host name).")
def lsp(*, config_id: str | None) -> None:
    """Serve an editor with the language server protocol, over standard input and output.

    It shows findings, documentation and proposals for configurations as they are written.
    """
    if find_spec("pygls") is None:
        click.echo("vipd lsp needs pygls: pip install 'vipd[lsp]'", err=True)
        sys.exit(1)
    # Imported here: pygls is an extra, and nobody else needs it.
    from vipd.lsp.server import run

    run(config_id)

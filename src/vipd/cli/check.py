"""The command ``vipd check``: what is wrong with configurations, for people and for programs."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

import click

from vipd import __version__
from vipd.cli.findings import by_place, finding_text, shown, summary
from vipd.conf.diag import Diagnostic, Severity
from vipd.export.findings import Checked, json_document, sarif_document
from vipd.model.codec import to_json
from vipd.proc import configuration
from vipd.proc.settings import Settings

_CLEAN: Final = 0
_WARNINGS: Final = 1
_ERRORS: Final = 2


class Form(Enum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at, and what to write."""

    settings: Settings
    form: Form
    on_host: bool
    show: bool
    expand: bool


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.option("--json", "form", flag_value=Form.JSON.value, help="Write a JSON document.")
@click.option("--sarif", "form", flag_value=Form.SARIF.value, help="Write a SARIF 2.1.0 document.")
@click.option("--show", is_flag=True, help="Also write the model: all defaults resolved.")
@click.option("--expand", is_flag=True, help="Also write the text as this node reads it.")
@click.option("-i", "--config-id", metavar="ID", help="Use lines with @ID (default: host name).")
@click.option("-e", "--all-config", is_flag=True, help="Every include problem is an error.")
@click.option("--strict", is_flag=True, help="What changes its meaning is an error.")
@click.option("--no-host", is_flag=True, help="Do not look at the interfaces of this host.")
@click.pass_context
def check(
    context: click.Context,
    *,
    files: Sequence[str],
    form: str | None,
    show: bool,
    expand: bool,
    config_id: str | None,
    all_config: bool,
    strict: bool,
    no_host: bool,
) -> None:
    """Say what is wrong with configurations, where, why, and what to do.

    Each FILE is a configuration of its own. The exit status is 0 when there is nothing to
    report but notes, 1 when there are warnings, 2 when there are errors.
    """
    settings = Settings(
        program="vipd",
        command_line=tuple(sys.argv),
        config_id=config_id,
        all_config=all_config,
        strict=strict,
    )
    wanted = Wanted(settings, Form(form or Form.TEXT.value), not no_host, show, expand)
    if wanted.form is Form.SARIF and (show or expand):
        raise click.UsageError("--show and --expand have no place in SARIF", context)
    sys.exit(_check(files, wanted))


def _check(names: Sequence[str], wanted: Wanted) -> int:
    """Write the findings of all configurations; return the exit status."""
    all_checked = []
    for name in names:
        settings = replace(wanted.settings, config_file=name)
        examined = configuration.examine(settings, on_host=wanted.on_host, expanding=wanted.expand)
        model = json.loads(to_json(examined.daemon)) if wanted.show else None
        found = by_place(examined.diagnostics)
        checked = Checked(name, tuple(examined.contents), found, model, examined.text)
        if wanted.form is Form.TEXT:
            _write(checked, examined)
        all_checked.append(checked)
    match wanted.form:
        case Form.TEXT:
            pass  # was written as it came
        case Form.JSON:
            click.echo(json.dumps(json_document(all_checked), indent=1))
        case Form.SARIF:
            click.echo(json.dumps(sarif_document(all_checked, version=__version__), indent=1))
    return max(_status(checked.found) for checked in all_checked)


def _write(checked: Checked, examined: configuration.Examined) -> None:
    for diagnostic in checked.found:
        click.echo(finding_text(diagnostic, examined.contents))
    click.echo(summary(checked.name, checked.found))
    if checked.model is not None:
        click.echo(shown_model(checked.model))
    if checked.expanded is not None:
        click.echo("\n".join(map(shown, checked.expanded.splitlines())))


def shown_model(model: object) -> str:
    """Return the model for people: one value a line."""
    return "\n".join(shown(row) for row in json.dumps(model, indent=2).splitlines())


def _status(found: Sequence[Diagnostic]) -> int:
    severities = {diagnostic.severity for diagnostic in found}
    if Severity.ERROR in severities:
        return _ERRORS
    return _WARNINGS if Severity.WARNING in severities else _CLEAN

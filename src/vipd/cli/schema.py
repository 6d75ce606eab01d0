"""The command ``vipd schema``: JSON Schema for programs that write or read configurations."""

import json

import click

from vipd.export.keyword_schema import keyword_schema
from vipd.export.model_schema import model_schema


@click.command()
@click.option(
    "--model",
    is_flag=True,
    help='Of the resolved model instead: "model" in the output of check --show --json.',
)
def schema(*, model: bool) -> None:
    """Print the JSON Schema of the configuration: its blocks, keywords, values and ranges.

    Each keyword has its meaning as description, its form in words as x-form, what holds without
    it as default or in words as x-default, the options of its lines as x-options, and as x-support
    whether it is built, accepted without effect, or refused.
    """
    click.echo(json.dumps(model_schema() if model else keyword_schema(), indent=1))

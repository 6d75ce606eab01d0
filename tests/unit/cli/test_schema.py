"""``vipd schema``: what is printed."""

import json

from click.testing import CliRunner

from vipd.cli.schema import schema
from vipd.export.keyword_schema import keyword_schema
from vipd.export.model_schema import model_schema


def test_schema_prints_the_keywords_and_on_request_the_model() -> None:
    for words, expected in (([], keyword_schema()), (["--model"], model_schema())):
        ended = CliRunner().invoke(schema, words)
        assert ended.exit_code == 0
        assert json.loads(ended.output) == expected

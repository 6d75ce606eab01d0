"""The JSON Schema of the model."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.support.configs import read
from vipd.export.model_schema import model_schema
from vipd.model.codec import to_json

SCHEMA = model_schema()
CASES = sorted((Path(__file__).parents[2] / "golden" / "conf" / "cases").glob("*.conf"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_model_of_a_configuration_is_as_the_schema_says(path: Path) -> None:
    model = json.loads(to_json(read(path.read_bytes()).daemon))
    Draft202012Validator(SCHEMA).validate(model)


def test_model_schema_refuses_a_field_that_is_missing_unknown_or_of_another_type() -> None:
    validator = Draft202012Validator(SCHEMA)
    Draft202012Validator.check_schema(SCHEMA)
    model = json.loads(to_json(read("").daemon))
    model["umask"] = "0177"
    del model["router_id"]
    model["router"] = "a"
    assert sorted(error.message for error in validator.iter_errors(model)) == [
        "'0177' is not of type 'integer'",
        "'router_id' is a required property",
        "Additional properties are not allowed ('router' was unexpected)",
    ]

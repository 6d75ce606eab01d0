"""The JSON Schema of the keywords."""

import pytest
from jsonschema import Draft202012Validator

from vipd.export.keyword_schema import keyword_schema

SCHEMA = keyword_schema()
CONFIGURATION = {
    "global_defs": {"router_id": "edge1", "vrrp_version": 3},
    "vrrp_instance": {
        "web": {
            "state": "BACKUP",
            "interface": "eth0",
            "virtual_router_id": 51,
            "priority": 150,
            "advert_int": 0.1,
            "nopreempt": True,
            "virtual_ipaddress": ["192.0.2.100/24 dev eth0", "192.0.2.101/24"],
        }
    },
    "virtual_server": {
        "192.0.2.100 80": {"real_server": {"10.0.0.1 80": {"HTTP_GET": [{"url": [{"path": "/"}]}]}}}
    },
    "bfd_instance": {"core": {"min_rx": 10.5}},
}


def _faults(configuration: object) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(configuration)]


def test_schema_is_one_and_has_every_definition_that_it_refers_to() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert _faults(CONFIGURATION) == []


@pytest.mark.parametrize(
    "members, fault",
    [
        ({"virtual_router_id": 256}, "256 is greater than the maximum of 255"),
        ({"prioritty": 1}, "Additional properties are not allowed ('prioritty' was unexpected)"),
        ({"state": "master"}, "'master' is not one of ['MASTER', 'BACKUP']"),
        ({"advert_int": "1"}, "'1' is not of type 'number'"),
        ({"nopreempt": False}, "True was expected"),
    ],
)
def test_schema_refuses_what_is_not_a_configuration(members: dict[str, object], fault: str) -> None:
    assert _faults({"vrrp_instance": {"web": members}}) == [fault]


def test_schema_says_what_is_known_of_a_keyword() -> None:
    definitions = SCHEMA["$defs"]
    assert isinstance(definitions, dict)
    priority = definitions["VrrpInstance"]["properties"]["priority"]
    assert priority["x-form"] == "1 to 255"
    assert priority["x-support"] == "built"
    assert definitions["BfdInstance"]["properties"]["min_tx"]["default"] == 10
    assert priority["x-default"] == "100; 255 with state MASTER"
    globals_ = definitions["GlobalDefs"]["properties"]
    assert globals_["vrrp_garp_master_delay"]["default"] == 5
    assert globals_["vrrp_strict"]["default"] is False
    instance = definitions["VrrpInstance"]["properties"]
    assert instance["virtual_router_id"]["x-required"]
    assert "dev INTERFACE" in instance["virtual_ipaddress"]["x-options"]
    root = SCHEMA["properties"]
    assert isinstance(root, dict)
    assert root["vrrp_track_file"]["deprecated"]
    assert "deprecated" not in root["track_file"]


def test_defaults_of_the_schema_are_of_its_types() -> None:
    definitions = SCHEMA["$defs"]
    assert isinstance(definitions, dict)
    for block in definitions.values():
        for member in block["properties"].values():
            if "default" in member:
                kind = {key: value for key, value in member.items() if not key.startswith("x-")}
                Draft202012Validator(kind).validate(member["default"])

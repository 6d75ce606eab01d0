"""Findings as documents for programs."""

import json
from dataclasses import replace

from vipd.conf.diag import Diagnostic, Prefix, ReportClass, Severity
from vipd.export.findings import Checked, catalogue, json_document, plain, sarif_document

FINDING = Diagnostic(
    code="C105",
    severity=Severity.WARNING,
    klass=ReportClass.UNKNOWN_KEYWORD,
    message="Unknown keyword 'x'",
    file="b.conf",
    path="/etc/d/b c.conf",
    line=3,
    column=5,
    prefix=Prefix.FILE,
    reason="no such keyword",
    fix="remove it",
)


def checked(*found: Diagnostic, model: object = None) -> Checked:
    return Checked("a.conf", ("a.conf",), found, model)


def test_json_names_code_place_and_keepalived_line() -> None:
    (one,) = json.loads(json.dumps(json_document([checked(FINDING)])))["configurations"]
    assert one["test_status"] == 5
    assert one["findings"] == [
        {
            "code": "C105",
            "severity": "warning",
            "file": "/etc/d/b c.conf",
            "line": 3,
            "column": 5,
            "message": "Unknown keyword 'x'",
            "keepalived": "(b.conf: Line 3) Unknown keyword 'x'",
            "reason": "no such keyword",
            "fix": "remove it",
        }
    ]
    assert "model" not in one


def test_json_of_a_finding_without_place_has_no_place() -> None:
    text = json.dumps(json_document([checked(replace(FINDING, line=0, prefix=Prefix.NONE))]))
    (one,) = json.loads(text)["configurations"][0]["findings"]
    assert "line" not in one
    assert "file" not in one


def test_json_holds_the_model_if_there_is_one() -> None:
    (one,) = json.loads(json.dumps(json_document([checked(model={"vrrp": 1})])))["configurations"]
    assert one["model"] == {"vrrp": 1}


def test_documents_can_be_written_as_utf8_whatever_the_file_held() -> None:
    odd = b"gro\xdf".decode("utf-8", "surrogateescape")
    bad = checked(replace(FINDING, message=odd, path=odd))
    for document in (json_document([bad]), sarif_document([bad], version="1")):
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    assert plain(odd) == "gro\ufffd"


def test_sarif_result_refers_to_its_rule_and_place() -> None:
    found = replace(FINDING, severity=Severity.NOTE)
    document = json.loads(json.dumps(sarif_document([checked(found)], version="9.9")))
    (run,) = document["runs"]
    (result,) = run["results"]
    driver = run["tool"]["driver"]
    assert (document["version"], driver["version"]) == ("2.1.0", "9.9")
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "C105"
    assert result["level"] == "note"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "file:///etc/d/b%20c.conf"
    assert place["region"] == {"startLine": 3, "startColumn": 5}


def test_sarif_uri_of_a_relative_path_stays_relative() -> None:
    document = sarif_document([checked(replace(FINDING, path="d/a.conf"))], version="1")
    (run,) = json.loads(json.dumps(document))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "d/a.conf"}


def test_catalogue_has_every_code_once_and_named() -> None:
    table = catalogue()
    assert list(table) == sorted(table)
    assert table["C105"][0] == "keyword unknown"
    assert len({name for name, _ in table.values()}) == len(table)

"""What the language server knows of open documents, without a protocol."""

from pathlib import Path

from vipd.conf.schema.global_defs import GlobalDefs
from vipd.conf.schema.root import Root
from vipd.conf.schema.vrrp_instance import VrrpInstance
from vipd.lsp.documents import Documents, Spot

INSTANCE = b"""vrrp_instance web {
    interface eth0
    pri
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.1
    }
}
"""


def test_documents_are_judged_as_they_are_in_the_editor(tmp_path: Path) -> None:
    path = str(tmp_path / "a.conf")
    Path(path).write_text("global_defs {\n}\n")
    documents = Documents()
    documents.put(path, INSTANCE)
    (found,) = documents.findings()[path]
    assert (found.code, found.line, found.column) == ("C105", 3, 5)
    documents.put(path, INSTANCE.replace(b"    pri\n", b""))
    assert documents.findings() == {path: ()}
    documents.drop(path)
    assert documents.findings() == {}


def test_documents_that_are_included_are_judged_within_the_other_one(tmp_path: Path) -> None:
    top, part = str(tmp_path / "top.conf"), str(tmp_path / "part.conf")
    documents = Documents()
    documents.put(part, b"router_id here\nvrrp_versio 3\n")
    alone = documents.findings()[part]
    assert {each.line for each in alone} == {1, 2}
    documents.put(top, b"global_defs {\n    include part.conf\n}\n")
    (found,) = documents.findings()[part]
    assert (found.code, found.line) == ("C105", 2)
    assert documents.scope(part, Spot(1, 1)).block is GlobalDefs


def test_scope_of_an_included_document_that_says_nothing_is_that_of_the_include(
    tmp_path: Path,
) -> None:
    top, part = str(tmp_path / "top.conf"), str(tmp_path / "part.conf")
    documents = Documents()
    documents.put(part, b"pri\n")
    for name in (b"web", b'"web one"', b"$NAME"):
        text = b"$NAME=web\nvrrp_instance " + name + b" {\n    include part.conf\n}\n"
        documents.put(top, text)
        assert part in documents.findings()
        assert documents.scope(part, Spot(1, 1)).block is VrrpInstance


def test_statement_is_found_by_its_line_and_in_a_list(tmp_path: Path) -> None:
    path = str(tmp_path / "a.conf")
    documents = Documents()
    documents.put(path, INSTANCE)

    def name(line: int, column: int) -> str | None:
        statement = documents.statement(path, Spot(line, column))
        return statement.keyword.name if statement is not None else None

    assert name(1, 3) == "vrrp_instance"
    assert name(2, 16) == "interface"
    assert name(3, 6) is None
    assert name(6, 12) == "virtual_ipaddress"
    assert name(8, 1) is None


def test_scope_is_the_innermost_block_that_holds_the_place(tmp_path: Path) -> None:
    path = str(tmp_path / "a.conf")
    documents = Documents()
    documents.put(path, INSTANCE + b"\n")
    assert documents.scope(path, Spot(3, 8)).block is VrrpInstance
    assert documents.scope(path, Spot(1, 1)).block is Root
    assert documents.scope(path, Spot(9, 1)).block is Root
    within = documents.scope(path, Spot(6, 9))
    assert within.block is None
    assert within.keyword is not None
    assert within.keyword.name == "virtual_ipaddress"


def test_scope_of_a_block_that_is_not_closed_yet_reaches_to_the_end(tmp_path: Path) -> None:
    path = str(tmp_path / "a.conf")
    documents = Documents()
    documents.put(path, b"vrrp_instance web {\n    interface eth0\n    \n")
    assert documents.scope(path, Spot(3, 5)).block is VrrpInstance


def test_a_path_is_no_pattern(tmp_path: Path) -> None:
    path = str(tmp_path / "a[1]{x,y}*.conf")
    documents = Documents()
    documents.put(path, INSTANCE)
    assert [each.line for each in documents.findings()[path]] == [3]
    assert documents.scope(path, Spot(3, 8)).block is VrrpInstance

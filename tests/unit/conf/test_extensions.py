"""What keepalived makes of our own keywords: said once for each that it would read."""

from tests.support.configs import ID, MAIN, files
from vipd.conf.diag import Diagnostic
from vipd.conf.load import load


def reviewed(text: str, **others: str) -> list[Diagnostic]:
    loaded = load(MAIN, files(text, **others), config_id=ID, reviewing=True)
    return [diagnostic for diagnostic in loaded.diagnostics if diagnostic.code == "C904"]


def test_extension_without_prefix_is_noted_with_its_place() -> None:
    (note,) = reviewed("global_defs {\n  config_strict\n}\n")
    assert (note.line, note.column, note.path) == (2, 3, MAIN)
    assert "Unknown keyword 'config_strict'" in note.reason
    assert note.reason.endswith("ignores the line and starts; its -t exits with 5")
    assert note.fix.endswith("write '@vipd config_strict'")


def test_extension_behind_the_prefix_is_not_noted() -> None:
    assert not reviewed("global_defs {\n  @vipd config_strict\n}\n")


def test_extension_on_a_line_for_this_node_is_noted() -> None:
    # A keepalived with the same configuration id would read the line.
    (note,) = reviewed(f"global_defs {{\n@{ID} config_strict\n}}\n")
    assert note.line == 2


def test_extension_behind_a_prefix_that_is_also_the_configuration_id_is_noted() -> None:
    text = "global_defs {\n@vipd config_strict\n}\n"
    loaded = load(MAIN, files(text), config_id="vipd", reviewing=True)
    assert [each.code for each in loaded.diagnostics] == ["C904"]


def test_extension_in_a_file_that_only_vipd_includes_is_not_noted() -> None:
    body = "config_strict\n"
    assert not reviewed("global_defs {\n@vipd include x\n}\n", x=body)
    (note,) = reviewed("global_defs {\ninclude x\n}\n", x=body)
    assert (note.path, note.line) == ("x", 1)


def test_nothing_is_noted_without_being_asked() -> None:
    loaded = load(MAIN, files("global_defs {\nconfig_strict\n}\n"), config_id=ID)
    assert loaded.diagnostics == ()

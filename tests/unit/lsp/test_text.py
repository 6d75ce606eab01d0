"""Documentation and proposals of the language server."""

from vipd.conf.schema.global_defs import GlobalDefs
from vipd.conf.schema.registry import schema_of
from vipd.conf.schema.root import Root
from vipd.conf.schema.vrrp_instance import VrrpInstance
from vipd.lsp.text import documentation, proposals


def _words(block: type | None, before: str) -> set[str]:
    return {proposal.word for proposal in proposals(block, before)}


def test_documentation_has_form_meaning_and_support() -> None:
    keywords = schema_of(VrrpInstance).keywords
    text = documentation(keywords["priority"])
    assert "`priority`" in text
    assert keywords["priority"].doc in text
    assert "1 to 255" in text
    group = documentation(schema_of(Root).keywords["net_namespace"])
    assert "Not supported yet" in group


def test_documentation_says_what_serves_parts_that_are_not_there() -> None:
    text = documentation(schema_of(GlobalDefs).keywords["smtp_server"])
    assert text.endswith("*Checked, without effect: it serves parts that vipd does not have.*")


def test_proposals_are_the_keywords_of_the_block() -> None:
    assert {"vrrp_instance", "global_defs"} <= _words(Root, "")
    assert {"priority", "interface"} <= _words(VrrpInstance, "    pri")
    assert "global_defs" not in _words(VrrpInstance, "    ")


def test_proposals_behind_a_condition_and_a_brace_are_keywords() -> None:
    assert "priority" in _words(VrrpInstance, "@one pri")
    assert "priority" in _words(VrrpInstance, "vrrp_instance web { pri")


def test_proposals_behind_a_keyword_are_its_words() -> None:
    assert _words(VrrpInstance, "    state ") == {"MASTER", "BACKUP"}
    assert {"on", "false"} <= _words(VrrpInstance, "    higher_prio_send_advert o")
    assert _words(VrrpInstance, "    priority 1") == set()
    assert _words(VrrpInstance, "    state MASTER ") == set()


def test_nothing_is_proposed_in_lists_and_comments() -> None:
    assert _words(None, "    192") == set()
    assert _words(VrrpInstance, "  # pri") == set()


def test_an_old_name_is_marked() -> None:
    old = {proposal.word: proposal.old for proposal in proposals(Root, "")}
    assert old["vrrp_track_file"]
    assert not old["track_file"]

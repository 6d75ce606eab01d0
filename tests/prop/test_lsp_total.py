"""Whatever an editor holds, the language server has an answer."""

from hypothesis import given
from hypothesis import strategies as st

from vipd.lsp.documents import Documents, Spot
from vipd.lsp.text import proposals

PATH = "/nowhere/a.conf"
WORDS = st.sampled_from(
    ["vrrp_instance", "x", "{", "}", "\n", "virtual_ipaddress", "192.0.2.1", "priority", "300",
     "@a", "$V=", '"', "#", "\\\n", "global_defs", "virtual_server", "real_server", "include", "é",
     "~SEQ(a, 3) x", "state "]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=80), st.data())
def test_documents_answer_at_every_place(text: str, data: st.DataObject) -> None:
    documents = Documents("here")
    documents.put(PATH, text.encode("utf-8", "replace"))
    rows = text.split("\n")
    number = data.draw(st.integers(1, len(rows)))
    row = rows[number - 1]
    column = data.draw(st.integers(0, len(row)))
    before = row[:column]
    spot = Spot(number, len(before.encode("utf-8", "replace")) + 1)
    assert PATH in documents.findings()
    statement = documents.statement(PATH, spot)
    assert statement is None or statement.at.line.number <= number
    scope = documents.scope(PATH, spot)
    for proposal in proposals(scope.block, before):
        assert proposal.word

"""``vipd lsp`` as an editor sees it: pygls' client on its pipes."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

TEXT = """# ein Wächter 😀
vrrp_instance web {
    interface eth0
    virtual_router_id 51
    prioritty 100
    state
    virtual_ipaddress {
        192.0.2.1
    }
}
"""
WAIT_S = 30


class Editor(LanguageClient):
    """A client that keeps the findings it is sent."""

    def __init__(self, directory: Path) -> None:
        super().__init__("editor", "1")
        self.uri = (directory / "a.conf").as_uri()
        self.findings: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _keep(params: lsp.PublishDiagnosticsParams) -> None:
            self.findings.put_nowait(params)

    async def codes(self, uri: str, wanted: list[str]) -> None:
        """Wait until these codes are found in a document."""
        while True:
            sent = await asyncio.wait_for(self.findings.get(), WAIT_S)
            if (sent.uri, [each.code for each in sent.diagnostics]) == (uri, wanted):
                return

    async def found(self) -> list[tuple[str, int, int, int]]:
        """Return code, line, first and last character of what is found next in our document."""
        while True:
            sent = await asyncio.wait_for(self.findings.get(), WAIT_S)
            if sent.uri == self.uri:
                break
        return [
            (str(each.code), each.range.start.line, each.range.start.character,
             each.range.end.character)
            for each in sent.diagnostics
        ]  # fmt: skip

    def open(self, text: str) -> None:
        item = lsp.TextDocumentItem(self.uri, "keepalived", 1, text)
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    @property
    def document(self) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri)


def edit(directory: Path, play: Callable[[Editor], Awaitable[None]]) -> None:
    """Start a server and play with it."""

    async def session() -> None:
        editor = Editor(directory)
        await editor.start_io(sys.executable, "-m", "vipd.cli.main", "lsp")
        try:
            hello = lsp.InitializeParams(capabilities=lsp.ClientCapabilities())
            await asyncio.wait_for(editor.initialize_async(hello), WAIT_S)
            editor.initialized(lsp.InitializedParams())
            await play(editor)
            await asyncio.wait_for(editor.shutdown_async(None), WAIT_S)
        finally:
            editor.exit(None)
            await asyncio.wait_for(editor.stop(), WAIT_S)

    asyncio.run(session())


def test_server_shows_findings_and_takes_them_back(tmp_path: Path) -> None:
    async def play(editor: Editor) -> None:
        editor.open(TEXT.replace("    state\n", ""))
        assert await editor.found() == [("C105", 4, 4, 13)]
        editor.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(2, editor.uri),
                [
                    lsp.TextDocumentContentChangePartial(
                        lsp.Range(lsp.Position(4, 4), lsp.Position(4, 13)), "priority"
                    )
                ],
            )
        )
        assert await editor.found() == []
        editor.open("# 😀 { x\nglobal_defs {\n")
        assert await editor.found() == [("C109", 1, 12, 13)]
        editor.text_document_did_close(lsp.DidCloseTextDocumentParams(editor.document))
        assert await editor.found() == []

    edit(tmp_path, play)


def test_server_answers_hover_completion_and_formatting(tmp_path: Path) -> None:
    async def play(editor: Editor) -> None:
        editor.open(TEXT)
        at = lsp.Position(3, 8)
        hover = await editor.text_document_hover_async(lsp.HoverParams(editor.document, at))
        assert hover is not None
        assert isinstance(hover.contents, lsp.MarkupContent)
        assert "`virtual_router_id`" in hover.contents.value
        nowhere = lsp.HoverParams(editor.document, lsp.Position(0, 1))
        assert await editor.text_document_hover_async(nowhere) is None
        offered = await editor.text_document_completion_async(
            lsp.CompletionParams(editor.document, lsp.Position(4, 7))
        )
        assert isinstance(offered, lsp.CompletionList)
        assert {"priority", "preempt_delay"} <= {item.label for item in offered.items}
        edits = await editor.text_document_formatting_async(
            lsp.DocumentFormattingParams(editor.document, lsp.FormattingOptions(4, True))
        )
        assert list(edits or ()) == []

    edit(tmp_path, play)


PART = """vrrp_instance web {
    interface eth0
    virtual_router_id 51
    prio
    virtual_ipaddress {
        192.0.2.1
    }
}
"""


def test_server_helps_in_a_file_that_an_open_document_includes(tmp_path: Path) -> None:
    (tmp_path / "b.conf").write_text(PART.replace("    prio\n", "    priority 300\n"))

    async def play(editor: Editor) -> None:
        part = (tmp_path / "b.conf").as_uri()
        editor.open("include b.conf\n")
        # The included file is judged as a part of the document, though it is not open.
        await editor.codes(part, ["C204", "C207"])
        item = lsp.TextDocumentItem(part, "keepalived", 1, PART)
        editor.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        await editor.codes(part, ["C105"])
        inside = lsp.TextDocumentIdentifier(part)
        hover = await editor.text_document_hover_async(lsp.HoverParams(inside, lsp.Position(2, 8)))
        assert hover is not None
        assert isinstance(hover.contents, lsp.MarkupContent)
        assert "`virtual_router_id`" in hover.contents.value
        offered = await editor.text_document_completion_async(
            lsp.CompletionParams(inside, lsp.Position(3, 8))
        )
        assert isinstance(offered, lsp.CompletionList)
        assert "priority" in {entry.label for entry in offered.items}

    edit(tmp_path, play)


def test_server_knows_the_block_that_a_file_is_included_in(tmp_path: Path) -> None:
    (tmp_path / "b.conf").write_text("prio\n")

    async def play(editor: Editor) -> None:
        part = (tmp_path / "b.conf").as_uri()
        editor.open("vrrp_instance web {\n    include b.conf\n    virtual_router_id 51\n}\n")
        await editor.found()
        item = lsp.TextDocumentItem(part, "keepalived", 1, "prio\n")
        editor.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        await editor.found()
        offered = await editor.text_document_completion_async(
            lsp.CompletionParams(lsp.TextDocumentIdentifier(part), lsp.Position(0, 4))
        )
        assert isinstance(offered, lsp.CompletionList)
        labels = {entry.label for entry in offered.items}
        assert "priority" in labels
        assert "vrrp_instance" not in labels

    edit(tmp_path, play)

"""The language server protocol: requests in, findings out."""

import asyncio
import posixpath
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec

from vipd import __version__
from vipd.conf.diag import Diagnostic, Severity
from vipd.conf.format import format_text
from vipd.conf.schema.registry import Shape
from vipd.lsp.documents import Documents, Spot
from vipd.lsp.text import documentation, proposals

_SEVERITIES: Final = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
_PAUSE_S: Final = 0.15
"""After the last key, before a document is judged."""


class ConfigurationServer(LanguageServer):
    """A server for one editor, with what it has open."""

    def __init__(self, config_id: str | None) -> None:
        super().__init__("vipd", __version__)
        self.documents = Documents(config_id)
        self._uris: dict[str, str] = {}
        """Of documents, as the editor writes them, by path."""
        self._shown: set[str] = set()
        self._pending: asyncio.TimerHandle | None = None

    def take(self, uri: str) -> None:
        """Take a document as the editor has it now; it is judged a moment later."""
        path = uris.to_fs_path(uri)
        if path is None:
            return
        source = self.workspace.get_text_document(uri).source
        self._uris[posixpath.normpath(path)] = uri
        self.documents.put(path, source.encode("utf-8", "replace"))
        self.judge_soon()

    def judge_soon(self) -> None:
        """Judge the open documents once nothing has changed for a moment."""
        if self._pending is not None:
            self._pending.cancel()
        self._pending = asyncio.get_running_loop().call_later(_PAUSE_S, self._judge)

    def _judge(self) -> None:
        self._pending = None
        findings = dict(self.documents.findings())
        for path in self._shown - findings.keys():
            findings[path] = ()
        self._shown = {path for path, found in findings.items() if found}
        for path, found in findings.items():
            rows = self.rows(path)
            self.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(
                    uri=self._uris.get(path) or Path(path).as_uri(),
                    diagnostics=[_finding(each, rows, self.codec) for each in found],
                )
            )

    def rows(self, path: str) -> Sequence[str]:
        """Return the lines of a document."""
        return self.documents.text(path).decode("utf-8", "replace").split("\n")

    @property
    def codec(self) -> PositionCodec:
        """How the editor counts characters."""
        return self.workspace.position_codec

    def spot(self, path: str, position: lsp.Position) -> tuple[Spot, str]:
        """Return a place in our terms, and the text of its line up to there."""
        rows = self.rows(path)
        if position.line >= len(rows):
            return Spot(position.line + 1, 1), ""
        there = self.codec.position_from_client_units(rows, position)
        before = rows[position.line][: there.character]
        return Spot(position.line + 1, len(before.encode()) + 1), before


def _finding(found: Diagnostic, rows: Sequence[str], codec: PositionCodec) -> lsp.Diagnostic:
    """Return a finding as the protocol has it: from its column to the end of the word."""
    parts = [found.message]
    parts += [f"why: {found.reason}"] if found.reason else []
    parts += [f"fix: {found.fix}"] if found.fix else []
    line = min(max(found.line, 1), len(rows)) - 1
    return lsp.Diagnostic(
        range=_word(rows, line, max(found.column, 1), codec),
        message="\n".join(parts),
        severity=_SEVERITIES[found.severity],
        code=found.code,
        source="vipd",
    )


def _word(rows: Sequence[str], line: int, column: int, codec: PositionCodec) -> lsp.Range:
    """Return the word at a column in bytes, as the editor counts."""
    row = rows[line]
    start = len(row.encode()[: column - 1].decode("utf-8", "ignore"))
    words = row[start:].split(maxsplit=1)
    end = start + (len(words[0]) if words and not row[start].isspace() else 1)
    return lsp.Range(
        start=codec.position_to_client_units(rows, lsp.Position(line, start)),
        end=codec.position_to_client_units(rows, lsp.Position(line, min(end, len(row)))),
    )


def make_server(config_id: str | None = None) -> ConfigurationServer:
    """Return a server that has not started yet; ``config_id``: that of lines with ``@ID``."""
    server = ConfigurationServer(config_id)
    server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)(_opened)
    server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)(_changed)
    server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)(_saved)
    server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)(_closed)
    server.feature(lsp.TEXT_DOCUMENT_HOVER)(_hover)
    server.feature(lsp.TEXT_DOCUMENT_COMPLETION)(_complete)
    server.feature(lsp.TEXT_DOCUMENT_FORMATTING)(_formatted)
    return server


def run(config_id: str | None) -> None:
    """Serve one editor over standard input and output until it says goodbye."""
    make_server(config_id).start_io(sys.stdin.buffer, sys.stdout.buffer)


def _opened(server: ConfigurationServer, params: lsp.DidOpenTextDocumentParams) -> None:
    server.take(params.text_document.uri)


def _changed(server: ConfigurationServer, params: lsp.DidChangeTextDocumentParams) -> None:
    server.take(params.text_document.uri)


def _saved(server: ConfigurationServer, params: lsp.DidSaveTextDocumentParams) -> None:
    server.take(params.text_document.uri)


def _closed(server: ConfigurationServer, params: lsp.DidCloseTextDocumentParams) -> None:
    path = uris.to_fs_path(params.text_document.uri)
    if path is not None:
        server.documents.drop(path)
        server.judge_soon()


def _hover(server: ConfigurationServer, params: lsp.HoverParams) -> lsp.Hover | None:
    path = uris.to_fs_path(params.text_document.uri)
    if path is None:
        return None
    spot, _ = server.spot(path, params.position)
    statement = server.documents.statement(path, spot)
    if statement is None:
        return None
    text = documentation(statement.keyword)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text))


def _complete(server: ConfigurationServer, params: lsp.CompletionParams) -> lsp.CompletionList:
    path = uris.to_fs_path(params.text_document.uri)
    if path is None:
        return lsp.CompletionList(is_incomplete=False, items=[])
    spot, before = server.spot(path, params.position)
    scope = server.documents.scope(path, spot)
    items = []
    for proposal in proposals(scope.block, before):
        block = proposal.detail == Shape.BLOCK.value
        items.append(
            lsp.CompletionItem(
                label=proposal.word,
                kind=lsp.CompletionItemKind.Struct if block else lsp.CompletionItemKind.Property,
                detail=proposal.detail,
                documentation=lsp.MarkupContent(lsp.MarkupKind.Markdown, proposal.doc),
                tags=[lsp.CompletionItemTag.Deprecated] if proposal.old else None,
            )
        )
    return lsp.CompletionList(is_incomplete=False, items=items)


def _formatted(
    server: ConfigurationServer, params: lsp.DocumentFormattingParams
) -> list[lsp.TextEdit] | None:
    path = uris.to_fs_path(params.text_document.uri)
    if path is None:
        return None
    before = server.documents.text(path)
    after = format_text(before)
    if after == before:
        return []
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(len(server.rows(path)), 0))
    return [lsp.TextEdit(whole, after.decode("utf-8", "replace"))]

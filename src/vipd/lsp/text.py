"""What an editor shows of keywords: documentation and proposals."""

from collections.abc import Iterator
from typing import NamedTuple

from vipd.conf.schema.kinds import FALSE, TRUE, Bool, Choice
from vipd.conf.schema.registry import Keyword, Shape, Status, schema_of
from vipd.export.keywords import form, notes, options


class Proposal(NamedTuple):
    """A word that could stand at a place; ``old``: it still works, but should not be written."""

    word: str
    detail: str
    doc: str = ""
    old: bool = False


def documentation(keyword: Keyword) -> str:
    """Return what the registry says of a keyword, as Markdown."""
    title = " | ".join(f"`{name}`" for name in (keyword.name, *keyword.aliases))
    parts = [f"**{title}** — {form(keyword)}", " ".join((keyword.doc, *notes(keyword)))]
    found = [f"- `{form_}` — {meaning}" for form_, meaning in options(keyword)]
    parts += ["\n".join(found)] if found else []
    match keyword.status:
        case Status.BUILT:
            pass
        case Status.ACCEPTED:
            parts.append("*Checked, without effect: it serves parts that vipd does not have.*")
        case Status.NOT_BUILT:
            parts.append("*Not supported yet: the daemon refuses to start with it.*")
    return "\n\n".join(parts)


def keywords(block: type) -> Iterator[Proposal]:
    """Yield the keywords that may stand in a block."""
    for name, keyword in sorted(schema_of(block).keywords.items()):
        old = name != keyword.name and name not in keyword.aliases
        yield Proposal(name, form(keyword), documentation(keyword), old)


def values(block: type, name: str) -> Iterator[Proposal]:
    """Yield the words that may follow a keyword, where there are few."""
    keyword = schema_of(block).keywords.get(name)
    if keyword is None or keyword.shape is not Shape.SIMPLE:
        return
    kind = keyword.kind
    words: tuple[str, ...] = ()
    if isinstance(kind, Bool):
        words = (*TRUE, *FALSE)
    elif isinstance(kind, Choice):
        words = tuple(kind.words)
    for word in words:
        yield Proposal(word, keyword.name)


def proposals(block: type | None, before: str) -> tuple[Proposal, ...]:
    """Return what could stand behind ``before``, the text of the line up to the cursor.

    ``block``: the class of the block around, None in a list, whose lines nothing is known of.
    """
    if block is None or before.lstrip().startswith(("#", "!")):
        return ()
    statement = before.replace("{", "}").rpartition("}")[2]
    words = statement.split()
    if words and words[0].startswith("@"):
        words = words[1:]
    complete = len(words) if not statement or statement[-1].isspace() else len(words) - 1
    if complete <= 0:
        return tuple(keywords(block))
    return tuple(values(block, words[0])) if complete == 1 else ()

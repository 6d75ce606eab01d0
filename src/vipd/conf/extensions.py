"""What keepalived makes of our own keywords where nothing hides them from it.

``@vipd`` at the beginning of a line hides it: keepalived skips the line, whose condition does not
hold there. This is advice for those whose file serves both daemons, and says nothing at a start.
"""

from collections.abc import Iterable, Iterator

from vipd.conf import codes
from vipd.conf.diag import Reports
from vipd.conf.schema.registry import Shape
from vipd.conf.tree import Statement


def review(statements: Iterable[Statement], reports: Reports) -> None:
    """Note every keyword of ours that an unmodified keepalived would read too."""
    for statement in _bare(statements):
        name = statement.line.texts[0]
        reports.add(
            codes.EXTENSION_BARE,
            f"'{name}' is a keyword of vipd alone",
            statement.at,
            prefix=statement.prefix,
            reason=_reading(statement),
            fix=_advice(statement),
        )


def _bare(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the extensions that stand on lines without ``@vipd``, the outermost only."""
    for statement in statements:
        if statement.keyword.extension and not statement.at.line.guarded:
            yield statement
        else:
            yield from _bare(statement.body)


def _reading(statement: Statement) -> str:
    """Say what keepalived 2.4 does; it knows the shape of known keywords only."""
    report = f"keepalived reports \"Unknown keyword '{statement.line.texts[0]}'\""
    if statement.keyword.shape is Shape.SIMPLE:
        return f"{report}, ignores the line and starts; its -t exits with 5"
    return (
        f"{report}, reads the lines of the block as keywords of the block around it, and takes"
        " the '}' for the end of that block; its -t exits with 5"
    )


def _advice(statement: Statement) -> str:
    name = statement.line.texts[0]
    if statement.keyword.shape is Shape.SIMPLE:
        return f"if keepalived reads this file too, write '@vipd {name} ...'"
    return "if keepalived reads this file too, begin each line of the block with '@vipd '"

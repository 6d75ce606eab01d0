"""What keepalived makes of our own keywords where nothing hides them from it.

``@vipd`` at the beginning of a line hides it: keepalived skips the line, whose condition does not
hold there. This is advice for those whose file serves both daemons, and says nothing at a start.
"""

from collections.abc import Iterable, Iterator

from vipd.conf import codes
from vipd.conf.diag import Reports
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
            # keepalived 2.4; no block is an extension (``schema.declare``).
            reason=f"keepalived reports \"Unknown keyword '{name}'\", ignores the line and starts;"
            " its -t exits with 5",
            fix=f"if keepalived reads this file too, write '@vipd {statement.text}'",
        )


def _bare(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the extensions that stand on lines without ``@vipd``, the outermost only."""
    for statement in statements:
        if statement.keyword.extension and not statement.at.line.guarded:
            yield statement
        else:
            yield from _bare(statement.body)

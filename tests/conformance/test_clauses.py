"""Every clause of the table has a test or a reason."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.clauses import CLAUSES, NAMED


def clauses_with_test() -> Iterator[tuple[str, str]]:
    """Yield (RFC, clause) for every ``@rfc`` on a test beside this file."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for decorator in node.decorator_list:
                    yield from named(decorator)


def named(decorator: ast.expr) -> Iterator[tuple[str, str]]:
    """Yield what one decorator names, if it is ``@rfc``."""
    match decorator:
        case ast.Call(func=ast.Name(id="rfc"), args=[*numbers, name]):
            for number in numbers:
                yield ast.literal_eval(number), ast.literal_eval(name)
        case _:
            pass


def test_clause_without_test_is_a_deviation_with_a_reason() -> None:
    covered = set(clauses_with_test())
    open_clauses = [
        f"RFC {number} {clause.name}: {clause.demand}"
        for (number, _), clause in NAMED.items()
        if (number, clause.name) not in covered and not clause.deviation
    ]
    assert not open_clauses, "neither tested nor deviated from:\n" + "\n".join(open_clauses)


def test_clause_tested_is_in_the_table() -> None:
    assert set(clauses_with_test()) <= set(NAMED)


def test_clause_names_are_unique() -> None:
    assert max(Counter(clause.name for clause in CLAUSES).values()) == 1

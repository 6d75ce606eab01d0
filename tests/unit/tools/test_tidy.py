"""The check of lengths."""

from tools.tidy import Kind, Measure, entries, judge, measure, read_ratchet

MODULE = "src/vipd/base/units.py"


def _function(lines: int) -> Measure:
    return Measure(f"{MODULE}:after", Kind.FUNCTION, lines)


def test_measure_of_a_module_names_nested_functions_and_methods() -> None:
    text = "class A:\n    def f(self):\n        def g():\n            return 1\n        return g\n"
    assert measure(MODULE, text) == [
        Measure(MODULE, Kind.MODULE, 5),
        Measure(f"{MODULE}:A.f", Kind.FUNCTION, 4),
        Measure(f"{MODULE}:A.f.g", Kind.FUNCTION, 2),
    ]


def test_measure_of_a_function_leaves_out_its_docstring() -> None:
    text = 'def f():\n    """Say.\n\n    More.\n    """\n    return 1\n'
    assert measure(MODULE, text)[1] == Measure(f"{MODULE}:f", Kind.FUNCTION, 2)


def test_judge_of_a_function_at_its_limit_finds_nothing() -> None:
    assert judge([_function(40)], {}) == []


def test_judge_of_a_function_above_its_limit_names_it() -> None:
    assert judge([_function(41)], {}) == [f"{MODULE}:after: 41 lines, at most 40"]


def test_judge_of_a_listed_function_allows_its_listed_length_only() -> None:
    ratchet = {f"{MODULE}:after": 50}
    assert judge([_function(50)], ratchet) == []
    assert judge([_function(51)], ratchet) == [f"{MODULE}:after: 51 lines, at most 50"]


def test_judge_of_a_listed_function_never_exceeds_the_hard_limit() -> None:
    found = judge([_function(80)], {f"{MODULE}:after": 90})
    assert found == [f"{MODULE}:after: 80 lines, at most 70"]


def test_judge_of_a_list_entry_no_longer_needed_asks_to_drop_it() -> None:
    found = judge([_function(40)], {f"{MODULE}:after": 50})
    assert found == [f"{MODULE}:after: listed in tools/tidy-ratchet.tsv needlessly"]


def test_judge_of_a_module_has_limits_of_its_own() -> None:
    assert judge([Measure(MODULE, Kind.MODULE, 400)], {}) == []
    assert judge([Measure(MODULE, Kind.MODULE, 401)], {}) == [f"{MODULE}: 401 lines, at most 400"]


def test_entries_of_measures_are_what_is_too_long() -> None:
    assert entries([_function(41), Measure(MODULE, Kind.MODULE, 400)]) == {f"{MODULE}:after": 41}


def test_read_ratchet_of_lines_returns_places_and_lengths() -> None:
    assert read_ratchet("a.py\t401\na.py:f\t41\n") == {"a.py": 401, "a.py:f": 41}

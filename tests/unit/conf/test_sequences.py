"""What stands in the parentheses of ``~SEQ`` and ``~LST``; compared with keepalived 2.4.3."""

import pytest

from tests.support.configs import line
from vipd.conf.sequences import MultilineArgument, SequenceFault, read_sequence


def _rounds(value: str) -> list[str]:
    found = read_sequence(line(value), lambda written: written.replace("$R", "1,3"))
    return [" ".join(f"{name}={value}" for name, value in one) for one in found.rounds]


@pytest.mark.parametrize(
    "head, values",
    [
        ("~SEQ(x, 2)", "1 2"),
        ("~SEQ(x,3)", "1 2 3"),
        ("~SEQ (x , -2 )", "-1 -2"),
        ("~SEQ(x, 0)", "1 0"),
        ("~SEQ(x, 3, 2)", "3 2"),
        ("~SEQ(x, 5, -2, 1)", "5 3 1"),
        ("~SEQ(x, 1, 3, 9)", "1 4 7"),
        ("~SEQ(x, 5, -1, 5)", "5"),
        ("~SEQ(x, +2)", "1 2"),
        ("~SEQ(x, 010, 0x9)", "8 9"),
        ("~SEQ(x, $R)", "1 2 3"),
        ("~SEQx(x, 0x0f, 0x10)", "f 10"),
    ],
)
def test_numbers_run_from_start_to_end(head: str, values: str) -> None:
    assert _rounds(f"{head} t") == [f"x={value}" for value in values.split()]


@pytest.mark.parametrize(
    "head, rounds",
    [
        ("~LST(x, a, b)", ["x=a", "x=b"]),
        ("~LST(x, a, , c)", ["x=a", "x=", "x=c"]),
        ("~LST(x,a,)", ["x=a", "x="]),
        ("~LST(x,{})", ["x="]),
        ("~LST({x,y}, {a,1}, {b})", ["x=a y=1", "x=b y="]),
        ("~LST({x,y}, a, {b,c})", ["x=a y=", "x=b y=c"]),
        ("~LST( { x , y } , { a , b } )", ["x=a y=b"]),
        ("~LST(x, a(b, c{d)", ["x=a(b", "x=c{d"]),
    ],
)
def test_lists_run_through_values_and_sets(head: str, rounds: list[str]) -> None:
    assert _rounds(f"{head} t") == rounds


@pytest.mark.parametrize(
    "head, report",
    [
        ("~SEQ x", ""),
        ("~SEQfoo(x, 1)", ""),
        ("~SEQ(x, 1, 2", "~SEQ missing terminating ')'"),
        ("~SEQ(x", "~SEQ missing terminating ')'"),
        ("~SEQ(x)", "Invalid ~SEQ definition"),
        ("~SEQ(, 2)", "Invalid ~SEQ definition"),
        ("~SEQ(x, 08)", "Invalid ~SEQ definition"),
        ("~SEQ(x, a)", "Invalid ~SEQ definition"),
        ("~SEQ(x,)", "Invalid ~SEQ definition"),
        ("~SEQ(x 1, 3)", "Invalid ~SEQ definition"),
        ("~SEQ(x, 1, 2, 3, 4)", "Invalid ~SEQ definition"),
        ("~SEQ(x, 99999999999999999999)", "Invalid ~SEQ definition"),
        ("~SEQ(x, 1, -1, 6)", "Invalid ~SEQ values"),
        ("~SEQ(x, 5, 0, 5)", "Invalid ~SEQ values"),
        ("~SEQ(x, 1," + " " * 70 + "2)", "~SEQ parameter strings too long"),
        ("~SEQx(x, -1)", "~SEQx is only valid for positive numbers"),
        ("~SEQ(x, $M)", "~SEQ parameter is multiline definition"),
        ("~LST(x)", ""),
        ("~LST(x, a b)", ""),
        ("~LST(x y, a)", ""),
        ("~LST(x, a", ""),
        ("~LST({x,y}, {a,b,c})", "~LST specification has too many values"),
    ],
)
def test_fault_has_the_report_of_keepalived(head: str, report: str) -> None:
    def substitute(written: str) -> str:
        if "$M" in written:
            raise MultilineArgument
        return written

    with pytest.raises(SequenceFault) as fault:
        read_sequence(line(f"{head} t"), substitute)
    assert fault.value.report == report

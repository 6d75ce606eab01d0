"""Names of numbers, as iproute2 and the system list them."""

import pytest

from tests.support.configs import MemoryFiles
from vipd.conf.names import Names, NameTable, c_number

TABLES = """# comment
100\tmine  # of this host
0x65 hexadecimal
x broken
7
"""


def _names(**others: str) -> Names:
    content = {name.replace("__", "/"): text.encode() for name, text in others.items()}
    return Names(MemoryFiles({f"/etc/iproute2/{n}": t for n, t in content.items()}))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", 10),
        ("0x10", 16),
        ("010", 8),
        ("-1", None),
        ("1_0", None),
        ("\u0661", None),
        ("", None),
        ("ten", None),
    ],
)
def test_c_number_takes_the_prefixes_of_c(text: str, number: int | None) -> None:
    assert c_number(text) == number


@pytest.mark.parametrize(
    ("table", "text", "number"),
    [
        (NameTable.TABLE, "main", 254),
        (NameTable.TABLE, "4294967295", 4294967295),
        (NameTable.TABLE, "4294967296", None),
        (NameTable.PROTOCOL, "keepalived", 18),
        (NameTable.PROTOCOL, "256", None),
        (NameTable.SCOPE, "link", 253),
        (NameTable.DSFIELD, "AF11", None),
        (NameTable.GROUP, "default", 0),
        (NameTable.IP_PROTOCOL, "tcp", 6),
    ],
)
def test_names_without_files_are_those_of_everywhere(
    table: NameTable, text: str, number: int | None
) -> None:
    assert Names().number(table, text) == number


def test_names_of_a_file_are_added_and_odd_lines_passed_over() -> None:
    names = _names(rt_tables=TABLES)
    assert names.number(NameTable.TABLE, "mine") == 100
    assert names.number(NameTable.TABLE, "hexadecimal") == 0x65
    assert names.number(NameTable.TABLE, "broken") is None
    assert names.number(NameTable.TABLE, "local") == 255


def test_names_of_a_folder_are_read_in_order_of_their_files() -> None:
    names = _names(**{"rt_tables.d__b.conf": "2 x", "rt_tables.d__a.conf": "1 x y"})
    assert names.number(NameTable.TABLE, "x") == 2
    assert names.number(NameTable.TABLE, "y") == 1


def test_names_of_a_file_that_is_not_one_are_none() -> None:
    names = _names(rt_tables__x="1 a")
    assert names.number(NameTable.TABLE, "a") is None


def test_ip_protocols_have_the_name_before_the_number() -> None:
    names = Names(MemoryFiles({"/etc/protocols": b"ospf\t89 OSPFIGP # comment\nodd\n"}))
    assert names.number(NameTable.IP_PROTOCOL, "ospf") == 89
    assert names.number(NameTable.IP_PROTOCOL, "OSPFIGP") == 89
    assert names.number(NameTable.IP_PROTOCOL, "odd") is None

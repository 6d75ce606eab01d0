"""The copy of the keyword table keeps what a keyword is and how it is read."""

from tools.keyword_table import COLUMNS, facts


def test_facts_keep_the_columns_and_correct_what_was_seen() -> None:
    names = ["notes", *COLUMNS, "what_it_does"]
    rows = [
        names,
        ["n", "b", "k", "N", "int", "1", "1..2", "n", "", "above", "reported", "prose"],
        ["n", "b", "vrrp_netlink_cmd_rcv_bufs", "N", "int", "", "1..9", "n", "", "", "", "prose"],
    ]
    assert facts("\n".join("\t".join(row) for row in rows) + "\n").splitlines() == [
        "\t".join(COLUMNS),
        "b\tk\tN\tint\t1\t1..2\tn\t\tabove\treported",
        "b\tvrrp_netlink_cmd_rcv_bufs\tN\tint\t\t0..4294967295\tn\t\t\t"
        "strict int: any fault reported+ignored; missing reported+ignored",
    ]

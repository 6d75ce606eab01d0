"""The copy of the keyword table keeps facts alone."""

from tools.keyword_table import COLUMNS, facts


def test_facts_keep_the_columns_and_leave_out_what_is_no_keyword() -> None:
    names = [*COLUMNS, "what_it_does", "bad_value_behaviour"]
    rows = [
        names,
        ["b", "k", "", "int", "1", "1..2", "prose", "reported"],
        ["b", "x", "", "int", "1", "1..2", "prose", "Unknown keyword (reported)"],
        ["b", "vrrp_netlink_cmd_rcv_bufs", "", "int", "", "1..9", "prose", "reported"],
    ]
    assert facts("\n".join("\t".join(row) for row in rows) + "\n").splitlines() == [
        "\t".join(COLUMNS),
        "b\tk\t\tint\t1\t1..2",
        "b\tvrrp_netlink_cmd_rcv_bufs\t\tint\t\t0..4294967295",
    ]

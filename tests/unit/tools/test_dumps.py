"""The comparison of dumps: what it reads, what it leaves out, what it counts."""

from tools.dumps import Agreement, Comparison, compared, rendered, sections
from tools.judgement import Given

SERVICE = (
    b"virtual_server 192.0.2.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n"
    b"real_server 192.0.2.2 80 {\nTCP_CHECK {\n}\n}\n}\n"
)
INSTANCE = (
    b"vrrp_instance V {\ninterface eth0\nvirtual_router_id 5\n"
    b"virtual_ipaddress {\n192.0.2.9\n}\n}\n"
)


def test_sections_of_a_file_begin_with_their_marks() -> None:
    text = "=== global\n a\n b\n=== check\n=== bfd\n c\n"
    assert sections(text) == {"global": [" a", " b"], "check": [], "bfd": [" c"]}


def test_lines_of_the_machine_are_not_compared() -> None:
    lines = [
        " libnftnl version 1.2.4",
        " Router ID = localhost",
        " Router ID = a ",
        " Default interface = eth0",
        " Default interface = eth1",
        "------< VRRP Topology >------",
        "   Last transition = <time>",
        "   Using src_ip = 192.0.2.1",
        "   Using src_ip = 192.0.2.1 (from configuration)",
        "------< Interfaces >------",
        " Name = lo",
        "------< BFD Data >------",
        " thread_in = 0x(nil)",
    ]
    assert compared(lines) == [
        " Router ID = a",
        " Default interface = eth1",
        "------< VRRP Topology >------",
        "   Using src_ip = 192.0.2.1 (from configuration)",
        "------< BFD Data >------",
    ]


def test_files_are_compared_without_the_directory_of_the_configuration() -> None:
    assert compared(["   Command = '/etc/keepalived/a.sh'"]) == ["   Command = 'a.sh'"]


def test_lines_are_equal_where_they_stand_in_the_same_order() -> None:
    agreement = Agreement()
    agreement.add(["a", "b", "c"], ["a", "c", "d", "e"])
    agreement.add(["x"], ["x"])
    assert (agreement.lines_alike, agreement.lines) == (3, 5)
    assert (agreement.files_alike, agreement.files) == (1, 2)


def test_dump_is_rendered_without_running() -> None:
    dump = rendered(Given(SERVICE + INSTANCE, {}))
    assert dump["global"][0] == "------< Global definitions >------"
    assert " VRRP Instance = V" in dump["vrrp"]
    assert " [192.0.2.1]:tcp:80 -> [192.0.2.2]:tcp:80" in dump["check"]
    assert dump["bfd"] == ["------< BFD Data >------"]


def test_comparison_shows_both_sides_of_a_line_that_differs() -> None:
    given = Given(SERVICE, {})
    check = "\n".join(rendered(given)["check"])
    comparison = Comparison()
    comparison.add("a.conf", given, f"=== check\n{check}\n")
    assert comparison.differences == []
    other = check.replace("lvs_sched = rr", "lvs_sched = wlc")
    comparison.add("b.conf", given, f"=== check\n{other}\n")
    assert "-   lvs_sched = wlc" in comparison.differences
    assert "+   lvs_sched = rr" in comparison.differences
    agreement = comparison.sections["check"]
    assert (agreement.files, agreement.files_alike) == (2, 1)
    assert agreement.lines - agreement.lines_alike == 1
    assert "1 of 2 files alike" in comparison.table()

"""Statements back to text."""

import pytest

from tests.support.configs import MAIN, files
from vipd.conf.diag import Reports
from vipd.conf.lines import Lines
from vipd.conf.render import render_tree
from vipd.conf.schema.root import Root
from vipd.conf.tree import build_tree


def _rendered(text: str) -> str:
    reports = Reports()
    lines = Lines(files(text), reports, config_id="node1")
    lines.open_top(MAIN)
    return render_tree(build_tree(lines, Root, reports))


@pytest.mark.parametrize(
    "text, expected",
    [
        ("use_pid_dir # c", "use_pid_dir\n"),
        ("global_defs{router_id x}", "global_defs {\n    router_id x\n}\n"),
        ('global_defs {router_id "a b"}', 'global_defs {\n    router_id "a b"\n}\n'),
        (r"global_defs {router_id a\#b}", 'global_defs {\n    router_id "a#b"\n}\n'),
        ('instance ""', 'instance ""\n'),
        ("$A=x\ninstance ${A}", "instance x\n"),
        ("instance $A", 'instance "$A"\n'),
        (
            "vrrp_instance V { virtual_ipaddress { 10.0.0.1\n10.0.0.2 dev x } }",
            "vrrp_instance V {\n    virtual_ipaddress {\n        10.0.0.1\n"
            "        10.0.0.2 dev x\n    }\n}\n",
        ),
        (
            'vrrp_script s { script "/x \'a b\' \\"c" }',
            'vrrp_script s {\n    script "/x \'a b\' \\"c"\n}\n',
        ),
        ("foo\nvrrp_instance {\n}", ""),
        ("instance a\\ {", "instance a\\ #\n"),
    ],
)
def test_render_writes_one_statement_a_line(text: str, expected: str) -> None:
    assert _rendered(text) == expected


def test_render_of_what_was_rendered_is_the_same() -> None:
    text = 'vrrp_instance "a b" {\npriority 5\nunicast_peer {\n}\n}\n'
    assert _rendered(_rendered(text)) == _rendered(text)

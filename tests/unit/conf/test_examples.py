"""The examples: nothing is wrong with them, and their canonical form means the same."""

from pathlib import Path

import pytest

from tests.support.configs import MAIN, MemoryFiles, messages
from tests.support.examples import EXAMPLES, NEEDS
from tools.judgement import Given, judge
from vipd.conf.codes import NOT_BUILT
from vipd.conf.format import format_text
from vipd.conf.load import Loaded, load

IDS = [path.stem for path in EXAMPLES]


def _read(content: bytes, config_id: str = "") -> Loaded:
    return load(MAIN, MemoryFiles({MAIN: content}), config_id=config_id, testing=True)


def test_examples_are_there() -> None:
    assert len(EXAMPLES) >= 12


@pytest.mark.parametrize("path", EXAMPLES, ids=IDS)
def test_example_has_no_fault_on_a_host_with_its_interfaces(path: Path) -> None:
    verdict = judge(Given(path.read_bytes(), {}, NEEDS))
    assert verdict.messages == frozenset()
    assert verdict.status == 0
    assert verdict.codes <= {NOT_BUILT.name}


@pytest.mark.parametrize("path", EXAMPLES, ids=IDS)
def test_example_keeps_its_meaning_and_comments_in_the_canonical_form(path: Path) -> None:
    content = path.read_bytes()
    after = format_text(content)
    assert format_text(after) == after
    assert after.count(b"#") == content.count(b"#")
    for config_id in ("", "node1", "node2"):
        read, formed = _read(content, config_id), _read(after, config_id)
        assert formed.daemon == read.daemon
        assert messages(formed.diagnostics) == messages(read.diagnostics)


@pytest.mark.parametrize(("node", "priority"), [("node1", 150), ("node2", 100)])
def test_example_for_all_nodes_gives_each_its_priority(node: str, priority: int) -> None:
    (path,) = (path for path in EXAMPLES if path.stem == "one-file-for-all-nodes")
    loaded = _read(path.read_bytes(), node)
    (instance,) = loaded.daemon.vrrp.instances
    assert (loaded.daemon.router_id, instance.priority) == (node, priority)

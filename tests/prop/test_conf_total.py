"""Whatever a configuration contains, reading it yields a model and diagnostics, never an error."""

from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.support.configs import ID, MAIN, MemoryFiles
from vipd.conf.diag import Reports, config_test_status, explanation, phrase, refusing_reload
from vipd.conf.lines import Lines
from vipd.conf.load import Loaded, load
from vipd.conf.render import render_tree
from vipd.conf.schema.registry import schema_of
from vipd.conf.schema.root import Root
from vipd.conf.schema.vrrp_instance import VrrpInstance
from vipd.conf.text import octets
from vipd.conf.tree import Statement, build_tree
from vipd.model.codec import from_json, to_json
from vipd.model.process import Daemon

KEYWORDS = sorted(
    {*schema_of(Root).keywords, *schema_of(VrrpInstance).keywords, "auth_type", "auth_pass"}
)
TOKENS = [
    *KEYWORDS, "{", "}", "\n", " ", "\n", '"', "'", "\\", "\\\n", "#", "!", "@node1 ", "@^x ",
    "$A=", "${A}", "$A", "$B=$A", "${_HASH}", "${_PWD}", "~SEQ(x,1)", "include ", "includea b",
    "10.0.0.1", "10.0.0.2/24", "fe80::1", "eth0", "0", "1", "-1", "255", "1.5", "99999999999",
    "x", "\0", "\xff", "MASTER", "on", "off", "dev", "peer", "brd", "+", "min_ttl", "scope",
]  # fmt: skip


def _read(content: bytes, other: bytes = b"") -> Loaded:
    source = MemoryFiles({MAIN: content, "b": other})
    return load(MAIN, source, config_id=ID)


def _check(loaded: Loaded, sizes: dict[str, bytes]) -> None:
    for found in loaded.diagnostics:
        assert found.code.startswith("C")
        assert phrase(found)
        assert explanation(found)
        if found.line:
            lines = sizes[found.file].split(b"\n")
            assert 1 <= found.line <= len(lines)
            assert 1 <= found.column <= len(lines[found.line - 1]) + 1
    assert config_test_status(loaded.diagnostics) in (0, 2, 4, 5, 6)
    assert refusing_reload(loaded.diagnostics, loaded.diagnostics) == tuple(
        d for d in loaded.diagnostics if d.exit_status is not None
    )
    assert from_json(Daemon, to_json(loaded.daemon)) == loaded.daemon


@given(st.binary(max_size=400))
@example(b"\xef\xbb\xbfglobal_defs {}\n")
@example(b"include a.conf\n")
@example(b"$A=$A\n$A\n")
def test_reading_random_bytes_yields_only_diagnostics_inside_the_file(content: bytes) -> None:
    _check(_read(content), {MAIN: content, "b": b""})


@given(st.lists(st.sampled_from(TOKENS), max_size=60), st.lists(st.sampled_from(TOKENS)))
def test_reading_random_tokens_yields_only_diagnostics_inside_the_files(
    tokens: list[str], others: list[str]
) -> None:
    content = octets(" ".join(tokens))
    other = octets(" ".join(others))
    _check(_read(content, other), {MAIN: content, "b": other})


@given(st.lists(st.sampled_from(TOKENS), max_size=40))
def test_reading_a_random_instance_yields_a_sane_model(tokens: list[str]) -> None:
    body = " ".join(tokens)
    text = f"vrrp_instance V {{\ninterface eth0\nvirtual_router_id 9\n{body}\n}}\n"
    loaded = _read(octets(text))
    _check(loaded, {MAIN: octets(text), "b": b""})
    for instance in loaded.daemon.vrrp.instances:
        assert 1 <= instance.priority <= 255
        assert 1 <= instance.vrid <= 255
        assert instance.version in (2, 3)
        assert instance.advert_int > 0
        assert len(instance.vips) <= 255
        assert all(vip.address.version == instance.family.value for vip in instance.vips)
        assert instance.auth_pass is None or len(instance.auth_pass) == 8


@given(st.lists(st.sampled_from(TOKENS), max_size=40))
def test_reading_the_same_text_twice_yields_the_same(tokens: list[str]) -> None:
    content = octets(" ".join(tokens))
    assert _read(content).diagnostics == _read(content).diagnostics
    assert _read(content).daemon == _read(content).daemon


@given(st.lists(st.sampled_from(TOKENS), max_size=30))
def test_reading_lines_for_vipd_alone_adds_nothing_that_keepalived_sees(tokens: list[str]) -> None:
    # A line that only vipd reads is, for another id, as if it were not there.
    lines = " ".join(t for t in tokens if t not in ("\n", "\\\n", "\0")).split("\n")
    content = "".join(f"@^vipd {line}\n" for line in lines)
    assert _read(octets(content)).daemon == Daemon()


def _tree(content: bytes) -> tuple[Statement, ...]:
    lines = Lines(MemoryFiles({MAIN: content, "b": b""}), Reports(), config_id=ID)
    lines.open_top(MAIN)
    return build_tree(lines, Root, Reports())


@given(st.lists(st.sampled_from(TOKENS), max_size=40))
def test_rendering_and_reading_again_yields_the_same_model(tokens: list[str]) -> None:
    body = " ".join(tokens)
    content = octets(f"vrrp_instance V {{\ninterface eth0\nvirtual_router_id 9\n{body}\n}}\n")
    assume(all(len(line) < 900 for line in content.split(b"\n")))
    rendered = render_tree(_tree(content))
    again = _read(octets(rendered))
    assert again.daemon == _read(content).daemon
    assert render_tree(_tree(octets(rendered))) == rendered

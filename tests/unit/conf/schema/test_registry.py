"""The keywords as a whole."""

from collections.abc import Iterator

import pytest

from vipd.conf.schema.declare import block, kw, many, sub
from vipd.conf.schema.kinds import Flag, Int
from vipd.conf.schema.registry import (
    Bound,
    Deprecated,
    Keyword,
    Shape,
    Status,
    defaults,
    schema_of,
)
from vipd.conf.schema.root import Root


@block("inner", child=True)
class Inner:
    a: bool = kw(Flag(), "A flag.", default=False)
    a_b: bool = kw(Flag(), "A hyphen.", default=False, name="a-b")


@block("outer", child=False)
class Outer:
    number: int | None = kw(
        Int(0, 9),
        "A number.",
        default=None,
        aliases=("num",),
        deprecated=(Deprecated("nummer", "old"),),
    )
    inner: Bound[Inner] | None = sub(Inner, "One block.")
    named: tuple[Bound[Inner], ...] = many(Inner, "Many blocks.")
    absent: Bound[Inner] | None = sub(Inner, "Not there.", status=Status.NOT_BUILT)


def _all(cls: type, path: str = "") -> Iterator[tuple[str, Keyword]]:
    for name, keyword in schema_of(cls).keywords.items():
        yield f"{path}{name}", keyword
        if keyword.block is not None:
            yield from _all(keyword.block, f"{path}{name}/")


def test_schema_knows_names_aliases_and_old_names() -> None:
    keywords = schema_of(Outer).keywords
    assert keywords["num"] is keywords["number"] is keywords["nummer"]
    assert keywords["inner"].shape is Shape.BLOCK
    assert keywords["absent"].status is Status.NOT_BUILT
    assert schema_of(Inner).keywords["a-b"].field == "a_b"
    assert (schema_of(Inner).child, schema_of(Outer).name) == (True, "outer")


def test_defaults_are_those_of_the_declarations() -> None:
    record = defaults(Outer).record
    assert (record.number, record.inner, record.named) == (None, None, ())


def test_block_with_a_name_twice_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="twice"):

        @block("bad", child=False)
        class _Bad:
            one: bool = kw(Flag(), "One.", default=False, aliases=("two",))
            two: bool = kw(Flag(), "Two.", default=False)


def test_every_keyword_says_what_it_is_for() -> None:
    poor = [path for path, keyword in _all(Root) if not keyword.doc.endswith(".")]
    assert poor == []


def test_every_value_can_be_described() -> None:
    for path, keyword in _all(Root):
        if keyword.kind is not None:
            assert keyword.kind.describe(), path


def test_every_old_name_of_the_language_is_known() -> None:
    known = {path for path, _ in _all(Root)}
    assert known >= {
        "vrrp_track_file",
        "global_defs/lvs_process_name",
        "global_defs/lvs_flush_onstop",
        "global_defs/vrrp_vmac_garp_intvl",
        "global_defs/vrrp_rlimit_rtime",
        "global_defs/enable_snmp_keepalived",
        "vrrp_instance/thread_timer_expired",
        "vrrp_instance/vmac_garp_intvl",
        "virtual_server/real_server/HTTP_GET/url/regex_stack",
        "virtual_server/flag-1",
        "bfd_instance/neighbour_ip",
    }
    assert len(known) > 500


def test_words_that_are_no_keywords_are_unknown() -> None:
    known = {path for path, _ in _all(Root)}
    assert not known & {
        "global_defs/set_supplementary_groups",
        "virtual_server/real_server/SSL_GET/sni_name",
        "virtual_server/real_server/FILE_CHECK/retry",
        "virtual_server/real_server/MISC_CHECK/connect_ip",
    }

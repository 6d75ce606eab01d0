"""Values of services and groups."""

from ipaddress import ip_address

import pytest

from tests.support.configs import reported
from tests.support.lines import words
from vipd.base.addr import Family
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema.call import Call, MissingWord, Rejected
from vipd.conf.schema.granularity import read_granularity
from vipd.conf.schema.lvs_kinds import (
    At,
    Endpoint,
    ForwardingMethod,
    GroupEntry,
    GroupName,
    One,
    ServiceHeader,
)
from vipd.conf.schema.registry import Kind
from vipd.model.lvs import (
    AddressRange,
    AddressService,
    Forwarding,
    Mark,
    MarkService,
    Method,
    TunnelChecksum,
    TunnelType,
)


def _call(line: str) -> Call:
    return Call(words(*line.split(" ")), "g", Reports(), Prefix.NONE, testing=True)


def _value(kind: Kind[object], line: str) -> object:
    """Return a value that is read in silence."""
    call = _call(line)
    value = kind.read(call)
    assert reported(call.reports) == []
    return value


def _faults(kind: Kind[object], line: str) -> list[str]:
    """Return the reports of a value that is rejected."""
    call = _call(line)
    with pytest.raises(Rejected):
        kind.read(call)
    return reported(call.reports)


@pytest.mark.parametrize(
    "line, value",
    [
        ("k 192.0.2.1 80", AddressService(ip_address("192.0.2.1"), 80)),
        ("k 192.0.2.1", AddressService(ip_address("192.0.2.1"), 0)),
        ("k 192.0.2.1 0 more", AddressService(ip_address("192.0.2.1"), 0)),
        ("k 192.0.2.1/24 80", AddressService(ip_address("192.0.2.1"), 80)),
        ("k 192.0.2.1-5 80", AddressService(ip_address("192.0.2.1"), 80)),
        ("k 2001:db8::1 80", AddressService(ip_address("2001:db8::1"), 80)),
        ("k fwmark 7", MarkService(7)),
        ("k group g", GroupName("g")),
    ],
)
def test_header_of_a_service_says_what_it_is_for(line: str, value: object) -> None:
    assert _value(ServiceHeader(), line) == value


@pytest.mark.parametrize(
    "line, last",
    [
        ("k name 80", "Invalid virtual server IP address/port name/80 - skipping"),
        ("k name", "Invalid virtual server IP address/port name - skipping"),
        ("k 192.0.2.1 80x", "Invalid virtual server IP address/port 192.0.2.1/80x - skipping"),
        ("k 192.0.2.1 65536", "Invalid virtual server IP address/port 192.0.2.1/65536 - skipping"),
        ("k fwmark x", "virtual server fwmark 'x' must be in [0, 4294967295] - ignoring"),
        ("k fwmark", "virtual_server fwmark without value - skipping"),
        ("k group", "virtual_server group without value - skipping"),
    ],
)
def test_header_of_a_service_that_is_none_is_rejected(line: str, last: str) -> None:
    assert _faults(ServiceHeader(), line)[-1] == last


def test_header_of_a_service_without_words_misses_one() -> None:
    with pytest.raises(MissingWord):
        ServiceHeader().read(_call("k"))


def test_server_with_a_name_instead_of_an_address_is_rejected() -> None:
    kind = At("bad {address}, {endpoint}")
    assert _value(kind, "k 192.0.2.1 80") == Endpoint(ip_address("192.0.2.1"), 80)
    assert _faults(kind, "k host.example 80") == ["bad host.example, host.example/80"]


@pytest.mark.parametrize(
    "line, first, last, port",
    [
        ("192.0.2.1", "192.0.2.1", "192.0.2.1", 0),
        ("192.0.2.1 80 surplus", "192.0.2.1", "192.0.2.1", 80),
        ("192.0.2.0/24 80", "192.0.2.0", "192.0.2.255", 80),
        ("2001:db8::/126 80", "2001:db8::", "2001:db8::3", 80),
        ("192.0.2.1-5 80", "192.0.2.1", "192.0.2.5", 80),
        ("192.0.2.8-010 80", "192.0.2.8", "192.0.2.10", 80),
        ("2001:db8::1-1f 80", "2001:db8::1", "2001:db8::1f", 80),
        ("2001:db8::1-0x9 80", "2001:db8::1", "2001:db8::9", 80),
        ("192.0.2.1-192.0.3.9 80", "192.0.2.1", "192.0.3.9", 80),
        ("192.0.2.1-192.0.2.1", "192.0.2.1", "192.0.2.1", 0),
    ],
)
def test_entry_of_a_group_is_a_range(line: str, first: str, last: str, port: int) -> None:
    assert _value(GroupEntry(), line) == AddressRange(ip_address(first), ip_address(last), port)


@pytest.mark.parametrize(
    "line, mark",
    [
        ("fwmark 7", Mark(7, None)),
        ("fwmark 7 inet", Mark(7, Family.IPV4)),
        ("fwmark 7 inet6 surplus", Mark(7, Family.IPV6)),
    ],
)
def test_entry_of_a_group_is_a_mark(line: str, mark: Mark) -> None:
    assert _value(GroupEntry(), line) == mark


@pytest.mark.parametrize(
    "line, last",
    [
        ("name", "Invalid virtual server group IP address name  - skipping"),
        ("name 80", "Invalid virtual server group IP address name /port/80 - skipping"),
        ("192.0.2.1 x", "Invalid virtual server group IP address 192.0.2.1 /port/x - skipping"),
        (
            "192.0.2.5/24-8 80",
            "Invalid virtual server group IP address 192.0.2.5/24-8 /port/80 - skipping",
        ),
        (
            "192.0.2.5-2001:db8::1 80",
            "Invalid virtual server group IP address 192.0.2.5-2001:db8::1 /port/80 - skipping",
        ),
        ("192.0.2.0/ 80", "Invalid netmask - 192.0.2.0/ - skipping"),
        ("192.0.2.0/33 80", "Invalid netmask - 192.0.2.0/33 - skipping"),
        ("192.0.2.5/24 80", "Address mask bits not empty - 192.0.2.5/24 - skipping"),
        ("192.0.2.5-192.0.2 80", "Invalid range end 192.0.2.5-192.0.2 - skipping"),
        (
            "192.0.2.5-192.0.2.1 80",
            "Address range end is less than address range start - 192.0.2.5-192.0.2.1 - skipping",
        ),
        (
            "192.0.2.5-5 80",
            "Address range end is not greater than address range start - 192.0.2.5-5 - skipping",
        ),
        ("192.0.2.5-300 80", "Virtual server group range '192.0.2.5-300' end '300' too large"),
        ("192.0.2.5--9 80", "Virtual server group range '192.0.2.5--9' end '-9' too large"),
        (
            "2001:db8::1-1g 80",
            "Virtual server group range '2001:db8::1-1g' has extra characters at end 'g'",
        ),
        ("fwmark x", "(g): fwmark 'x' must be in [0, 4294967295] - ignoring"),
        ("fwmark 1 foo", "(g): fwmark '1' family foo unknown - ignoring"),
    ],
)
def test_entry_of_a_group_that_is_none_is_left_out(line: str, last: str) -> None:
    assert _faults(GroupEntry(), line)[-1] == last


@pytest.mark.parametrize(
    "line, value",
    [
        ("k NAT", Forwarding(method=Method.NAT)),
        ("k DR", Forwarding(method=Method.DR)),
        ("k TUN", Forwarding(method=Method.TUN)),
        (
            "k TUN type gue port 6080 csum",
            Forwarding(
                method=Method.TUN,
                tunnel=TunnelType.GUE,
                tunnel_port=6080,
                checksum=TunnelChecksum.FULL,
            ),
        ),
        (
            "k TUN csum type gre",
            Forwarding(method=Method.TUN, tunnel=TunnelType.GRE, checksum=TunnelChecksum.FULL),
        ),
    ],
)
def test_method_of_forwarding_has_options_of_tunnels(line: str, value: Forwarding) -> None:
    assert _value(ForwardingMethod("x"), line) == value


@pytest.mark.parametrize(
    "options, last",
    [
        ("type", "Missing tunnel type for x."),
        ("type foo", "Unknown tunnel type foo for x."),
        ("port", "Missing port for x gue tunnel."),
        ("port 0", "Invalid gue tunnel port 0 for x."),
        ("type gue", "gue tunnels require port, otherwise cannot have port."),
        ("port 9", "gue tunnels require port, otherwise cannot have port."),
        ("csum", "ipip tunnels do not support checksum option."),
        ("type gre remcsum", "gre tunnels do not support remote checksum option."),
        ("foo", "Invalid tunnel option foo for x."),
    ],
)
def test_method_of_forwarding_stays_when_options_are_faulty(options: str, last: str) -> None:
    call = _call(f"k TUN {options}")
    assert ForwardingMethod("x").read(call) == Forwarding(method=Method.TUN)
    assert reported(call.reports)[-1] == last


def test_method_of_forwarding_that_is_unknown_is_rejected() -> None:
    faults = _faults(ForwardingMethod("x"), "k nat")
    assert faults == ["PARSER : unknown [nat] routing method for x."]


def test_one_word_is_wanted_exactly() -> None:
    assert _value(One("wrong"), "k a") == "a"
    assert _faults(One("wrong"), "k") == ["wrong"]
    assert _faults(One("wrong"), "k a b") == ["wrong"]


@pytest.mark.parametrize(
    "family, text, found",
    [
        (Family.IPV4, "255.255.255.0", (Family.IPV4, 0xFFFF_FF00)),
        (Family.IPV4, "24", (Family.IPV4, 24)),
        (Family.IPV4, "255.255.255", (Family.IPV4, 0xFFFF_00FF)),
        (Family.IPV6, "64", (Family.IPV6, 64)),
        (None, "255.0.0.0", (Family.IPV4, 0xFF00_0000)),
        (None, "64", (Family.IPV6, 64)),
        (Family.IPV4, "foo", None),
        (Family.IPV4, "255.255.255.0/24", None),
        (Family.IPV4, "256.0.0.0", None),
        (Family.IPV6, "0", None),
        (Family.IPV6, "255.0.0.0", None),
    ],
)
def test_granularity_depends_on_the_family(
    family: Family | None, text: str, found: tuple[Family, int] | None
) -> None:
    call = _call(f"k {text}")
    assert read_granularity(call, family) == found
    assert bool(reported(call.reports)) is (found is None)

"""The JSON form of the model loses nothing."""

from ipaddress import IPv4Address, IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from vipd.base.units import Duration
from vipd.model.codec import from_json, to_json
from vipd.model.process import Daemon
from vipd.model.vrrp import (
    GarpPolicy,
    Instance,
    Process,
    Unicast,
    UnicastPeer,
    VirtualAddress,
    Vrrp,
)

st.register_type_strategy(IPv4Address, st.ip_addresses(v=4))
st.register_type_strategy(IPv6Address, st.ip_addresses(v=6))
# As configurations are decoded: any character, and bytes that are no UTF-8 as low surrogates.
CHARACTERS = st.characters(exclude_categories=["Cs"]) | st.characters(
    min_codepoint=0xDC80, max_codepoint=0xDCFF, categories=["Cs"]
)
st.register_type_strategy(str, st.text(CHARACTERS, max_size=20))

TIMES = st.integers(0, 2**62).map(Duration)
PEERS = st.builds(UnicastPeer, address=st.ip_addresses())
VIPS = st.builds(VirtualAddress, address=st.ip_addresses(), peer=st.none() | st.ip_addresses())
INSTANCES = st.builds(
    Instance,
    vips=st.lists(VIPS, max_size=3).map(tuple),
    evips=st.lists(VIPS, max_size=2).map(tuple),
    unicast=st.none() | st.builds(Unicast, peers=st.lists(PEERS, max_size=3).map(tuple)),
    mcast_group=st.ip_addresses(),
    source=st.none() | st.ip_addresses(),
    garp=st.builds(GarpPolicy, delay=TIMES, refresh=TIMES, lower_prio_delay=TIMES),
    advert_int=TIMES,
    preempt_delay=TIMES,
)
DAEMONS = st.builds(
    Daemon,
    vrrp=st.builds(
        Vrrp,
        instances=st.lists(INSTANCES, max_size=2).map(tuple),
        process=st.builds(Process),
        startup_delay=TIMES,
        delay_after_boot=TIMES,
    ),
)


@given(DAEMONS)
def test_model_written_and_read_is_the_same(daemon: Daemon) -> None:
    assert from_json(Daemon, to_json(daemon)) == daemon


@given(st.text(max_size=200))
def test_text_that_is_no_model_raises_value_error_only(text: str) -> None:
    try:
        from_json(Daemon, text)
    except ValueError:
        return
    raise AssertionError("random text was taken for a model")

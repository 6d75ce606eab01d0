"""Dumps of the vrrp process beside those of keepalived.

``vrrp-NAME.txt`` is what keepalived 2.4.3 logged at its start with ``-d`` for ``vrrp-NAME.conf``,
on a host with the interfaces of ``_host``. ``LEFT_OUT`` and ``CHANGED`` are the differences that
are meant.
"""

import re
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

import pytest

from tests.support.configs import ID, MAIN, files
from tests.support.scripts import ROOT, MemoryHost, file
from vipd.base.addr import Family, MacAddress
from vipd.conf.load import load
from vipd.conf.scripts import Account
from vipd.core.host import HostAddress, Link, LinkDetails, LinkState
from vipd.core.vrrp.instance import Instance
from vipd.export.dump import Detail, render_vrrp
from vipd.export.dump.text import no_time
from vipd.model.vrrp import Instance as Config

HERE: Final = Path(__file__).parent

LEFT_OUT: Final = re.compile(
    r" libnftnl version "
    r"| current realtime "
    r"| (GARP|GNA) next time "
    r"|   Highest other priority = "
    r"|   (Reset|Original) "
    r"|   rp_filter "
    r"|   Seen up = "
    r"|   VMAC type "
    r"|   I/f created by keepalived$"
)
"""What vipd has no equivalent of, or does not create yet."""

CHANGED: Final = (
    (r"^( \w+ realtime limit = )10000$", r"\g<1>2000000"),
    (r"^( iproute usr directory )/etc/iproute2$", r"\g<1>/usr/share/iproute2"),
    # Static addresses are not added yet.
    (r"^(     (?:10\.5\.0|fd00::5).*) set$", r"\g<1>"),
)


def _link(index: int, name: str, mac: str = "", *, group: int = 0) -> Link:
    loopback = name == "lo"
    return Link(
        index=index,
        name=name,
        up=True,
        multicast=not loopback,
        arp=True,
        loopback=loopback,
        mtu=65_536 if loopback else 1_500,
        mac=MacAddress(bytes.fromhex(mac.replace(":", ""))),
        details=LinkDetails(broadcast=not loopback, hardware=772 if loopback else 1, group=group),
    )


def _state(link: Link, address: str = "") -> LinkState:
    if not address:
        return LinkState(link)
    there = HostAddress(address=IPv4Address(address), prefix_len=24, index=link.index, scope=0)
    return LinkState(link, (there,))


def _host(name: str) -> list[LinkState]:
    """Return the interfaces that keepalived found, those that it had created included."""
    found = [
        _state(_link(1, "lo"), "127.0.0.1"),
        _state(_link(3, "eth0", "02:00:00:00:00:00"), "198.18.0.1"),
        _state(_link(5, "eth1", "02:00:00:00:00:01"), "198.18.1.1"),
        _state(_link(7, "eth2", "02:00:00:00:00:02"), "198.18.2.1"),
    ]
    if name == "links":
        found.append(_state(_link(8, "vrrp.51", "00:00:5e:00:01:33")))
        found.append(_state(_link(9, "vm1", "02:00:00:aa:bb:cc", group=5)))
    return found


def _machine(config: Config, host: list[LinkState]) -> Instance:
    """Return an instance as it is before its start, with the source that it will have."""
    own = {state.link.name: state.addresses[0].address for state in host if state.addresses}
    found = own.get(config.interface) if config.family is Family.IPV4 else None
    machine = Instance(config, link_up=True, source=config.source or found)
    if config.unicast_fault_no_peer:
        machine.faults = machine.present_faults()
    return machine


def _expected(name: str) -> str:
    text = (HERE / f"vrrp-{name}.txt").read_text()
    for found, wanted in CHANGED:
        text = re.sub(found, wanted, text, flags=re.MULTILINE)
    lines = [line for line in text.splitlines() if not LEFT_OUT.match(line)]
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", ["settings", "groups", "routes", "instances", "links"])
def test_dump_of_the_vrrp_process_is_that_of_keepalived(name: str) -> None:
    users = {"root": ROOT, "nobody": Account(65_534, 65_534)}
    text = (HERE / f"vrrp-{name}.conf").read_text()
    scripts = MemoryHost(users=users, entries={"/tmp/vipd-golden-file": file()})
    daemon = load(MAIN, files(text), config_id=ID, scripts=scripts).daemon
    host = _host(name)
    machines = [_machine(config, host) for config in daemon.vrrp.instances]
    dump = render_vrrp(daemon, machines, host, no_time, detail=Detail.CONFIGURATION)
    assert dump == _expected(name)

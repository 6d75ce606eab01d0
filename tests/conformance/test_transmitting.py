"""Section 7.2: what an advert looks like when it leaves."""

from dataclasses import replace

from tests.conformance.clauses import rfc
from tests.conformance.scenario import VRID, Scenario, address, group
from vipd.base.addr import Family
from vipd.core.vrrp.instance import Instance as Machine
from vipd.engine.transmit import Transmitter
from vipd.model.vrrp import ChecksumMode, Instance
from vipd.wire import ip, vrrp


def sent(machine: Machine, priority: int = 100) -> bytes:
    """Return the one packet of an advert."""
    [(destination, packet)] = Transmitter().packets(machine, priority)
    assert destination == group(machine.config.family)
    return bytes(packet)


@rfc("3768", "5798", "9568", "7.2: source address")
@rfc("3768", "5798", "9568", "7.2: protocol")
@rfc("3768", "5798", "9568", "7.2: group")
def test_advert_goes_from_the_primary_address_to_the_group(router: Instance) -> None:
    packet = sent(Scenario(router).machine)
    header = ip.decode(packet)
    assert header.source == address(router.family, "5")
    assert header.destination == group(router.family)
    assert (header.protocol, header.hop_limit) == (112, 255)
    assert header.total_length == len(packet)


@rfc("3768", "5798", "9568", "7.2: checksum")
def test_advert_tells_the_configuration_under_a_right_checksum(router: Instance) -> None:
    packet = sent(Scenario(router).machine, priority=7)
    header = ip.decode(packet)
    pdu = packet[header.header_length :]
    advert = vrrp.decode(pdu, router.family)
    assert (advert.version, advert.type, advert.vrid) == (router.version, 1, VRID)
    assert (advert.priority, advert.interval) == (7, 1 if router.version == 2 else 100)
    assert advert.addresses == tuple(one.address for one in router.vips)
    if router.version == 2:
        assert vrrp.checksum_ok_v2(pdu)
    else:
        assert vrrp.checksum_ok_v3(pdu, header.source, header.destination)


@rfc("9568", "7.2: IPv4 checksum without pseudo header")
def test_advert_of_v3_has_no_pseudo_header_only_if_asked_for(router_v3: Instance) -> None:
    config = replace(router_v3, checksum=ChecksumMode.PDU_ONLY)
    packet = sent(Scenario(config).machine)
    header = ip.decode(packet)
    pdu = packet[header.header_length :]
    assert vrrp.checksum_ok_v3(pdu, header.source, header.destination, pseudo_header=False)
    with_pseudo_header = vrrp.checksum_ok_v3(pdu, header.source, header.destination)
    assert with_pseudo_header == (router_v3.family is Family.IPV6)

"""What of the whole configuration each process is given."""

from ipaddress import IPv4Address

from tests.unit.proc.models import instance
from vipd.base.units import Duration
from vipd.model.bfd import Audience, Bfd, Session
from vipd.model.lvs import Lvs, Tls
from vipd.model.process import Daemon
from vipd.model.settings import Dumps, Settings
from vipd.model.vrrp import Vrrp


def _session(name: str, audience: Audience) -> Session:
    return Session(
        name=name, neighbor=IPv4Address("10.9.0.1"), source=None, min_rx=Duration(1),
        min_tx=Duration(1), idle_tx=Duration(1), multiplier=5, passive=False, ttl=255, max_hops=0,
        multihop=False, weight=0, reverse=False, audience=audience,
    )  # fmt: skip


def test_vrrp_process_is_given_no_services_and_the_sessions_it_hears_of() -> None:
    vrrp = Vrrp(instances=(instance("VI_1", 1),))
    settings = Settings(dumps=Dumps(state="/d/x.data"))
    sessions = tuple(_session(audience.value, audience) for audience in Audience)
    daemon = Daemon(
        router_id="r1", vrrp=vrrp, settings=settings, bfd=Bfd(sessions=sessions),
        lvs=Lvs(tls=Tls(ca="/ca")),
    )  # fmt: skip
    given = daemon.for_vrrp()
    assert (given.router_id, given.vrrp, given.settings) == ("r1", vrrp, settings)
    assert given.lvs == Lvs()
    assert [session.name for session in given.bfd.sessions] == ["vrrp", "both"]

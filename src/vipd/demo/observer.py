"""What is going on: adverts, announcements and answers become a state and a timeline.

Pure: it is told what was seen and when, and keeps no clock. Who is master is read from the wire,
not from any log, so that it is the same for every VRRP daemon.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from vipd.base.units import MILLISECOND, Duration, Instant, since
from vipd.demo.messages import Report
from vipd.demo.outage import Request, is_answered
from vipd.demo.timeline import Source, Timeline, seconds_text
from vipd.demo.wire import Advert, Garp

_SILENCE: Final = Duration(30 * MILLISECOND)
"""Without an answer for so long the service is said to be away."""
_BURST_PAUSE: Final = Duration(100 * MILLISECOND)
"""Announcements closer than this are one burst."""


@dataclass(slots=True)
class _Burst:
    first: Instant
    last: Instant
    router: str
    address: IPv4Address
    count: int


class Observer:
    """The state of the network, as far as it can be seen from outside the routers."""

    def __init__(
        self,
        timeline: Timeline,
        addresses: Mapping[IPv4Address, str],
        macs: Mapping[bytes, str],
        advert_interval: Duration,
    ) -> None:
        self.requests: list[Request] = []
        """All requests of the client so far, in order."""
        self.adverts = 0
        self.garps = 0
        self.master: str | None = None
        self.stall = Duration(0)
        """The client's worst lateness since this was last set to zero."""
        self._timeline = timeline
        self._addresses = addresses
        self._macs = macs
        self._sender = ""
        """The router that was last seen as master, even if it is gone."""
        self._adverts_of_master = 0
        self._advert_interval = advert_interval
        self._last_adverts: dict[str, Instant] = {}
        self._priority = 0
        self._burst: _Burst | None = None
        self._served_by: str | None = None
        self._served_since: Instant | None = None
        self._last_answered = -1
        self._away_since: int | None = None
        """Number of the first request of the gap that is open."""

    def saw(self, seen: Advert | Garp, at: Instant) -> None:
        """Take note of a packet on the wire."""
        match seen:
            case Advert():
                self._saw_advert(seen, at)
            case Garp():
                self._saw_garp(seen, at)

    def reported(self, report: Report) -> None:
        """Take note of what the client did since its last report."""
        assert report.first == len(self.requests)
        self.stall = Duration(max(self.stall, report.lateness))
        self.requests.extend(Request(sent, None, "") for sent in report.sent)
        for number, at, router in sorted(report.answers):
            self._answered(number, at, router)
        self._notice_silence(report.at)

    def look(self, now: Instant) -> None:
        """Take note of what has not happened."""
        if self._burst is not None and since(self._burst.last, now) >= _BURST_PAUSE:
            self._tell_burst(self._burst)
            self._burst = None

    def served_by(self, router: str, now: Instant) -> Duration:
        """Return for how long only ``router`` has answered, and nothing else; else zero."""
        if self._served_by != router or self._served_since is None:
            return Duration(0)
        if self._away_since is not None:
            return Duration(0)
        return since(self._served_since, now)

    def alone(self, router: str, now: Instant) -> Duration:
        """Return for how long nobody but ``router`` has sent adverts; all time if nobody ever."""
        others = [at for name, at in self._last_adverts.items() if name != router]
        return since(max(others, default=Instant(0)), now)

    def lost_power(self, router: str) -> None:
        """Take note that a router is gone and cannot be the master any more."""
        if self.master == router:
            self.master = None

    def _saw_advert(self, advert: Advert, at: Instant) -> None:
        router = self._addresses.get(advert.source, str(advert.source))
        self.adverts += 1
        if advert.priority == 0:
            self._tell(at, Source.WIRE, f"{router} says good-bye: advert with priority 0")
            self.lost_power(router)
            return
        is_rival = self._is_rival(router, advert.priority, at)
        self._last_adverts[router] = at
        if router == self.master:
            self._adverts_of_master += 1
            return
        if is_rival:
            self._tell(at, Source.WIRE, f"{router} answers with priority {advert.priority}")
            return
        before = f" ({self._sender} sent {self._adverts_of_master} adverts)" if self._sender else ""
        self._tell(
            at, Source.WIRE, f"{router} is MASTER: adverts with priority {advert.priority}{before}"
        )
        self.master = self._sender = router
        self._priority = advert.priority
        self._adverts_of_master = 1

    def _is_rival(self, router: str, priority: int, at: Instant) -> bool:
        """Whether the advert is of a master of lower priority that has to yield at once.

        One that takes over has been waiting for more than an interval.
        """
        if self.master is None or router == self.master or priority >= self._priority:
            return False
        return since(self._last_adverts[self.master], at) < self._advert_interval

    def _saw_garp(self, garp: Garp, at: Instant) -> None:
        router = self._macs.get(garp.mac, garp.mac.hex(":"))
        self.garps += 1
        burst = self._burst
        if (
            burst is not None
            and (burst.router, burst.address) == (router, garp.address)
            and since(burst.last, at) < _BURST_PAUSE
        ):
            burst.last = at
            burst.count += 1
            return
        if burst is not None:
            self._tell_burst(burst)
        self._burst = _Burst(at, at, router, garp.address, 1)

    def _tell_burst(self, burst: _Burst) -> None:
        times = f"{burst.count} times" if burst.count > 1 else "once"
        self._tell(
            burst.first,
            Source.WIRE,
            f"{burst.router} announces {burst.address}: gratuitous ARP, {times}",
        )

    def _answered(self, number: int, at: Instant, router: str) -> None:
        request = self.requests[number]
        self.requests[number] = answered = Request(request.sent, at, router)
        if not is_answered(answered):
            return
        gap = self._away_since
        if gap is not None and number > gap:
            lost = sum(1 for missed in self.requests[gap:number] if not is_answered(missed))
            away = since(self.requests[gap - 1].sent, request.sent) if gap else Duration(0)
            after = f"after {seconds_text(away)}: {_lost(lost)}" if gap else "for the first time"
            self._tell(at, Source.CLIENT, f"{router} answers {after}")
            self._away_since = None
            self._served_since = request.sent
        elif router != self._served_by:
            lost = number - self._last_answered - 1
            self._tell(at, Source.CLIENT, f"{router} answers: {_lost(lost)}")
            self._served_since = request.sent
        self._served_by = router
        self._last_answered = max(self._last_answered, number)

    def _notice_silence(self, now: Instant) -> None:
        first = self._last_answered + 1
        if self._away_since is not None or first >= len(self.requests):
            return
        if since(self.requests[first].sent, now) >= _SILENCE:
            self._away_since = first
            self._tell(
                self.requests[first].sent,
                Source.CLIENT,
                "no answers any more" if first else "no answers yet",
            )

    def _tell(self, at: Instant, source: Source, text: str) -> None:
        self._timeline.add(at, source, text)


def _lost(count: int) -> str:
    match count:
        case 0:
            return "no request lost"
        case 1:
            return "1 request lost"
        case _:
            return f"{count} requests lost"

"""Never two masters in one connected set beyond the protocol's bound; exactly one after healing.

**The bound of two masters.** Let S be the superior of two masters (higher priority, then higher
address) that both run, and let everything that S sends reach the other. S advertises at the latest
one advertisement interval after any instant, and on becoming master; the other yields at the first
advert it reads. So from the instant on from which all this holds without interruption, both can be
MASTER for

    interval of S + delay + jitter + latency of both + coalescing of reads (10 ms)

and no longer. Loss, a cut, a pause or a refused send begins the time anew.

**The bound of settling.** After the heal somebody becomes master within one master-down interval
(``down_timer_adverts`` intervals and the skew, both of the longest that was ever configured); its
first advert starts the preempt delay of a better one, which then waits one master-down interval
more. So it is

    start-up delay + 2 * down + preempt delay + interval + the slack of the weather
"""

from functools import partial
from typing import Final

from vipd.base.units import MILLISECOND, SECOND, Duration, Instant, after, since
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Transition
from vipd.sim.facts import Facts, Failure, Router, compatible

_QUIET_MIN: Final = Duration(6 * SECOND)
"""Longer than the delay of the second burst of announcements."""

Pair = tuple[str, str, str]
"""(router, superior node, inferior node)."""


class Mastership:
    """Watches who is MASTER."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._together: dict[Pair, Instant] = {}
        """Since when each pair of masters has been able to hear each other."""

    # -- two masters ----------------------------------------------------------------------

    def disturbed(self, node: str) -> None:
        """Something was lost on its way to this node: count anew."""
        for pair in [pair for pair in self._together if pair[2] == node]:
            del self._together[pair]

    def review(self, router: Router) -> None:
        """Look at the masters of a router again, because something changed."""
        now = self._facts.world.timeline.now
        found = self._pairs(router)
        for pair in [pair for pair in self._together if pair[0] == router.name]:
            if pair not in found:
                del self._together[pair]
        for pair in found:
            if pair not in self._together:
                self._together[pair] = now
                bound = after(now, self._bound(router))
                self._facts.world.timeline.at(Instant(bound + 1), partial(self._judge, pair, now))

    def review_all(self) -> None:
        """Look at all routers again."""
        for router in self._facts.routers.values():
            self.review(router)

    def _judge(self, pair: Pair, begun: Instant) -> None:
        if self._together.get(pair) != begun:
            return
        self.review(self._facts.routers[pair[0]])
        if self._together.get(pair) == begun:
            now = self._facts.world.timeline.now
            length = since(begun, now) // MILLISECOND
            detail = f"{pair[1]} and {pair[2]} are both MASTER of {pair[0]} for {length} ms"
            raise Failure("two masters in one connected set", now, detail)

    def _pairs(self, router: Router) -> list[Pair]:
        nodes = self._facts.masters(router.name)
        if len(nodes) < 2:
            return []
        ranked = sorted(nodes, key=partial(self._rank, router), reverse=True)
        return [
            (router.name, superior, inferior)
            for position, superior in enumerate(ranked)
            for inferior in ranked[position + 1 :]
            if self._hears(router, superior, inferior)
        ]

    def _rank(self, router: Router, node: str) -> tuple[int, bytes]:
        config = self._facts.config(node, router.name)
        assert config is not None
        return config.priority, self._facts.source(config, node)

    def _hears(self, router: Router, superior: str, inferior: str) -> bool:
        world = self._facts.world
        ours = self._facts.config(superior, router.name)
        theirs = self._facts.config(inferior, router.name)
        return (
            ours is not None
            and theirs is not None
            and compatible(ours, theirs)
            and world.nodes[superior].running
            and world.nodes[inferior].running
            and not world.nodes[superior].packets.refuse
            and world.lans[router.lan].clear(superior, inferior)
        )

    def _bound(self, router: Router) -> Duration:
        return Duration(router.interval_max + self._facts.slack)

    # -- after the heal -------------------------------------------------------------------

    @property
    def settle_bound(self) -> Duration:
        """How long after the heal at most there may be none or more than one master."""
        facts = self._facts
        startup = max(node.startup_delay_ms for node in facts.scenario.nodes) * MILLISECOND
        longest = max(
            2 * router.down_max + router.preempt_delay_max + router.interval_max
            for router in facts.routers.values()
        )
        return Duration(startup + longest + facts.slack)

    @property
    def quiet_time(self) -> Duration:
        """For how long afterwards nothing at all may change."""
        down = max(router.down_max for router in self._facts.routers.values())
        return Duration(down + _QUIET_MIN)

    def judge_settled(self) -> None:
        """Demand exactly one master of each router, the right one where that is determined."""
        for router in self._facts.routers.values():
            self._judge_router(router)

    def _judge_router(self, router: Router) -> None:
        facts = self._facts
        now = facts.world.timeline.now
        able = {
            node: config
            for (node, name), state in facts.states.items()
            if name == router.name
            and state is not State.FAULT
            and facts.world.nodes[node].engine is not None
            and (config := facts.config(node, name)) is not None
        }
        if not able:
            return
        configs = list(able.values())
        if not all(compatible(configs[0], config) for config in configs):
            return
        masters = facts.masters(router.name)
        if len(masters) != 1:
            detail = f"{router.name} has the masters {masters}; able are {sorted(able)}"
            raise Failure("not exactly one master after healing", now, detail)
        if all(config.preempt for config in configs):
            best = max(config.priority for config in configs)
            if able[masters[0]].priority != best:
                detail = f"{masters[0]} is MASTER of {router.name}, priority {best} is able"
                raise Failure("the wrong master after healing", now, detail)

    def judge_quiet_transition(self, node: str, transition: Transition, now: Instant) -> None:
        """Refuse any transition in a quiet world."""
        detail = f"{node}: {transition.instance} {transition.old} to {transition.new}"
        raise Failure("a transition in a quiet world", now, detail)

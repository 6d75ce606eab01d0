"""Becoming and ceasing to be MASTER, and what a MASTER sends: adverts and announcements."""

from vipd.base.addr import IpAddress
from vipd.base.units import Duration, Instant, after, since
from vipd.core.vrrp import effects as fx
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.effects import Effect
from vipd.core.vrrp.events import (
    State,
)
from vipd.core.vrrp.notices import Cause, Fault, OwnerPhase
from vipd.core.vrrp.owner import Phase
from vipd.core.vrrp.router import MASTER_TIMERS, Router, Timer


def become_master(router: Router, cause: Cause, now: Instant) -> list[Effect]:
    """Take over, in the order of keepalived 2.4: advert, addresses, announcements, timers."""
    # RFC 9568 6.4.2 (365-385): advertise, announce the addresses, start the Adver_Timer
    done: list[Effect] = []
    router.said.clear()
    if router.conflict.phase is not Phase.NONE:
        done += restore_ownership(router, OwnerPhase.RESTORED_GONE)
    router.use_own_interval()
    source = router.master
    done += advertise(router, now, master=False)
    done += router.change(State.MASTER, cause, now, source=source)
    router.stats.become_master += 1
    router.master = None
    router.deadlines.pop(Timer.MASTER_DOWN, None)
    router.deadlines.pop(Timer.PREEMPT_DELAY, None)
    router.preempt_delay_over = router.doubted = False
    router.last_answer = router.last_win_back = None
    config = router.config
    if config.addresses:
        done.append(fx.Notify(_addresses_changing(router, adding=True)))
    done.append(fx.Own(config.addresses))
    done += burst(router, config.garp.repeat)
    if config.garp.delay:
        router.deadlines[Timer.GARP_DELAYED] = after(now, config.garp.delay)
    if config.garp.refresh:
        first = Duration(config.garp.delay + config.garp.refresh)
        router.deadlines[Timer.GARP_REFRESH] = after(now, first)
    return done


def leave_master(
    router: Router,
    new: State,
    cause: Cause,
    now: Instant,
    *,
    source: IpAddress | None = None,
    fault: Fault | None = None,
    farewells: int = 0,
) -> list[Effect]:
    """Give up for ``new``, sending priority 0 ``farewells`` times."""
    router.said.clear()
    done = router.change(new, cause, now, source=source, fault=fault)
    for index in range(farewells):
        # keepalived 2.4 counts only the last of two that follow each other
        done += farewell(router, counted=int(index == farewells - 1))
    return done + release(router)


def release(router: Router) -> list[Effect]:
    """Give up the addresses and everything a MASTER keeps."""
    done: list[Effect] = []
    if router.config.addresses:
        done.append(fx.Notify(_addresses_changing(router, adding=False)))
    done.append(fx.Own(()))
    for timer in MASTER_TIMERS:
        router.deadlines.pop(timer, None)
    router.stats.release_master += 1
    return done


def _addresses_changing(router: Router, *, adding: bool) -> nt.AddressesChanging:
    config = router.config
    return nt.AddressesChanging(
        config.name, adding, vips=bool(config.vips), evips=bool(config.evips)
    )


def farewell(router: Router, *, counted: int) -> list[Effect]:
    """Tell the peers that this MASTER gives up (RFC 9568 6.4.3: priority 0)."""
    if router.source is None:
        return []
    router.stats.priority_zero_sent += counted
    done: list[Effect] = [fx.SendAdvert(0)]
    if counted:
        done.append(fx.Notify(nt.PriorityZeroSent(router.config.name)))
    return done


def advertise(router: Router, now: Instant, *, master: bool = True) -> list[Effect]:
    """Send an advert and restart the advert timer.

    A MASTER that was silent for longer than its peers wait repeats its announcements: one of
    them may have taken over and yielded meanwhile, and clients still send to it.
    """
    router.stats.advert_sent += 1
    done: list[Effect] = [fx.SendAdvert(router.priority)]
    silent = None if router.last_advert_sent is None else since(router.last_advert_sent, now)
    router.last_advert_sent = now
    router.deadlines[Timer.ADVERT] = after(now, router.config.advert_int)
    if router.conflict.phase is Phase.ANSWERING:
        wait = router.conflict.own_advert_sent(router.config.advert_int)
        if wait is not None:
            router.deadlines[Timer.OWNER_WAIT] = after(now, wait)
    patience, router.patience_of_peers = router.patience_of_peers, router.patience()
    if master and (silent is None or silent > patience):
        done += _announce_again(router, Duration(0) if silent is None else silent)
    return done


def _announce_again(router: Router, silent: Duration) -> list[Effect]:
    done: list[Effect] = []
    if silent:
        done.append(fx.Notify(nt.AnnouncementsRepeated(router.config.name, silent)))
    return done + burst(router, router.config.garp.repeat)


def burst(router: Router, rounds: int) -> list[Effect]:
    """Announce every address ``rounds`` times."""
    addresses = router.config.addresses
    if not addresses or rounds == 0:
        return []
    named = tuple((one.interface, one.address) for one in addresses)
    return [
        fx.Notify(nt.Announcing(router.config.name, named)),
        fx.Announce(addresses, rounds),
    ]


def answer(router: Router, now: Instant) -> list[Effect]:
    """Answer an advert at once, unless the last answer is too recent.

    No backup waits for less than the skew of the highest priority, so answers at that distance
    convince everybody, and a flood cannot make us flood others (keepalived 2.4 answers each).
    """
    spacing = router.answer_spacing()
    if router.last_answer is not None and since(router.last_answer, now) < spacing:
        at = after(router.last_answer, spacing)
        router.deadlines[Timer.ADVERT] = min(at, router.deadlines.get(Timer.ADVERT, at))
        return []
    router.last_answer = now
    return advertise(router, now)


def win_back(router: Router, now: Instant) -> list[Effect]:
    """Announce the addresses, now and later, because another router had them too.

    As seldom as answers, but with a spacing of its own: an answer that came without an
    announcement must not keep back the next one.
    """
    garp = router.config.garp
    last = router.last_win_back
    if last is not None and since(last, now) < router.answer_spacing():
        return []
    router.last_win_back = now
    if not garp.lower_prio_repeat:
        return []
    if garp.lower_prio_delay:
        router.deadlines[Timer.GARP_LOWER_PRIO] = after(now, garp.lower_prio_delay)
    return burst(router, garp.lower_prio_repeat)


def restore_ownership(router: Router, phase: OwnerPhase) -> list[Effect]:
    """End a conflict of owners; said only if the priority had been reduced."""
    reduced = router.conflict.phase is Phase.REDUCED
    rival = router.conflict.rival
    router.conflict.end()
    router.deadlines.pop(Timer.OWNER_WAIT, None)
    return [conflict_notice(router, rival, phase)] if reduced else []


def conflict_notice(router: Router, rival: IpAddress | None, phase: OwnerPhase) -> Effect:
    """Return the effect that tells how far a conflict of owners has come."""
    return fx.Notify(nt.OwnerConflict(router.config.name, rival, phase, router.priority))

"""What a received packet does to an instance: as BACKUP, as MASTER, as one of two owners."""

from vipd.base.addr import IpAddress
from vipd.base.units import Instant, after, centiseconds
from vipd.core.vrrp import effects as fx
from vipd.core.vrrp import mastership
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.accept import Accepted, Context, Rejected, examine
from vipd.core.vrrp.effects import Effect
from vipd.core.vrrp.events import (
    State,
)
from vipd.core.vrrp.notices import Cause, OwnerPhase, Reject
from vipd.core.vrrp.owner import Phase
from vipd.core.vrrp.router import Repeat, Router, Timer
from vipd.core.vrrp.timing import skew
from vipd.model.vrrp import OWNER_PRIORITY, ChecksumMode


def packet(router: Router, octets: bytes, now: Instant) -> list[Effect]:
    """Judge a whole IP packet; ``now`` is its receive time stamp."""
    if router.state in (State.INIT, State.FAULT):
        router.stats.rejected[Reject.NOT_RUNNING] += 1
        return []
    match examine(octets, router.config, _context(router, octets)):
        case Rejected() as rejected:
            return _rejected(router, rejected)
        case Accepted() as advert:
            return _accepted(router, advert, octets, now)


def _context(router: Router, octets: bytes) -> Context:
    checked = router.state is State.MASTER or not router.config.skip_check_adv_addr
    if not checked:
        checked = router.master is None or not _sent_by(octets, router.master)
    return Context(
        checksum=router.checksum,
        effective_priority=router.priority,
        address_list_checked=checked,
    )


def _rejected(router: Router, rejected: Rejected) -> list[Effect]:
    router.stats.rejected[rejected.reason] += 1
    return router.say_once(
        rejected.reason,
        nt.PacketRejected(
            router.config.name,
            rejected.reason,
            rejected.source,
            rejected.received,
            rejected.expected,
            rejected.expected_max,
        ),
    )


def _accepted(router: Router, advert: Accepted, octets: bytes, now: Instant) -> list[Effect]:
    router.stats.accepted += 1
    router.repeat = None
    done = _questions(router, advert)
    if advert.old_checksum:
        router.checksum = ChecksumMode.GROUP_PSEUDO_HEADER
        done.append(fx.Notify(nt.ChecksumLearned(router.config.name)))
    if advert.priority == 0:
        router.stats.priority_zero_received += 1
    if router.state is State.MASTER:
        return done + _heard_as_master(router, advert, now)
    return done + _heard_as_backup(router, advert, octets, now)


def _questions(router: Router, advert: Accepted) -> list[Effect]:
    done: list[Effect] = []
    for odd in advert.oddities:
        router.stats.questioned[odd.question] += 1
        done += router.say_once(
            odd.question,
            nt.PacketQuestioned(
                router.config.name,
                odd.question,
                advert.source,
                odd.received,
                odd.expected,
                odd.missing,
            ),
        )
    return done


def _heard_as_backup(router: Router, advert: Accepted, octets: bytes, now: Instant) -> list[Effect]:
    config = router.config
    if advert.priority == 0:
        # RFC 9568 6.4.2 (430): "Set the Active_Down_Timer to Skew_Time"
        router.down_cause = Cause.MASTER_STOPPED
        wait = skew(router.priority, version=config.version, interval=router.interval)
        router.deadlines[Timer.MASTER_DOWN] = after(now, wait)
        return [fx.Notify(nt.PriorityZeroReceived(config.name, router.state))]
    done: list[Effect] = []
    conflict = router.conflict
    rival = advert.priority == OWNER_PRIORITY and advert.source == conflict.rival
    if conflict.phase is Phase.REDUCED and not rival:
        done += mastership.restore_ownership(router, OwnerPhase.RESTORED_LOWER)
    if config.preempt and advert.priority < router.priority:
        if not config.preempt_delay or router.preempt_delay_over:
            return done + router.say_once(
                ("discarding", advert.source, advert.priority),
                nt.LowerPriorityDiscarded(config.name, advert.source, advert.priority),
            )
        if Timer.PREEMPT_DELAY not in router.deadlines:
            router.deadlines[Timer.PREEMPT_DELAY] = after(now, config.preempt_delay)
            done.append(fx.Notify(nt.PreemptDelay(config.name, config.preempt_delay)))
    elif router.deadlines.pop(Timer.PREEMPT_DELAY, None) is not None or router.preempt_delay_over:
        router.preempt_delay_over = False
        done.append(fx.Notify(nt.PreemptDelay(config.name, None)))
    return done + _follow(router, advert, octets, now)


def _follow(router: Router, advert: Accepted, octets: bytes, now: Instant) -> list[Effect]:
    """Accept the sender as master and wait for its next advert."""
    done = _learn_interval(router, advert)
    if advert.source != router.master:
        router.said.clear()
        done.append(fx.Notify(nt.MasterSeen(router.config.name, advert.source, router.master)))
    router.master = advert.source
    router.master_priority = advert.priority
    router.down_cause = Cause.MASTER_DOWN
    router.doubted = False
    wait = router.down_interval()
    router.deadlines[Timer.MASTER_DOWN] = after(now, wait)
    if not advert.oddities:
        router.repeat = Repeat.of(octets)
        router.repeat_down = wait
    return done


def _heard_as_master(router: Router, advert: Accepted, now: Instant) -> list[Effect]:
    name = router.config.name
    if advert.priority == 0:
        # RFC 9568 6.4.3 (710): "Send an ADVERTISEMENT" to keep other backups quiet
        notice = nt.PriorityZeroReceived(name, router.state)
        # Only a MASTER says good-bye, so there were two, and clients may still send to the other.
        return [
            fx.Notify(notice),
            *mastership.answer(router, now),
            *mastership.win_back(router, now),
        ]
    ours = router.priority
    if advert.priority == ours and router.source is not None:
        if advert.source == router.source:
            return router.say_once("own address", nt.OwnAddressHeard(name))
        superior = int(advert.source) > int(router.source)
    else:
        superior = advert.priority > ours
    if superior:
        return _yield(router, advert, now)
    done: list[Effect] = []
    if advert.priority == OWNER_PRIORITY and ours == OWNER_PRIORITY:
        done += _rival_heard(router, advert)
    return done + _heard_inferior(router, advert, now)


def _yield(router: Router, advert: Accepted, now: Instant) -> list[Effect]:
    """Give way to a superior advert, never in silence.

    The own advert tells the superior router that there were two masters, so that it announces
    its addresses again; without it clients may send to us until their entries expire.
    """
    notice = nt.HigherPriorityHeard(
        router.config.name, advert.source, advert.priority, router.priority
    )
    done: list[Effect] = []
    if router.config.higher_prio_send_advert:
        router.stats.advert_sent += 1
        router.last_advert_sent = now
        done.append(fx.SendAdvert(router.priority))
    done.append(fx.Notify(notice))
    higher = advert.priority > router.priority
    cause = Cause.HIGHER_PRIORITY if higher else Cause.HIGHER_ADDRESS
    done += _learn_interval(router, advert)
    done += mastership.leave_master(router, State.BACKUP, cause, now, source=advert.source)
    router.master = advert.source
    router.master_priority = advert.priority
    router.deadlines[Timer.MASTER_DOWN] = after(now, router.down_interval())
    return done


def _heard_inferior(router: Router, advert: Accepted, now: Instant) -> list[Effect]:
    """Force a new election and win back the clients of the other router."""
    config = router.config
    electing = not config.lower_prio_no_advert
    done = router.say_once(
        ("inferior", advert.source, advert.priority),
        nt.LowerPriorityHeard(
            config.name, advert.source, advert.priority, router.priority, electing
        ),
    )
    if electing:
        done += mastership.answer(router, now)
    done += mastership.win_back(router, now)
    return done


def _rival_heard(router: Router, advert: Accepted) -> list[Effect]:
    conflict = router.conflict
    if conflict.phase is Phase.NONE:
        conflict.begin(advert.source, centiseconds(advert.interval_cs))
        return [mastership.conflict_notice(router, advert.source, OwnerPhase.DETECTED)]
    if conflict.phase is Phase.WAITING and conflict.rival == advert.source:
        conflict.persists()
        router.deadlines.pop(Timer.OWNER_WAIT, None)
        return [mastership.conflict_notice(router, advert.source, OwnerPhase.PERSISTS)]
    return []


def _learn_interval(router: Router, advert: Accepted) -> list[Effect]:
    # RFC 9568 6.4.2 (450): "Set Active_Adver_Interval to Max Advertise Interval contained in
    # the ADVERTISEMENT"; VRRPv2 has one interval for all.
    if router.config.version == 2 or advert.interval_cs == 0:
        return []
    new = centiseconds(advert.interval_cs)
    if new == router.interval:
        return []
    old, router.interval = router.interval, new
    return [fx.Notify(nt.IntervalLearned(router.config.name, old, new, by_master=True))]


def _sent_by(octets: bytes, sender: IpAddress) -> bool:
    """Whether an IP packet carries this source address."""
    packed = sender.packed
    start = 12 if len(packed) == 4 else 8
    return octets[start : start + len(packed)] == packed

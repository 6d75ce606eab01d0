"""Start, stop, reload and what the host does to an instance: faults, lost addresses, pauses."""

from vipd.base.units import Duration, Instant, after, since
from vipd.core.vrrp import effects as fx
from vipd.core.vrrp import mastership
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.effects import Effect
from vipd.core.vrrp.events import (
    Start,
    State,
    StopReason,
)
from vipd.core.vrrp.notices import Cause, Fault
from vipd.core.vrrp.router import Router, Timer
from vipd.core.vrrp.timing import master_down, skew
from vipd.model import vrrp as model
from vipd.model.vrrp import InitialState

_FAULT_CAUSE = {
    Fault.LINK_DOWN: Cause.LINK_DOWN,
    Fault.NO_SOURCE: Cause.NO_SOURCE,
    Fault.CONFIG: Cause.CONFIG,
}


def start(router: Router, event: Start, now: Instant) -> list[Effect]:
    """Begin: as BACKUP, as MASTER of a predecessor, or in FAULT."""
    router.faults = router.present_faults()
    router.quiet_until = after(now, event.delay)
    if router.faults:
        done = router.change(State.FAULT, Cause.STARTED, now, fault=router.first_fault())
        # What a predecessor left in place must not stay: another router has it by now.
        return [*done, fx.Own(())] if event.resume else done
    if event.resume:
        return _resume(router, now)
    done = router.change(State.BACKUP, Cause.STARTED, now)
    _wait_for_master(router, now)
    return done


def _wait_for_master(router: Router, now: Instant) -> None:
    """Give a master the time to be heard, which it is not before the start-up delay is over."""
    begin = max(now, router.quiet_until)
    if _starts_as_master(router):
        # keepalived 2.4: at once, or one advert interval after the start-up delay
        wait = router.config.advert_int if begin > now else Duration(0)
        router.down_cause = Cause.OWNER
    else:
        wait = router.down_interval()
        router.down_cause = Cause.MASTER_DOWN
    router.deadlines[Timer.MASTER_DOWN] = after(begin, wait)


def _starts_as_master(router: Router) -> bool:
    return router.config.owner and router.config.initial_state is InitialState.MASTER


def _resume(router: Router, now: Instant) -> list[Effect]:
    """Go on as MASTER after a crash of the process.

    The advert is due at once, but packets that were queued meanwhile are read before it, so a
    superior router that took over in between is respected. With no advert on record, the
    first one repeats the announcements.
    """
    done = router.change(State.MASTER, Cause.RESUMED, now)
    router.stats.become_master += 1
    done.append(fx.Own(router.config.addresses))
    router.deadlines[Timer.ADVERT] = now
    if router.config.garp.refresh:
        router.deadlines[Timer.GARP_REFRESH] = after(now, router.config.garp.refresh)
    return done


def stop(router: Router, reason: StopReason, now: Instant) -> list[Effect]:
    """End in good order; nothing is done after this."""
    cause = Cause.STOPPED if reason is StopReason.SHUTDOWN else Cause.DELETED
    done: list[Effect] = []
    if router.state is State.MASTER:
        done += mastership.farewell(router, counted=1)
        done += mastership.release(router)
    done.append(fx.Notify(router.transition(None, cause)))
    router.deadlines.clear()
    router.repeat = None
    router.last_transition = now
    router.ended = True
    return done


def reconsider(router: Router, now: Instant) -> list[Effect]:
    """Enter or leave FAULT as the host has become."""
    before = router.faults
    router.faults = router.present_faults()
    if router.state is State.INIT or bool(before) == bool(router.faults):
        return []
    if router.faults:
        return _enter_fault(router, now)
    return _recover(router, now)


def _enter_fault(router: Router, now: Instant) -> list[Effect]:
    fault = router.first_fault()
    cause = _FAULT_CAUSE[fault] if fault is not None else Cause.CONFIG
    done: list[Effect] = []
    if router.state is State.MASTER:
        done += mastership.leave_master(router, State.FAULT, cause, now, fault=fault, farewells=2)
    else:
        done += router.change(State.FAULT, cause, now, fault=fault)
    router.deadlines.clear()
    router.preempt_delay_over = False
    return done


def _recover(router: Router, now: Instant) -> list[Effect]:
    router.use_own_interval()
    done: list[Effect] = []
    if router.config.unicast is not None and router.source is not None:
        # keepalived 2.4: peers may have lost our link-layer address meanwhile
        done.append(fx.AnnounceSource(router.source))
    done += router.change(State.BACKUP, Cause.RECOVERED, now)
    if _starts_as_master(router) and now >= router.quiet_until:
        return done + mastership.become_master(router, Cause.OWNER, now)
    _wait_for_master(router, now)
    return done


def address_lost(router: Router, lost: model.VirtualAddress, now: Instant) -> list[Effect]:
    """Somebody else removed an address: only a MASTER that tracks it cares."""
    if router.state is not State.MASTER or not lost.tracked:
        return []
    # keepalived 2.4: give up, and come back after the skew with all addresses configured anew
    notice = nt.AddressRemovedByOthers(router.config.name, lost.address, lost.interface)
    done: list[Effect] = [fx.Notify(notice)]
    done += mastership.leave_master(router, State.BACKUP, Cause.ADDRESS_LOST, now, farewells=1)
    wait = skew(router.priority, version=router.config.version, interval=router.interval)
    router.deadlines[Timer.MASTER_DOWN] = after(now, wait)
    router.down_cause = Cause.ADDRESS_LOST
    return done


def clock_gap(router: Router, late: Duration, now: Instant) -> list[Effect]:
    """Act on a pause of our own (``timer_expired_backup``); otherwise timers take care."""
    chosen = router.config.timer_expired_backup
    if chosen is None or router.config.preempt or router.state is not State.MASTER:
        return []
    interval = router.config.advert_int
    version = router.config.version
    limit = 2 * interval + skew(chosen, version=version, interval=interval)
    down = master_down(chosen, version=version, interval=interval, adverts=3)
    last = router.last_advert_sent
    if late <= limit or (last is not None and since(last, now) <= down):
        return []
    done: list[Effect] = [fx.Notify(nt.GapNoticed(router.config.name, late, acted=True))]
    done += mastership.leave_master(router, State.BACKUP, Cause.CLOCK_GAP, now)
    router.deadlines[Timer.MASTER_DOWN] = after(now, router.down_interval())
    return done


def adverts_lost(router: Router, now: Instant) -> list[Effect]:
    """Doubt the silence of the master: wait for its next advert before it is believed.

    Once only, until an advert is accepted: under a flood that never ends a router must still be
    able to take over.
    """
    at = router.deadlines.get(Timer.MASTER_DOWN)
    silence = router.down_cause is Cause.MASTER_DOWN
    if router.state is not State.BACKUP or at is None or router.doubted or not silence:
        return []
    router.doubted = True
    router.repeat = None  # the next advert ends the doubt, which its shortcut does not do
    router.deadlines[Timer.MASTER_DOWN] = max(at, after(now, router.down_interval()))
    return []


def reconfigure(router: Router, config: model.Instance, now: Instant) -> list[Effect]:
    """Go on with another configuration, keeping state and timers where they still hold."""
    old = router.config
    if config == old:
        return []
    if old.owner and not config.owner:
        router.conflict.end()
        router.deadlines.pop(Timer.OWNER_WAIT, None)
    down_before = router.down_interval()
    router.config = config
    router.repeat = None
    router.said.clear()
    if router.checksum is old.checksum or config.checksum is not old.checksum:
        router.checksum = config.checksum
    if config.version == 2 or router.state is not State.BACKUP or router.master is None:
        router.use_own_interval()
    done = reconsider(router, now)
    if done:
        return done
    if router.state is State.BACKUP:
        _shift_master_down(router, Duration(router.down_interval() - down_before), now)
    elif router.state is State.MASTER:
        done = _reconfigure_master(router, old, now)
    return done


def _shift_master_down(router: Router, by: Duration, now: Instant) -> None:
    at = router.deadlines.get(Timer.MASTER_DOWN)
    if at is not None:
        router.deadlines[Timer.MASTER_DOWN] = max(after(at, by), now)


def _reconfigure_master(router: Router, old: model.Instance, now: Instant) -> list[Effect]:
    config = router.config
    done: list[Effect] = []
    if config.addresses != old.addresses:
        done.append(fx.Own(config.addresses))
    done += mastership.advertise(router, now)
    garp = config.garp
    added = [one for one in config.addresses if one not in old.addresses]
    if added:
        done += mastership.burst(router, garp.repeat)
        if garp.delay:
            router.deadlines[Timer.GARP_DELAYED] = after(now, garp.delay)
    if not garp.refresh:
        router.deadlines.pop(Timer.GARP_REFRESH, None)
    elif garp.refresh != old.garp.refresh:
        router.deadlines[Timer.GARP_REFRESH] = after(now, garp.refresh)
    return done

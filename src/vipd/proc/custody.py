"""What the supervisor keeps of a vrrp process, in case it dies.

Its instances that are MASTER and the addresses they may have configured are known from what the
process pushes: always more than is really there, never less. A successor resumes those instances;
if none comes before their peers would take over, the addresses are withdrawn by the supervisor.
Nothing here touches the kernel.
"""

from dataclasses import dataclass, field

from vipd.base.units import Duration, Instant, after
from vipd.core.vrrp.timing import HIGHEST_BACKUP_PRIORITY, master_down
from vipd.model.vrrp import Instance, VirtualAddress, Vrrp


@dataclass(slots=True)
class Custody:
    """The addresses that the vrrp process may hold, and until when they may stay without it."""

    config: Vrrp
    """The configuration that the process runs, or its successor will."""
    _pending: Vrrp | None = None
    _held: dict[str, dict[VirtualAddress, None]] = field(default_factory=dict)
    _masters: set[str] = field(default_factory=set)
    _deadlines: dict[str, Instant] = field(default_factory=dict)

    @property
    def resume(self) -> frozenset[str]:
        """Names of the instances that a successor takes over as MASTER."""
        return frozenset(self._masters)

    @property
    def next_deadline(self) -> Instant | None:
        """When addresses must be withdrawn because no successor is there; None: not at all."""
        return min(self._deadlines.values(), default=None)

    def holding(self, name: str) -> None:
        """The instance is about to configure its addresses."""
        self._masters.add(name)
        held = self._held.setdefault(name, {})
        for config in (self.config, self._pending):
            if config is not None:
                held.update(dict.fromkeys(_addresses(config, name)))

    def released(self, names: tuple[str, ...]) -> None:
        """The instances are not MASTER any more and have removed their addresses."""
        for name in names:
            self._masters.discard(name)
            self._held.pop(name, None)

    def reloading(self, config: Vrrp) -> None:
        """The process was told to change over to another configuration."""
        self._pending = config
        for name in self._masters:
            self.holding(name)

    def reloaded(self) -> None:
        """The process runs the new configuration: what only the old one had is gone."""
        if self._pending is None:
            return
        self.config, self._pending = self._pending, None
        for name in self._held:
            self._held[name] = dict.fromkeys(_addresses(self.config, name))

    def reload_failed(self) -> None:
        """The process goes on with the old configuration."""
        self._pending = None

    def replace(self, config: Vrrp) -> tuple[VirtualAddress, ...]:
        """Change the configuration while no process lives.

        Returns the addresses that no successor would know of.
        """
        self.config, self._pending = config, None
        return self._forget_unknown()

    def died(self, now: Instant) -> tuple[VirtualAddress, ...]:
        """The process died; return addresses that no successor would know of.

        Those are what only a configuration that it never confirmed has: the successor runs the
        last one that was confirmed.
        """
        self._pending = None
        unknown = self._forget_unknown()
        instances = {instance.name: instance for instance in self.config.instances}
        for name in self._masters:
            # A deadline that stands is that of an earlier death without a successor.
            self._deadlines.setdefault(name, after(now, peers_wait(instances[name])))
        return unknown

    def ready(self) -> None:
        """A successor runs: it answers for the addresses from now on."""
        self._deadlines.clear()

    def expire(self, now: Instant) -> tuple[VirtualAddress, ...]:
        """Return the addresses to withdraw, their time being over."""
        due = [name for name, deadline in self._deadlines.items() if deadline <= now]
        withdrawn: dict[VirtualAddress, None] = {}
        for name in due:
            del self._deadlines[name]
            self._masters.discard(name)
            withdrawn.update(self._held.pop(name, {}))
        return tuple(withdrawn)

    def _forget_unknown(self) -> tuple[VirtualAddress, ...]:
        """Drop what the configuration in force does not have, and return the addresses."""
        unknown: dict[VirtualAddress, None] = {}
        for name, held in list(self._held.items()):
            known = dict.fromkeys(_addresses(self.config, name))
            unknown.update((address, None) for address in held if address not in known)
            self._held[name] = {address: None for address in held if address in known}
            if name not in {instance.name for instance in self.config.instances}:
                del self._held[name]
                self._masters.discard(name)
                self._deadlines.pop(name, None)
        return tuple(unknown)

    def everything(self) -> tuple[VirtualAddress, ...]:
        """Return all addresses that may be there, for a supervisor that stops."""
        return tuple(dict.fromkeys(address for held in self._held.values() for address in held))


def peers_wait(instance: Instance) -> Duration:
    """Return how long the quickest of the peers may wait for an advert.

    The priorities of the peers are unknown, so it is that of the highest a backup can have: no
    address stays a moment longer than it may be somebody else's.
    """
    return master_down(
        HIGHEST_BACKUP_PRIORITY,
        version=instance.version,
        interval=instance.advert_int,
        adverts=instance.down_timer_adverts,
    )


def _addresses(config: Vrrp, name: str) -> tuple[VirtualAddress, ...]:
    """Return the addresses that the instance owns by this configuration, if it has it."""
    for instance in config.instances:
        if instance.name == name:
            return instance.addresses
    return ()

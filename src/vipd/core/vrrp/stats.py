"""Counters of one instance. Each packet that reached it raises ``accepted`` or one ``rejected``."""

from dataclasses import dataclass, field

from vipd.core.vrrp.notices import Question, Reject


def _zero_rejected() -> dict[Reject, int]:
    return dict.fromkeys(Reject, 0)


def _zero_questioned() -> dict[Question, int]:
    return dict.fromkeys(Question, 0)


@dataclass(slots=True)
class Stats:
    """What an instance has counted since its start, or since the counters were cleared."""

    accepted: int = 0
    """Adverts that passed every check, those of inferior priority included."""
    rejected: dict[Reject, int] = field(default_factory=_zero_rejected)
    questioned: dict[Question, int] = field(default_factory=_zero_questioned)
    """Accepted adverts with something odd; counted besides ``accepted``."""
    priority_zero_received: int = 0
    advert_sent: int = 0
    """Logical adverts: one, however many unicast peers get a copy."""
    priority_zero_sent: int = 0
    become_master: int = 0
    release_master: int = 0

    @property
    def received(self) -> int:
        """Every packet that reached the instance."""
        return self.accepted + sum(self.rejected.values())

    def clear(self) -> None:
        """Set every counter to zero (``SIGRTMAX-1`` of keepalived 2.4)."""
        fresh = Stats()
        self.accepted = 0
        self.rejected = fresh.rejected
        self.questioned = fresh.questioned
        self.priority_zero_received = self.advert_sent = self.priority_zero_sent = 0
        self.become_master = self.release_master = 0

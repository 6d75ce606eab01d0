"""What the parts of an instance are built with."""

from dataclasses import dataclass, field

from vipd.conf.build_track import Trackers
from vipd.conf.build_users import Users
from vipd.conf.diag import Code, Position, Prefix, Reports
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.vrrp_instance import VrrpInstance
from vipd.model.defaults import Defaults


@dataclass(frozen=True, slots=True)
class Context:
    """The block of an instance, the defaults, and where faults are reported.

    ``weightless``: the instance belongs to a sync group in which weights do not count;
    ``priority_changes`` is what its sync group says of notifying about changes of priority.
    """

    block: Bound[VrrpInstance]
    globals: Defaults
    reports: Reports
    trackers: Trackers
    users: Users
    weightless: bool = False
    priority_changes: bool | None = None
    link_names: dict[str, str] = field(default_factory=dict)
    """Names of interfaces that instances create, with the instance; shared by all of them."""

    @property
    def notifies_priority(self) -> bool:
        """Whether changes of priority are notified: as the block, its group or the globals say."""
        given = (self.record.notify_priority_changes, self.priority_changes)
        return next((g for g in given if g is not None), self.globals.priority_changes)

    @property
    def record(self) -> VrrpInstance:
        """The block as read."""
        return self.block.record

    @property
    def name(self) -> str:
        """The name of the instance."""
        return self.block.name

    @property
    def strict(self) -> bool:
        """Whether strict mode is on."""
        given = self.record.strict_mode
        return self.globals.strict if given is None else given

    def report(
        self, code: Code, message: str, field: str, *, reason: str = "", fix: str = ""
    ) -> None:
        """Report what follows from a keyword; keepalived shows no place any more."""
        self.reports.add(
            code, message, self.block.place(field), prefix=Prefix.NONE, reason=reason, fix=fix
        )

    def report_at(
        self, code: Code, message: str, at: Position, *, reason: str = "", fix: str = ""
    ) -> None:
        """Report a line of the block."""
        self.reports.add(code, message, at, prefix=Prefix.FILE, reason=reason, fix=fix)

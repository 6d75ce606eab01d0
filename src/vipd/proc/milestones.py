"""What the supervisor tells of its way: to the log in keepalived's words, and to who started it.

Every reload that was begun is ended for the service manager, refused ones too; and nothing is
called ready before something is.
"""

from dataclasses import dataclass

from vipd.proc.exits import Exit
from vipd.proc.log import Log
from vipd.proc.systemd import Notifier


@dataclass(slots=True)
class Milestones:
    """Knows what was reached last, and what is about to be."""

    log: Log
    notifier: Notifier
    _completing: str = "Startup complete"
    _was_ready: bool = False

    def idle(self) -> None:
        """There is nothing to run; a reload may bring something.

        Deviates: keepalived 2.4 does not become ready then, and is ended by systemd in time.
        """
        self.log.info("Warning - keepalived has no configuration to run")
        self._ready(0)

    def reloading(self) -> None:
        """A reload was asked for, and begins."""
        self.notifier.reloading()

    def refused(self, *reasons: str) -> None:
        """The reload was refused, and the log is told why."""
        for text in reasons:
            self.log.error(f"Reload refused: {text}")
        self.unchanged(f"Reload refused: {reasons[0]}")

    def unchanged(self, text: str) -> None:
        """The reload changed nothing; the log was told why, ``text`` is for the manager."""
        if self._was_ready:
            self.notifier.ready(text)
        else:
            self.notifier.status(text)

    def accepted(self) -> None:
        """What is completed next is a reload. keepalived 2.4: the first completion is a startup."""
        self._completing = self._completing or "Reload complete"

    def reloaded(self, instances: int) -> None:
        """The process, or the lack of one, has the configuration of the reload."""
        self.log.info("Reload complete")
        self._ready(instances)

    def started(self, instances: int) -> None:
        """A process runs; whether that completes anything depends on why it was started."""
        if self._completing:
            self.log.info(self._completing)
            self._completing = ""
            self._ready(instances)

    def failed(self, exit_: Exit, name: str) -> None:
        """The process ``name`` ended in a way that another start would not change."""
        assert exit_.code is not None
        for line in exit_.lines(name):
            self.notifier.failed(exit_.code, line.text)

    def stopping(self) -> None:
        """The daemon begins to stop."""
        self.log.info("Stopping")
        self.notifier.stopping()

    def _ready(self, instances: int) -> None:
        self._was_ready = True
        self.notifier.ready(_running(instances))


def _running(instances: int) -> str:
    """Return what the daemon does, for people."""
    match instances:
        case 0:
            return "Nothing to run; waiting for a reload"
        case 1:
            return "Running with 1 VRRP instance"
        case _:
            return f"Running with {instances} VRRP instances"

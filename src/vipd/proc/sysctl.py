"""Kernel settings that the configuration asks for: set while the daemon runs, put back at its end.

The supervisor does it, not the vrrp process as in keepalived 2.4: it is still there to undo it
when that process has crashed.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vipd.model.vrrp import Vrrp
from vipd.proc.log import Log

ROOT: Final = Path("/proc/sys")
LOCAL_IGMP: Final = "net/ipv4/igmp_link_local_mcast_reports"


@dataclass(slots=True)
class KernelSettings:
    """What was set, and what it was before. Failures are told and change nothing else."""

    log: Log
    root: Path = ROOT
    _before: dict[str, str] = field(default_factory=dict)
    """The values to put back, by the name of what we changed."""
    _told: set[str] = field(default_factory=set)

    def apply(self, config: Vrrp) -> None:
        """Set what this configuration wants; put back what only an earlier one wanted."""
        wanted = _wanted(config)
        for name in [name for name in self._before if name not in wanted]:
            self._put_back(name)
        for name, value in wanted.items():
            if name not in self._before:
                self._set(name, value)

    def restore(self) -> None:
        """Put everything back as it was."""
        for name in list(self._before):
            self._put_back(name)

    def _set(self, name: str, value: str) -> None:
        path = self.root / name
        try:
            before = path.read_text().strip()
            if before == value:
                return
            path.write_text(f"{value}\n")
        except FileNotFoundError:
            self._tell(f"kernel does not support {path}")
        except OSError as error:
            self._tell(f"Unable to write {path}: {error.strerror}")
        else:
            self._before[name] = before

    def _put_back(self, name: str) -> None:
        path = self.root / name
        before = self._before.pop(name)
        try:
            path.write_text(f"{before}\n")
        except FileNotFoundError:
            return  # The interface is gone, and its settings with it.
        except OSError as error:
            self._tell(f"Unable to write {path}: {error.strerror}")

    def _tell(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self.log.warning(text)


def _wanted(config: Vrrp) -> dict[str, str]:
    """Return the settings that a configuration asks for, by name below /proc/sys."""
    wanted = {LOCAL_IGMP: "0"} if config.disable_local_igmp else {}
    for instance in config.instances:
        if instance.promote_secondaries and instance.interface:
            wanted[f"net/ipv4/conf/{instance.interface}/promote_secondaries"] = "1"
    return wanted

"""``disable_local_igmp``: no membership reports for link-local groups while the daemon runs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vipd.proc.log import Log

SETTING: Final = Path("/proc/sys/net/ipv4/igmp_link_local_mcast_reports")


@dataclass(slots=True)
class LocalIgmp:
    """Turns the reports off and, at the end, on again if they were on.

    The supervisor does it, not the vrrp process as in keepalived 2.4: it is still there to undo it
    when that process has crashed.
    """

    log: Log
    setting: Path = SETTING
    _disabled: bool = False

    def disable(self) -> None:
        """Turn them off; a kernel that has no such setting is told about."""
        try:
            if self.setting.read_text().strip() == "0":
                return
            self.setting.write_text("0\n")
            self._disabled = True
        except FileNotFoundError:
            self.log.info(f"kernel does not support {self.setting}")
        except OSError as error:
            self.log.warning(f"Unable to write {self.setting}: {error.strerror}")

    def restore(self) -> None:
        """Turn them on again if it was us who turned them off."""
        if not self._disabled:
            return
        self._disabled = False
        try:
            self.setting.write_text("1\n")
        except OSError as error:
            self.log.warning(f"Unable to write {self.setting}: {error.strerror}")

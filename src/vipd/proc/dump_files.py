"""Names of the files that processes write when a signal asks for them."""

import posixpath
from enum import Enum
from typing import Final, assert_never

from vipd.model.settings import Dumps


class DumpFile(Enum):
    """A file that a signal asks for."""

    VRRP_DATA = "data of the vrrp process"
    CHECKER_DATA = "data of the checker process"
    BFD_DATA = "data of the BFD process"
    PARENT_DATA = "data of the supervisor"
    STATISTICS = "statistics"
    JSON = "JSON"

    @property
    def data(self) -> bool:
        """Whether it is one of those that ``state_dump_file`` names."""
        return self not in (DumpFile.STATISTICS, DumpFile.JSON)


_PROCESSES: Final = {
    DumpFile.CHECKER_DATA: "_check",
    DumpFile.BFD_DATA: "_bfd",
    DumpFile.PARENT_DATA: "_parent",
}
"""What tells the files of the processes apart; the vrrp process has the name as it is."""


def dump_path(
    file: DumpFile,
    dumps: Dumps,
    directory: str,
    *,
    instance: str | None = None,
    namespace: str | None = None,
) -> str:
    """Return where a file is written. ``directory`` is the one of dumps (``TMPDIR``).

    ``instance`` and ``namespace`` are the names of this daemon and of its network, for
    ``data_use_instance``. keepalived 2.4: of a relative name only the last part counts, and a
    name that ends with a slash is that of a directory. Deviates: keepalived 2.4 heeds the
    settings for ``*.data`` only, so the other files of two daemons overwrite each other.
    """
    default, configured = _configured(file, dumps)
    head, name = posixpath.split(configured or "")
    if not head.startswith("/"):
        head = directory
    stem, dot, ending = _divided(name or default)
    stem += _PROCESSES.get(file, "")
    known = [one for one in (namespace, instance) if one is not None]
    if dumps.instance_in_names and known:
        stem += "." + "_".join(known)
    return posixpath.join(head, f"{stem}{dot}{ending}")


def _configured(file: DumpFile, dumps: Dumps) -> tuple[str, str | None]:
    """Return keepalived's name of such a file, and what is configured in its place."""
    match file:
        case DumpFile.STATISTICS:
            return "keepalived.stats", dumps.statistics
        case DumpFile.JSON:
            return "keepalived.json", dumps.json
        case DumpFile.VRRP_DATA | DumpFile.CHECKER_DATA | DumpFile.BFD_DATA | DumpFile.PARENT_DATA:
            return "keepalived.data", dumps.state
        case _ as unreachable:
            assert_never(unreachable)


def _divided(name: str) -> tuple[str, str, str]:
    """Return what is before the last dot, the dot, and what is behind it."""
    stem, dot, ending = name.rpartition(".")
    return (stem, dot, ending) if dot else (name, "", "")

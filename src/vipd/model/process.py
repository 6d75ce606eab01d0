"""The resolved configuration of the daemon as a whole."""

from dataclasses import dataclass, field, replace

from vipd.model.bfd import Audience, Bfd
from vipd.model.defaults import Defaults
from vipd.model.lvs import Lvs
from vipd.model.notify import Fifos, Mail, Scripts
from vipd.model.settings import Settings
from vipd.model.vrrp import Vrrp


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """What the supervisor needs besides the configuration of its children."""

    instance_name: str | None = None
    """``instance NAME``: suffix of PID files and syslog ident."""
    use_pid_dir: bool = False
    child_wait_time_s: int = 5
    umask: int = 0o177
    process_name: str | None = None
    router_id: str | None = None
    """Text that identifies this machine; the name of the host unless configured."""
    net_namespace: str | None = None
    """The network namespace to run in; None: the one that it is started in."""
    defaults: Defaults = field(default_factory=Defaults)
    vrrp: Vrrp = field(default_factory=Vrrp)
    lvs: Lvs = field(default_factory=Lvs)
    bfd: Bfd = field(default_factory=Bfd)
    scripts: Scripts = field(default_factory=Scripts)
    fifos: Fifos = field(default_factory=Fifos)
    mail: Mail = field(default_factory=Mail)
    settings: Settings = field(default_factory=Settings)

    def for_vrrp(self) -> "Daemon":
        """Return what the vrrp process is given: no services, and only BFD sessions it hears of.

        Virtual services may be many thousands; without them a reload stays short.
        """
        heard = tuple(one for one in self.bfd.sessions if one.audience is not Audience.CHECKER)
        return replace(self, lvs=Lvs(), bfd=Bfd(sessions=heard))

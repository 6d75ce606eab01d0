"""Who runs scripts: the users and groups that a configuration names, on this host."""

from dataclasses import dataclass
from typing import Final, cast

from vipd.conf import codes
from vipd.conf.diag import Position, Prefix, Reports
from vipd.conf.schema.global_defs import GlobalDefs
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.tracker_kinds import UserName
from vipd.conf.scripts import ScriptHost

DEFAULT_USER: Final = "keepalived_script"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs a command; None: the user of the daemon, or one that the host was not asked for."""

    uid: int | None
    gid: int | None


@dataclass(frozen=True, slots=True)
class Users:
    """Resolves users; ``host`` None: nobody is asked, everybody exists.

    ``default`` None: scripts without a user of their own are not run.
    """

    host: ScriptHost | None
    default: Owner | None
    security: bool

    def named(self, user: str, group: str | None) -> Owner | None:
        """Return a user, None when user or group do not exist."""
        return _named(self.host, user, group)


def _named(host: ScriptHost | None, user: str, group: str | None) -> Owner | None:
    if host is None:
        return Owner(None, None)
    account = host.user(user)
    gid = host.group(group) if group is not None else account.gid if account else None
    return Owner(account.uid, gid) if account is not None and gid is not None else None


def _before_security(
    bound: Bound[GlobalDefs], first: tuple[Position, Prefix | None] | None
) -> bool:
    """Tell whether a script in global_defs wants a user before ``enable_script_security``.

    keepalived 2.4: the default is settled there and then.
    """
    if first is None or first[1] is Prefix.FILE:
        return False
    return bound.place("enable_script_security").line.order > first[0].line.order


def resolve_users(
    bound: Bound[GlobalDefs],
    host: ScriptHost | None,
    reports: Reports,
    first: tuple[Position, Prefix | None] | None,
) -> Users:
    """Return who runs scripts without a user of their own.

    keepalived 2.4: ``script_user``, else the user keepalived_script, else, without script security,
    the user of the daemon. ``first`` is where the first script without a user is configured, and
    the prefix of reports there.
    """
    record = bound.record
    default: Owner | None = None
    given = False
    for use in bound.uses:
        if use.field != "script_user" or use.value is None:
            continue
        name = cast(UserName, use.value)
        found = _named(host, name.user, name.group)
        given = True
        if found is None:
            reports.add(codes.USER_UNKNOWN, "Error setting global script uid/gid", use.at)
        else:
            default = found
    if not given:
        default = _named(host, DEFAULT_USER, None) if host is not None else Owner(None, None)
        secure = record.enable_script_security and not _before_security(bound, first)
        if default is None and not secure:
            default = Owner(None, None)
        elif default is None and first is not None:
            message = f"Unable to set default user {DEFAULT_USER} for script"
            reports.add(codes.USER_UNKNOWN, message, first[0], prefix=first[1])
    return Users(host, default, record.enable_script_security)

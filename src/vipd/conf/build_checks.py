"""Checker blocks of a real server to the model: inheritance, targets, what cannot be checked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar, cast

from vipd.base.addr import IpAddress, family_of
from vipd.base.units import SECOND, Duration
from vipd.conf import codes
from vipd.conf.check_references import (
    Surroundings,
    report_dropped,
    session,
    tracked_file,
)
from vipd.conf.diag import Code, Position, Prefix, Reports
from vipd.conf.schema import checks as schema
from vipd.conf.schema import web_checks as web
from vipd.conf.schema.commands import CommandLine
from vipd.conf.schema.registry import Bound
from vipd.model import check as model
from vipd.model.notify import Command

T = TypeVar("T")

HTTP_RETRY_DELAY: Final = Duration(3 * SECOND)
RETRY_DELAY: Final = Duration(SECOND)
DNS_RETRY: Final = 3
NETWORK_RETRY: Final = 1
STATUS_DEFAULT: Final = ((200, 299),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """What a checker takes over from its real server, and that from its virtual server.

    ``label`` returns how keepalived prints the real server; few reports need it.
    """

    label: Callable[[], str]
    address: IpAddress
    port: int
    checking: model.Checking
    virtualhost: str | None
    sni_name: str | None
    """Virtual host of the virtual server: that of the real server is not used for TLS."""


@dataclass(frozen=True, slots=True)
class CheckBuilder:
    """Builds the checkers of one real server."""

    around: Surroundings
    inherited: Inherited
    reports: Reports

    def build(self, bounds: tuple[Bound[object], ...]) -> tuple[model.Check, ...]:
        """Return the usable checkers, in the order of the text."""
        found: list[model.Check] = []
        for bound in bounds:
            check = self._check(bound, found)
            if check is not None:
                found.append(check)
            if isinstance(bound.record, schema.SmtpCheck):
                found += self._hosts(bound, bound.record)
        return tuple(found)

    def _hosts(self, bound: Bound[object], record: schema.SmtpCheck) -> list[model.SmtpCheck]:
        """Return a further checker for each host of a mail checker, checked as that is.

        keepalived 2.2: so it is, but that a host without ``connect_timeout`` has no time at all.
        Deviates: in keepalived 2.4 the lines of a host change the checker around it, and the
        further checkers are for the real server again.
        """
        pace = self._pace(bound, record)
        common = model.Checking(
            delay_loop=pace.delay_loop,
            connect_timeout=record.connect_timeout or self.inherited.checking.connect_timeout,
            retry=pace.retry,
            delay_before_retry=pace.delay_before_retry,
            warmup=pace.warmup,
            alpha=pace.alpha,
        )
        around = replace(self.around, log_all_failures=pace.log_all_failures)
        builder = replace(self, around=around, inherited=replace(self.inherited, checking=common))
        made = [builder._smtp(host, host.record, record.helo_name) for host in record.host]
        return [check for check in made if check is not None]

    def _check(self, bound: Bound[object], before: list[model.Check]) -> model.Check | None:
        match bound.record:
            case schema.TcpCheck() | schema.PingCheck() as record:
                return self._plain(bound, record)
            case schema.UdpCheck() as record:
                return self._udp(bound, record)
            case schema.SmtpCheck() as record:
                return self._smtp(bound, record, record.helo_name)
            case schema.DnsCheck() as record:
                return self._dns(bound, record)
            case web.HttpGet() | web.SslGet() as record:
                return self._http(bound, record)
            case schema.MiscCheck() as record:
                return self._misc(bound, record)
            case schema.FileCheck() as record:
                return self._file(bound, record)
            case schema.BfdCheck() as record:
                return self._bfd(bound, record, before)
            case _:
                raise AssertionError(f"{type(bound.record)} is no checker")

    def _report(self, code: Code, message: str, at: Position, *, reason: str, fix: str) -> None:
        self.reports.add(code, message, at, prefix=Prefix.FILE, reason=reason, fix=fix)

    def _pace(
        self,
        bound: Bound[object],
        record: schema.Check,
        *,
        retry: int = NETWORK_RETRY,
        delay_before_retry: Duration | None = RETRY_DELAY,
    ) -> model.Pace:
        """Settle the times; ``delay_before_retry`` None: that of ``delay_loop``."""
        above = self.inherited.checking
        delay_loop = record.delay_loop if record.delay_loop is not None else above.delay_loop
        own_retry = _first(_last_retry(bound), above.retry)
        delay = _first(record.delay_before_retry, above.delay_before_retry, delay_before_retry)
        return model.Pace(
            delay_loop=delay_loop,
            retry=retry if own_retry is None else own_retry,
            delay_before_retry=delay if delay is not None else delay_loop,
            warmup=_first(record.warmup, above.warmup, delay_loop) or Duration(0),
            alpha=above.alpha if record.alpha is None else record.alpha,
            log_all_failures=bool(record.log_all_failures) or self.around.log_all_failures,
        )

    def _target(self, bound: Bound[object], record: schema.NetworkCheck) -> model.Target | None:
        """Settle what is connected to; None when it cannot be reached."""
        above = self.inherited
        address, source = self._ends(bound)
        if address.version == 6 and address.is_link_local and record.bind_if is None:
            report_dropped(
                self.reports,
                f"Checker link local address {address} requires a bind_if",
                bound,
                "name the interface of the link with bind_if",
            )
            return None
        return model.Target(
            address=address,
            port=record.connect_port or above.port,
            connect_timeout=above.checking.connect_timeout
            if record.connect_timeout is None
            else record.connect_timeout,
            source=source,
            source_port=record.bind_port,
            interface=record.bind_if,
            mark=record.fwmark,
        )

    def _ends(self, bound: Bound[object]) -> tuple[IpAddress, IpAddress | None]:
        """Return what is connected to, and from where.

        keepalived 2.4: of two addresses of different families the later one is not used; behind a
        malformed ``connect_ip`` either family will do.
        """
        target: IpAddress | None = self.inherited.address
        connect_ip = source = None
        for use in bound.uses:
            if use.field not in ("connect_ip", "bindto"):
                continue
            address = cast(IpAddress | None, use.value)
            other = source if use.field == "connect_ip" else target
            if address is None:
                target = None if use.field == "connect_ip" else target
            elif other is not None and family_of(other) is not family_of(address):
                self._mixed(use.field, address, use.at)
            elif use.field == "connect_ip":
                target = connect_ip = address
            else:
                source = address
        final = connect_ip or self.inherited.address
        fits = source is not None and family_of(source) is family_of(final)
        return final, source if fits else None

    def _mixed(self, field: str, address: IpAddress, at: Position) -> None:
        other = "bindto" if field == "connect_ip" else "connect_ip"
        self._report(
            codes.ADDRESS_INVALID,
            f"{field} address {address} does not match address family of {other} - skipping",
            at,
            reason="both ends of a connection are of one family",
            fix=f"write an address of the family of {other}",
        )

    def _plain(
        self, bound: Bound[object], record: schema.TcpCheck | schema.PingCheck
    ) -> model.TcpCheck | model.PingCheck | None:
        target = self._target(bound, record)
        if target is None:
            return None
        pace = self._pace(bound, record)
        kind = model.TcpCheck if isinstance(record, schema.TcpCheck) else model.PingCheck
        return kind(pace=pace, target=target)

    def _udp(self, bound: Bound[object], record: schema.UdpCheck) -> model.UdpCheck | None:
        if record.min_reply_length > record.max_reply_length:
            self.reports.add_where_closed(
                codes.REPLY_BOUNDS,
                f"UDP_CHECK min_reply length {record.min_reply_length}"
                f" > max_reply_length {record.max_reply_length} - will always fail",
                bound,
                reason="no reply can satisfy both",
                fix="exchange them",
            )
        target = self._target(bound, record)
        if target is None:
            return None
        wanted = record.require_reply
        return model.UdpCheck(
            pace=self._pace(bound, record),
            target=target,
            payload=record.payload.data if record.payload is not None else None,
            require_reply=wanted is not None,
            pattern=wanted if wanted is not None and wanted.data else None,
            min_reply_length=record.min_reply_length,
            max_reply_length=record.max_reply_length,
        )

    def _smtp(
        self, bound: Bound[object], record: schema.NetworkCheck, helo_name: str
    ) -> model.SmtpCheck | None:
        target = self._target(bound, record)
        if target is None:
            return None
        return model.SmtpCheck(
            pace=self._pace(bound, record),
            target=target,
            helo_name=helo_name,
        )

    def _dns(self, bound: Bound[object], record: schema.DnsCheck) -> model.DnsCheck | None:
        target = self._target(bound, record)
        if target is None:
            return None
        return model.DnsCheck(
            pace=self._pace(bound, record, retry=DNS_RETRY, delay_before_retry=None),
            target=target,
            type=record.type,
            name=record.name,
        )

    def _http(
        self, bound: Bound[object], record: web.HttpGet | web.SslGet
    ) -> model.HttpCheck | None:
        tls = isinstance(record, web.SslGet)
        compliant = isinstance(record, web.SslGet) and record.tls_compliant
        found = [self._url(u, record, compliant) for u in record.url]
        urls = tuple(url for url in found if url is not None)
        if not urls:
            report_dropped(
                self.reports,
                "HTTP/SSL_GET checker has no urls specified - ignoring",
                bound,
                "add a url block with a path",
            )
            return None
        target = self._target(bound, record)
        if target is None:
            return None
        return model.HttpCheck(
            pace=self._pace(bound, record, delay_before_retry=HTTP_RETRY_DELAY),
            target=target,
            tls=tls,
            version=record.http_protocol,
            urls=urls,
            sni=record.enable_sni,
            fast_recovery=record.fast_recovery,
            virtualhost=record.virtualhost,
            tls_compliant=compliant,
        )

    def _url(
        self, bound: Bound[web.HttpUrl], check: web.WebCheck, compliant: bool
    ) -> model.Url | None:
        record = bound.record
        if not record.path:
            report_dropped(
                self.reports,
                "HTTP/SSL_GET checker url has no path - ignoring",
                bound,
                "add a path",
            )
            return None
        status = tuple(
            span
            for use in bound.uses
            if use.field == "status_code" and use.value is not None
            for span in cast(tuple[tuple[int, int], ...], use.value)
        )
        own = isinstance(record, web.SslUrl) and record.tls_compliant
        return model.Url(
            path=record.path,
            virtualhost=record.virtualhost or check.virtualhost or self.inherited.virtualhost,
            sni_name=record.virtualhost or check.virtualhost or self.inherited.sni_name,
            status=status or STATUS_DEFAULT,
            digest=record.digest,
            regex=_regex(record),
            tls_compliant=own or compliant,
        )

    def _misc(self, bound: Bound[object], record: schema.MiscCheck) -> model.MiscCheck | None:
        users, line = self.around.users, record.misc_path
        owner = users.default
        for use in bound.uses:
            if use.field == "user" and use.value is not None:
                owner = users.named(*cast(tuple[str, str | None], use.value))
                if owner is None:
                    self._nobody(line, use.at)
                    return None
        if line is None or not line.args:
            report_dropped(
                self.reports,
                "No script path has been specified for MISC_CHECKER - skipping",
                bound,
                "name the program with misc_path",
            )
            return None
        if owner is None:
            self._nobody(line, line.at)
            return None
        timeout = record.misc_timeout
        return model.MiscCheck(
            pace=self._pace(bound, record, retry=0),
            script=Command(args=line.args, uid=owner.uid, gid=owner.gid),
            timeout=Duration(timeout * SECOND) if timeout else None,
            dynamic=record.misc_dynamic,
        )

    def _nobody(self, line: CommandLine | None, at: Position) -> None:
        """Report a program that nobody can run; a path behind the user is not known yet."""
        known = line is not None and line.at.line.order < at.line.order
        shown = " ".join(f"'{arg}'" for arg in line.args) if line is not None and known else ""
        self._report(
            codes.USER_UNKNOWN,
            f"Failed to set uid/gid for misc checker script {shown} - removing",
            at,
            reason="the user or the group does not exist; the checker is not used",
            fix="name a user and a group of this host",
        )

    def _file(self, bound: Bound[object], record: schema.FileCheck) -> model.FileCheck | None:
        name = tracked_file(bound, self.around, self.reports)
        if name is None:
            return None
        common = self.around.weights[name]
        weight, reverse = record.weight or (common.value, common.reverse)
        return model.FileCheck(track_file=name, weight=weight, reverse=reverse)

    def _bfd(
        self, bound: Bound[object], record: schema.BfdCheck, before: list[model.Check]
    ) -> model.BfdCheck | None:
        taken = [check.session for check in before if isinstance(check, model.BfdCheck)]
        label = self.inherited.label()
        name = session(bound, label, taken, self.around, self.reports)
        alpha = self.inherited.checking.alpha if record.alpha is None else record.alpha
        return None if name is None else model.BfdCheck(session=name, alpha=alpha)


def _first(*values: T | None) -> T | None:
    for value in values:
        if value is not None:
            return value
    return None


def _last_retry(bound: Bound[object]) -> int | None:
    """Return the last value under either of its names."""
    for use in reversed(bound.uses):
        if use.field in ("retry", "nb_get_retry") and use.value is not None:
            return cast(int, use.value)
    return None


def _regex(record: web.HttpUrl) -> model.Regex | None:
    if record.regex is None:
        return None
    low, high = record.regex_min_offset, record.regex_max_offset
    # keepalived 2.4: bounds that exclude each other are cleared.
    if high is not None and low > high:
        low, high = 0, None
    return model.Regex(
        expression=record.regex,
        options=record.regex_options,
        no_match=record.regex_no_match,
        min_offset=low,
        max_offset=high,
        stack=record.regex_stack,
    )

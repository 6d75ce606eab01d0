"""Checker blocks that ask web servers; read and judged, but not built."""

from vipd.base.units import Duration
from vipd.conf.schema.check_kinds import Digest, Expression, Offset, Stack, StatusCodes, Version
from vipd.conf.schema.checks import NetworkCheck, pause
from vipd.conf.schema.declare import block, kw, many
from vipd.conf.schema.kinds import Anything, Bool, Flag, Int, Text
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.registry import REQUIRED, Bound, Deprecated, Repeat, Unset
from vipd.model.check import HttpVersion


@block("url", child=True)
class HttpUrl:
    """One request."""

    path: str | None = kw(
        Text(),
        "Request path.",
        default=None,
        unset=REQUIRED,
        repeat=Repeat.REPLACE,
        repeated="Duplicate path - overwriting {before} with {value}",
    )
    digest: bytes | None = kw(
        Digest(),
        "Expected MD5 of the body.",
        default=None,
        repeat=Repeat.FIRST,
        repeated="Digest '{value}' is a duplicate",
    )
    status_code: tuple[tuple[int, int], ...] = kw(
        StatusCodes(),
        "Acceptable status codes; several lines add up.",
        default=(),
        unset=Unset("200-299"),
    )
    virtualhost: str | None = kw(
        Text(missing="Missing HTTP_GET virtualhost name"),
        "Host header.",
        default=None,
        unset=Unset(
            inherits=(
                "virtual_server.real_server.HTTP_GET.virtualhost",
                "virtual_server.real_server.virtualhost",
                "virtual_server.virtualhost",
            )
        ),
        repeat=Repeat.REPLACE,
        repeated="Duplicate url virtualhost - overwriting {before} with {value}",
    )
    regex: str | None = kw(
        Expression("regex missing or too many fields"),
        "Body must match (PCRE2).",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate regex specified - replacing {before} with {value}",
        command=True,
    )
    regex_no_match: bool = kw(Flag(), "A match is a failure.", default=False)
    regex_options: tuple[str, ...] = kw(Anything(), "PCRE2 compile options.", default=())
    regex_min_offset: int = kw(Offset(), "Start of the match area.", default=0)
    regex_max_offset: int | None = kw(Offset(), "Last start position.", default=None)
    regex_stack: tuple[int, int] | None = kw(
        Stack(), "JIT stack size; largest values of all urls are used.", default=None
    )


@block("HTTP_GET", child=True)
class WebCheck(NetworkCheck):
    """What HTTP_GET and SSL_GET have."""

    delay_before_retry: Duration | None = pause("3")
    nb_get_retry: int | None = kw(
        Int(0, U32_MAX),
        "As retry.",
        default=None,
        bad="Invalid nb_get_retry value '{value}'",
        deprecated=(
            Deprecated(
                "nb_get_retry",
                "nb_get_retry is deprecated - please use 'retry'",
                instead="'retry'",
            ),
        ),
    )
    virtualhost: str | None = kw(
        Text(missing="HTTP_GET virtualhost name missing"),
        "Host header.",
        default=None,
        unset=Unset(
            inherits=(
                "virtual_server.real_server.virtualhost",
                "virtual_server.virtualhost",
            )
        ),
        repeat=Repeat.REPLACE,
        repeated="Duplicate virtualhost - overwriting {before} with {value}",
    )
    http_protocol: HttpVersion = kw(
        Version(),
        "HTTP version; 1.0C adds Connection: close.",
        default=HttpVersion.HTTP_1_0,
    )
    enable_sni: bool = kw(
        Bool(),
        "Send the virtualhost of url, checker or virtual_server in the TLS handshake.",
        default=False,
        bad="Invalid enable_sni parameter {value}",
    )
    fast_recovery: bool = kw(
        Bool(),
        "No delay_loop between the urls while starting or recovering.",
        default=False,
        bad="Invalid fast_recovery parameter {value}",
    )


@block("HTTP_GET", child=True)
class HttpGet(WebCheck):
    """HTTP request."""

    url: tuple[Bound[HttpUrl], ...] = many(HttpUrl, "One request.")


@block("url", child=True)
class SslUrl(HttpUrl):
    """One request over TLS."""

    tls_compliant: bool = kw(
        Bool(),
        "Send close_notify.",
        default=False,
        unset=Unset("off", inherits=("virtual_server.real_server.SSL_GET.tls_compliant",)),
        bad="Invalid tls_compliant option {value}",
        since="2.4",
    )


@block("SSL_GET", child=True)
class SslGet(WebCheck):
    """HTTPS request."""

    tls_compliant: bool = kw(
        Bool(),
        "Send close_notify.",
        default=False,
        bad="Invalid tls_compliant option {value}",
        since="2.4",
    )
    url: tuple[Bound[SslUrl], ...] = many(SslUrl, "One request.")

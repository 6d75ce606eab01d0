"""Checker blocks of real servers; known, not built."""

from vipd.conf.schema.declare import block, command, many, word
from vipd.conf.schema.registry import Status


@block("check", child=True)
class Check:
    """What every checker has."""

    retry: object = word("Extra attempts before failing.")
    delay_before_retry: object = word("Time between attempts.")
    warmup: object = word("Random start delay (plus 1 s).")
    delay_loop: object = word("Interval between checks.")
    alpha: object = word("Start as failed.")
    log_all_failures: object = word("Log every failure while up.")


@block("check", child=True)
class NetworkCheck(Check):
    """What every checker has that connects to something."""

    connect_ip: object = word("Address to check.")
    connect_port: object = word("Port to check.")
    bindto: object = word("Source address.")
    bind_port: object = word("Source port.")
    bind_if: object = word("Interface to bind to; required for IPv6 link-local targets.")
    connect_timeout: object = word("Connection timeout.")
    fwmark: object = word("Mark of the packets sent.")


@block("MISC_CHECK", child=True)
class MiscCheck(Check):
    """Runs a program."""

    misc_path: object = command("Command line; quote it if it has parameters.")
    misc_timeout: object = word("Time allowed (0 = default); then SIGTERM, 2 s later SIGKILL.")
    misc_dynamic: object = word(
        "Exit code 2..255 adjusts the weight (code - 2 - configured weight)."
    )
    user: object = word("User/group to run as.")


@block("host", child=True)
class SmtpHost(NetworkCheck):
    """A further target."""


@block("SMTP_CHECK", child=True)
class SmtpCheck(NetworkCheck):
    """SMTP dialogue."""

    helo_name: object = word("HELO name.")
    host: object = many(SmtpHost, "Additional target.", status=Status.ACCEPTED)


@block("TCP_CHECK", child=True)
class TcpCheck(NetworkCheck):
    """TCP connection."""


@block("PING_CHECK", child=True)
class PingCheck(NetworkCheck):
    """ICMP echo."""


@block("UDP_CHECK", child=True)
class UdpCheck(NetworkCheck):
    """Datagram and answer."""

    payload: object = word("Data to send; single digits separated by blanks are one byte each.")
    require_reply: object = word("Require a reply, optionally matching; X is a wildcard half-byte.")
    min_reply_length: object = word("Shortest acceptable reply.")
    max_reply_length: object = word("Longest acceptable reply.")


@block("url", child=True)
class HttpUrl:
    """One request."""

    path: object = word("Request path.")
    digest: object = word("Expected MD5 of the body.")
    status_code: object = word("Acceptable status codes.")
    virtualhost: object = word("Host header.")
    regex: object = command("Body must match (PCRE2).")
    regex_no_match: object = word("A match is a failure.")
    regex_options: object = word("PCRE2 compile options.")
    regex_min_offset: object = word("Start of the match area.")
    regex_max_offset: object = word("Last start position.")
    regex_stack: object = word("JIT stack size; largest values of all urls are used.")


@block("HTTP_GET", child=True)
class HttpGet(NetworkCheck):
    """HTTP request."""

    nb_get_retry: object = word("As retry.")
    virtualhost: object = word("Host header.")
    http_protocol: object = word("HTTP version; 1.0C adds Connection: close.")
    enable_sni: object = word(
        "Send a server name: sni_name, else virtualhost of url, checker or virtual_server."
    )
    fast_recovery: object = word("No delay_loop between the urls while starting or recovering.")
    url: object = many(HttpUrl, "One request.", status=Status.ACCEPTED)


@block("url", child=True)
class SslUrl(HttpUrl):
    """One request over TLS."""

    tls_compliant: object = word("Send close_notify.")


@block("SSL_GET", child=True)
class SslGet(NetworkCheck):
    """HTTPS request."""

    nb_get_retry: object = word("As retry.")
    virtualhost: object = word("Host header.")
    http_protocol: object = word("HTTP version; 1.0C adds Connection: close.")
    enable_sni: object = word(
        "Send a server name: sni_name, else virtualhost of url, checker or virtual_server."
    )
    fast_recovery: object = word("No delay_loop between the urls while starting or recovering.")
    tls_compliant: object = word("Send close_notify.")
    url: object = many(SslUrl, "One request.", status=Status.ACCEPTED)


@block("DNS_CHECK", child=True)
class DnsCheck(NetworkCheck):
    """DNS query."""

    type: object = word("Query type.")
    name: object = word("Query name.")


@block("FILE_CHECK", child=True)
class FileCheck:
    """State from a tracked file."""

    track_file: object = word("File to use.")
    weight: object = word("Multiplier.")


@block("BFD_CHECK", child=True)
class BfdCheck:
    """State from a BFD session."""

    name: object = word("BFD session.")
    alpha: object = word("Start as failed.")

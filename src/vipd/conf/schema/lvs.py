"""Blocks of the IPVS side; known, not built."""

from vipd.conf.schema.checks import (
    BfdCheck,
    DnsCheck,
    FileCheck,
    HttpGet,
    MiscCheck,
    PingCheck,
    SmtpCheck,
    SslGet,
    TcpCheck,
    UdpCheck,
)
from vipd.conf.schema.declare import block, command, many, word
from vipd.conf.schema.registry import Status


@block("SSL", child=True)
class Ssl:
    """Certificates of SSL_GET."""

    password: object = word("Pass phrase of the private key.")
    ca: object = word("File of trusted CA certificates.")
    certificate: object = word("Certificate chain file (PEM).")
    key: object = word("Private key file (PEM).")


@block("real_server", child=True)
class RealServer:
    """One destination."""

    weight: object = word("Weight.")
    lvs_method: object = word("Forwarding method.")
    uthreshold: object = word("Upper connection limit.")
    lthreshold: object = word("Lower connection limit.")
    inhibit_on_failure: object = word("Weight 0 on failure.")
    notify_up: object = command("Run when the server comes up.")
    notify_down: object = command("Run when the server goes down.")
    alpha: object = word("Start as down.")
    retry: object = word("Extra attempts.")
    delay_before_retry: object = word("Time between attempts.")
    warmup: object = word("Random start delay.")
    connect_timeout: object = word("Connection timeout.")
    delay_loop: object = word("Interval between checks.")
    smtp_alert: object = word("Mail on state changes.")
    virtualhost: object = word("Host header.")
    snmp_name: object = word("Name shown by SNMP.")
    MISC_CHECK: object = many(MiscCheck, "Runs a program; exit 0 = up.", status=Status.ACCEPTED)
    SMTP_CHECK: object = many(SmtpCheck, "SMTP HELO dialogue.", status=Status.ACCEPTED)
    TCP_CHECK: object = many(TcpCheck, "TCP connect.", status=Status.ACCEPTED)
    PING_CHECK: object = many(PingCheck, "ICMP or ICMPv6 echo.", status=Status.ACCEPTED)
    UDP_CHECK: object = many(
        UdpCheck,
        "Sends a datagram; fails on ICMP errors or missing/unexpected reply.",
        status=Status.ACCEPTED,
    )
    HTTP_GET: object = many(HttpGet, "HTTP request.", status=Status.ACCEPTED)
    SSL_GET: object = many(SslGet, "HTTPS request.", status=Status.ACCEPTED)
    DNS_CHECK: object = many(DnsCheck, "DNS query over UDP.", status=Status.ACCEPTED)
    FILE_CHECK: object = many(
        FileCheck, "Weight or state from a track_file.", status=Status.ACCEPTED
    )
    BFD_CHECK: object = many(BfdCheck, "State from a bfd_instance.", status=Status.ACCEPTED)


@block("virtual_server", child=True)
class VirtualServer:
    """One IPVS service."""

    ip_family: object = word("Family of a fwmark service.")
    retry: object = word("Extra attempts before a check counts as failed.")
    delay_before_retry: object = word("Time between attempts.")
    warmup: object = word("First check after a random time up to this (plus 1 s).")
    connect_timeout: object = word("Connection timeout of checks.")
    delay_loop: object = word("Interval between checks.")
    inhibit_on_failure: object = word("Failed real servers get weight 0 instead of being removed.")
    lb_algo: object = word("IPVS scheduler.", aliases=("lvs_sched",))
    hashed: object = word("No effect.")
    ops: object = word("One packet scheduling.")
    flag_1: object = word("IPVS scheduler flag-1.", name="flag-1")
    flag_2: object = word("IPVS scheduler flag-2.", name="flag-2")
    flag_3: object = word("IPVS scheduler flag-3.", name="flag-3")
    sh_port: object = word("port option of the sh scheduler.", name="sh-port")
    sh_fallback: object = word("fallback option of the sh scheduler.", name="sh-fallback")
    mh_port: object = word("port option of the mh scheduler.", name="mh-port")
    mh_fallback: object = word("fallback option of the mh scheduler.", name="mh-fallback")
    lb_kind: object = word("Forwarding method.", aliases=("lvs_method",))
    persistence_engine: object = word("IPVS persistence engine (sip).")
    persistence_timeout: object = word("Persistence time.")
    persistence_granularity: object = word(
        "Persistence mask; turns persistence on (360 s) if unset."
    )
    protocol: object = word("Protocol.")
    ha_suspend: object = word("Suspend checks while the VIP is not on this machine.")
    smtp_alert: object = word("Mail on quorum changes.")
    virtualhost: object = word("Host header for HTTP_GET/SSL_GET.")
    snmp_name: object = word("Name shown by SNMP.")
    alpha: object = word("Services start as down until checked.")
    omega: object = word("Run notify_down and quorum_down at stop.")
    quorum_up: object = command("Run when the quorum is gained.")
    quorum_down: object = command("Run when the quorum is lost.")
    quorum: object = word("Total weight of live servers needed.")
    hysteresis: object = word("Margin around the quorum.")
    weight: object = word("Default weight of the real servers.")
    sorry_server: object = word("Server used when the quorum is lost.")
    sorry_server_inhibit: object = word("Use weight 0 instead of removing the sorry server.")
    sorry_server_lvs_method: object = word("Forwarding method of the sorry server.")
    real_server: object = many(RealServer, "One destination.", status=Status.ACCEPTED)

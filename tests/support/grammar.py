"""Random configurations: valid ones, and valid ones with one mutation."""

from hypothesis import strategies as st

ON_OFF = ["on", "off", "true", "no"]
GLOBAL = [
    "router_id node_a",
    "smtp_alert on",
    "smtp_server 10.0.0.9 25",
    "smtp_connect_timeout 10",
    "notification_email_from a@b",
    "notification_email { a@b c@d }",
    "vrrp_garp_master_delay 3",
    "vrrp_garp_master_repeat 2",
    "vrrp_garp_interval 0.01",
    "vrrp_gna_interval 0.02",
    "vrrp_mcast_group4 224.0.0.18",
    "vrrp_priority -5",
    "vrrp_no_swap",
    "vrrp_version 3",
    "vrrp_version 2",
    "checker_priority 3",
    "vrrp_skip_check_adv_addr on",
    "vrrp_higher_prio_send_advert off",
    "max_auto_priority 50",
    "script_user root",
    "enable_script_security",
    "lvs_flush",
    "vrrp_rlimit_rttime 10000",
    "vrrp_startup_delay 1.5",
    "vrrp_notify_fifo /run/vipd-test-fifo",
    "vrrp_down_timer_adverts 3",
]
INSTANCE = [
    "state MASTER",
    "state BACKUP",
    "priority 150",
    "advert_int 1",
    "advert_int 2",
    "garp_master_delay 5",
    "garp_master_refresh 60",
    "garp_lower_prio_repeat 1",
    "dont_track_primary",
    "preempt_delay 30",
    "smtp_alert off",
    "debug 1",
    "version 2",
    "version 3",
    "authentication {\nauth_type PASS\nauth_pass secret\n}",
    "unicast_src_ip 10.8.0.1\nunicast_peer {\n10.8.0.2\n10.8.0.3\n}",
    "mcast_src_ip 10.8.0.1",
    "track_interface {\neth1\n}",
    "virtual_ipaddress_excluded {\n10.7.0.1/24 dev eth1\n}",
    "virtual_routes {\n10.11.0.0/16 via 10.9.0.9 dev eth0\n}",
    "virtual_rules {\nfrom 10.9.0.0/24 table 7 priority 100\n}",
    "notify_master /usr/bin/true",
    'notify "/usr/bin/true a" root',
    "use_vmac",
    "accept",
    "skip_check_adv_addr off",
]
SERVICE = [
    "delay_loop 6",
    "lb_algo wrr",
    "lb_kind DR",
    "persistence_timeout 50",
    "alpha",
    "quorum 1",
    "sorry_server 10.6.0.9 80",
    "virtualhost www.example.org",
    "delay_before_retry 3",
    "retry 2",
    "ha_suspend",
    "ops",
]
SERVER = [
    "weight 3",
    "inhibit_on_failure",
    "uthreshold 100",
    "lthreshold 10",
    "TCP_CHECK {\nconnect_timeout 3\nconnect_port 80\n}",
    "TCP_CHECK {\nretry 3\ndelay_before_retry 3\n}",
    "HTTP_GET {\nurl {\npath /\nstatus_code 200\n}\nconnect_timeout 3\n}",
    "SSL_GET {\nurl {\npath /a\ndigest 0123456789abcdef0123456789abcdef\n}\n}",
    "SMTP_CHECK {\nhelo_name x.y\n}",
    "DNS_CHECK {\ntype A\nname example.org\n}",
    "MISC_CHECK {\nmisc_path /usr/bin/true\nuser root\n}",
    "PING_CHECK {\nretry 1\n}",
]
TRACKERS = [
    "vrrp_script S1 {\nscript /usr/bin/true\ninterval 2\nweight 5\nuser root\n}",
    "vrrp_track_process P1 {\nprocess sleep\nweight 3\n}",
    "track_file F1 {\nfile /run/vipd-test-file\nweight 1\n}",
    "vrrp_track_process P2 {\nprocess cat\nquorum 2\nquorum_max 4\ndelay 0.5\n}",
]
WORDS = [
    "x",
    "-1",
    "0",
    "99999999999",
    "1.5",
    "0x10",
    '""',
    "eth7",
    "10.9.0.300",
    "::1",
    "on",
    "/x",
]


def _body(pool: list[str], most: int = 5) -> st.SearchStrategy[str]:
    chosen = st.lists(st.sampled_from(pool), max_size=most, unique_by=lambda s: s.split()[0])
    return chosen.map("\n".join)


@st.composite
def _instance(draw: st.DrawFn, number: int) -> str:
    body = draw(_body(INSTANCE))
    interface = draw(st.sampled_from(["eth0", "eth1"]))
    return (
        f"vrrp_instance V{number} {{\ninterface {interface}\nvirtual_router_id {number}\n{body}\n"
        f"virtual_ipaddress {{\n10.9.{number}.1\n10.9.{number}.2/24\n}}\n}}"
    )


@st.composite
def _service(draw: st.DrawFn, number: int) -> str:
    servers = "\n".join(
        f"real_server 10.6.{number}.{host} 80 {{\n{draw(_body(SERVER, 2))}\n}}"
        for host in range(1, draw(st.integers(2, 3)))
    )
    return (
        f"virtual_server 10.5.0.{number} 80 {{\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n"
        f"{draw(_body(SERVICE, 3))}\n{servers}\n}}"
    )


@st.composite
def valid(draw: st.DrawFn) -> str:
    """Draw a configuration that is meant to be valid."""
    parts = []
    if draw(st.booleans()):
        parts.append(f"global_defs {{\n{draw(_body(GLOBAL))}\n}}")
    parts += draw(st.lists(st.sampled_from(TRACKERS), max_size=1))
    parts += [draw(_instance(n)) for n in range(1, draw(st.integers(1, 3)))]
    parts += [draw(_service(n)) for n in range(1, draw(st.integers(1, 2)))]
    return "\n".join(parts) + "\n"


def _mutated(lines: list[str], index: int, kind: str, word: str) -> list[str]:
    line = lines[index]
    words = line.split()
    match kind:
        case "remove line":
            new = []
        case "repeat line":
            new = [line, line]
        case "remove word":
            new = [" ".join(words[:-1])]
        case "add word":
            new = [f"{line} {word}"]
        case "replace word":
            new = [" ".join([*words[:-1], word])]
        case "misspell":
            new = [line[:3] + "x" + line[3:]]
        case "quote":
            new = [f'{line} "{word}']
        case "comment":
            new = [f"{line[: len(line) // 2]}#{line[len(line) // 2 :]}"]
        case "unknown":
            new = [line, f"nonesuch {word}"]
        case "close":
            new = [line, "}"]
        case _:
            new = [line, f"include {word}"]
    return [*lines[:index], *new, *lines[index + 1 :]]


MUTATIONS = [
    "remove line",
    "repeat line",
    "remove word",
    "add word",
    "replace word",
    "misspell",
    "quote",
    "comment",
    "unknown",
    "close",
    "include",
]


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """Draw a configuration that is valid, or has one mutation."""
    text = draw(valid())
    if draw(st.integers(0, 3)) == 0:
        return text
    lines = text.splitlines()
    if not lines:
        return text
    index = draw(st.integers(0, len(lines) - 1))
    mutation = draw(st.sampled_from(MUTATIONS))
    return "\n".join(_mutated(lines, index, mutation, draw(st.sampled_from(WORDS)))) + "\n"

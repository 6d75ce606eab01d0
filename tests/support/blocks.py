"""Whole configurations around a few statements: ``block: statement | statement``."""


def _filled(template: str, body: str) -> str:
    return template.replace("<>", body)


_VIRTUAL_SERVER = "virtual_server 10.9.0.1 80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n<>\n}\n"
_REAL = "real_server 10.9.0.2 80 {\n<>\n}"
_SERVER = _filled(_VIRTUAL_SERVER, _REAL)
_SIMPLE_REAL = "real_server 10.9.0.2 80 {\nweight 1\n}"
_INSTANCE = (
    "vrrp_instance V {\ninterface eth0\nvirtual_router_id 51\n"
    "virtual_ipaddress {\n10.9.0.1\n}\n<>\n}\n"
)
_SECURITY = "global_defs {\nscript_user root\nenable_script_security\n}\n"


def _check(name: str) -> str:
    return _filled(_SERVER, name + " {\n<>\n}")


TEMPLATES = {
    "root": "<>\n",
    "global_defs": "global_defs {\n<>\n}\n",
    "vrrp_instance": _SECURITY + _INSTANCE,
    "vrrp_sync_group": _SECURITY
    + _filled(_INSTANCE, "")
    + _filled(_INSTANCE, "").replace("V", "W").replace("51", "52").replace("10.9.0.1", "10.9.0.7")
    + "vrrp_sync_group G {\ngroup {\nV\nW\n}\n<>\n}\n",
    "vrrp_script": _SECURITY
    + "vrrp_script S {\nscript /usr/bin/true\n<>\n}\n"
    + _filled(_INSTANCE, "track_script {\nS\n}"),
    "vrrp_track_process": "vrrp_track_process P {\nprocess sleep\n<>\n}\n"
    + _filled(_INSTANCE, "track_process {\nP\n}"),
    "track_file": "track_file F {\nfile /tmp/vipd-no-such-file\n<>\n}\n"
    + _filled(_INSTANCE, "track_file {\nF\n}"),
    "virtual_ipaddress": _filled(_INSTANCE, "virtual_ipaddress {\n<>\n}"),
    "virtual_routes": _filled(_INSTANCE, "virtual_routes {\n<>\n}"),
    "virtual_rules": _filled(_INSTANCE, "virtual_rules {\n<>\n}"),
    "static_ipaddress": "static_ipaddress {\n<>\n}\n",
    "static_routes": "static_routes {\n<>\n}\n",
    "static_rules": "static_rules {\n<>\n}\n",
    "unicast_peer": _filled(_INSTANCE, "unicast_src_ip 10.8.0.1\nunicast_peer {\n<>\n}"),
    "authentication": _filled(_INSTANCE, "authentication {\n<>\n}"),
    "garp_group": "garp_group {\n<>\n}\n" + _filled(_INSTANCE, ""),
    "bfd_instance": "bfd_instance B {\nneighbor_ip 10.9.0.3\n<>\n}\n"
    + _filled(_INSTANCE, "track_bfd {\nB\n}"),
    "virtual_server": _filled(_VIRTUAL_SERVER, "<>\n" + _SIMPLE_REAL),
    "virtual_server_group": "virtual_server_group G {\n<>\n}\n"
    + "virtual_server group G {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n"
    + _SIMPLE_REAL
    + "\n}\n",
    "real_server": _SERVER,
    "SSL": "SSL {\n<>\n}\n",
    "TCP_CHECK": _check("TCP_CHECK"),
    "HTTP_GET": _check("HTTP_GET"),
    "SMTP_CHECK": _check("SMTP_CHECK"),
    "DNS_CHECK": _check("DNS_CHECK"),
    "MISC_CHECK": _SECURITY + _check("MISC_CHECK"),
    "UDP_CHECK": _check("UDP_CHECK"),
    "PING_CHECK": _check("PING_CHECK"),
}


def configuration(case: str) -> str:
    """Return the configuration that a case is short for."""
    block, _, statements = case.partition(": ")
    body = "\n".join(part.strip() for part in statements.split(" | "))
    return _filled(TEMPLATES[block], body)

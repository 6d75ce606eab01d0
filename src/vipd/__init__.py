"""vipd: a virtual-IP daemon for Linux that speaks VRRP and reads ``keepalived.conf``."""

__version__ = "0.1.0"

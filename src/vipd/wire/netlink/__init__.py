"""Netlink messages: bytes to records and back. No sockets, no policy."""

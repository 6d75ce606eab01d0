"""Bytes to records and back: IP, VRRP, ARP, neighbour discovery, packet filters, netlink.

Codecs know layouts and nothing else: no sockets, no clock, no configuration, no policy. Decoders
are total: whatever the octets, they return a record or raise ``DecodeError``.
"""

"""The Internet checksum and the pseudo headers that upper layers put in front of it."""

from vipd.base.addr import IpAddress

_MODULUS = 0xFFFF


def internet_checksum(data: bytes | bytearray | memoryview, initial: int = 0) -> int:
    """Return the Internet checksum of ``data`` (RFC 1071): 16 bits, complemented.

    Over data that contains its own valid checksum the result is 0. An odd last octet counts as
    the high half of a word, as if a zero octet followed it. ``initial`` is the (not complemented)
    sum of what comes before ``data``, such as a ``pseudo_header_sum``; it need not be folded.

    The one's complement sum of big-endian 16-bit words is the whole string, read as one
    big-endian number, modulo 0xFFFF, because 0x10000 is congruent to 1. That takes two C calls for
    any length, a half to a quarter of the time of summing words, and no heed of the byte order of
    the host. Congruent zeros differ: the sum of nothing but zeros is 0, any other is 0xFFFF.
    """
    number = int.from_bytes(data, "big")
    if len(data) & 1:
        number <<= 8
    total = initial + number
    return _MODULUS - (total % _MODULUS or (_MODULUS if total else 0))


def pseudo_header_sum(source: IpAddress, destination: IpAddress, protocol: int, length: int) -> int:
    """Return the sum of a pseudo header, as ``initial`` of ``internet_checksum``.

    ``length`` is that of the upper-layer packet in octets, at most 65535. The layouts of IPv4
    (source, destination, zero and protocol, length; RFC 793 3.1) and IPv6 (source, destination,
    32-bit length, zeros and next header; RFC 8200 8.1) differ in the place of zeros only, which
    no sum notices.
    """
    return int(source) + int(destination) + protocol + length

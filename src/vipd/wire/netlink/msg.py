"""Netlink framing: message headers, attributes, acknowledgements.

A datagram holds messages one after another, each aligned to four octets. All numbers are in host
byte order::

     0               1               2               3
    +---------------+---------------+---------------+---------------+
    |                            length                             |
    +---------------+---------------+---------------+---------------+
    |             type              |             flags             |
    +---------------+---------------+---------------+---------------+
    |                           sequence                            |
    +---------------+---------------+---------------+---------------+
    |                            port id                            |
    +---------------+---------------+---------------+---------------+

An attribute is ``length (2) | type (2) | value``, its length counting the four octets of its
header but not the padding behind it.

This module knows nothing of what the messages are about; ``rtnl`` does. The decoders raise
``DecodeError`` with a ``NetlinkFault`` and nothing else, whatever the bytes.
"""

import struct
from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.base.errors import DecodeError

HEADER: Final = struct.Struct("=IHHII")
_ATTRIBUTE: Final = struct.Struct("=HH")
_INT: Final = struct.Struct("=i")
_ATTRIBUTE_TYPE_MASK: Final = 0x3FFF
"""Without the bits for "nested" and "network byte order"."""

NLMSG_NOOP: Final = 1
NLMSG_ERROR: Final = 2
NLMSG_DONE: Final = 3
NLMSG_OVERRUN: Final = 4

NLM_F_REQUEST: Final = 0x001
NLM_F_MULTI: Final = 0x002
NLM_F_ACK: Final = 0x004
NLM_F_DUMP_INTR: Final = 0x010
"""On an answer: what is being dumped changed meanwhile, the dump may be inconsistent."""
NLM_F_CAPPED: Final = 0x100
"""On an acknowledgement: only the header of the request is repeated."""
NLM_F_ACK_TLVS: Final = 0x200
"""On an acknowledgement: attributes of extended acknowledgement follow."""
NLM_F_DUMP: Final = 0x300
NLM_F_EXCL: Final = 0x200
NLM_F_CREATE: Final = 0x400

NLMSGERR_ATTR_MSG: Final = 1


class NetlinkFault(Enum):
    """Why bytes are not the netlink message they should be."""

    TRUNCATED = "truncated"
    """Ends within a header."""
    BAD_LENGTH = "bad_length"
    """A length field is shorter than its own header, or longer than what is there."""
    BAD_TYPE = "bad_type"
    """Not a message of the expected type."""
    MISSING_ATTRIBUTE = "missing_attribute"
    BAD_ATTRIBUTE = "bad_attribute"
    """An attribute whose value has an impossible size."""


@dataclass(frozen=True, slots=True)
class Message:
    """One netlink message; ``payload`` is what follows the header, without padding."""

    type: int
    flags: int
    sequence: int
    port: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The kernel's answer to one request.

    ``errno`` is 0 for success, otherwise positive. ``text`` is the kernel's explanation, empty
    where it gives none.
    """

    sequence: int
    errno: int
    text: str


def encode(message_type: int, flags: int, sequence: int, payload: bytes, *, port: int = 0) -> bytes:
    """Return the message with its header, padded so that another one may follow."""
    length = HEADER.size + len(payload)
    header = HEADER.pack(length, message_type, flags, sequence, port)
    return header + payload + bytes(-length % 4)


def decode(datagram: bytes) -> list[Message]:
    """Return the messages of a datagram in order.

    Raises:
        DecodeError: with a ``NetlinkFault`` when lengths do not fit the datagram.
    """
    messages = []
    offset, end = 0, len(datagram)
    while offset < end:
        if end - offset < HEADER.size:
            raise DecodeError(NetlinkFault.TRUNCATED, f"{end - offset} octets of a header")
        length, kind, flags, sequence, port = HEADER.unpack_from(datagram, offset)
        if not HEADER.size <= length <= end - offset:
            raise DecodeError(NetlinkFault.BAD_LENGTH, f"message of {length} octets")
        payload = datagram[offset + HEADER.size : offset + length]
        messages.append(Message(kind, flags, sequence, port, payload))
        offset += length + (-length % 4)
    return messages


def attribute(kind: int, value: bytes) -> bytes:
    """Return an attribute, padded so that another one may follow."""
    length = _ATTRIBUTE.size + len(value)
    return _ATTRIBUTE.pack(length, kind) + value + bytes(-length % 4)


def attributes(payload: bytes, offset: int) -> dict[int, bytes]:
    """Return the attributes that begin at ``offset``, by type; of equal types the last one.

    Raises:
        DecodeError: with a ``NetlinkFault`` when a length does not fit.
    """
    found = {}
    end = len(payload)
    while offset < end:
        if end - offset < _ATTRIBUTE.size:
            raise DecodeError(NetlinkFault.TRUNCATED, f"{end - offset} octets of an attribute")
        length, kind = _ATTRIBUTE.unpack_from(payload, offset)
        if not _ATTRIBUTE.size <= length <= end - offset:
            raise DecodeError(NetlinkFault.BAD_LENGTH, f"attribute of {length} octets")
        value = payload[offset + _ATTRIBUTE.size : offset + length]
        found[kind & _ATTRIBUTE_TYPE_MASK] = value
        offset += length + (-length % 4)
    return found


def decode_acknowledgement(message: Message) -> Acknowledgement:
    """Decode a NLMSG_ERROR message: an error, or with number 0 a success.

    Raises:
        DecodeError: with a ``NetlinkFault`` when it is another message or too short.
    """
    if message.type != NLMSG_ERROR:
        raise DecodeError(NetlinkFault.BAD_TYPE, str(message.type))
    return Acknowledgement(message.sequence, _status(message), _explanation(message))


def decode_done(message: Message) -> int:
    """Return the errno (0: none) with which a dump ended, from its NLMSG_DONE message.

    Raises:
        DecodeError: with a ``NetlinkFault`` when it is another message or too short.
    """
    if message.type != NLMSG_DONE:
        raise DecodeError(NetlinkFault.BAD_TYPE, str(message.type))
    return _status(message)


def _status(message: Message) -> int:
    if len(message.payload) < _INT.size:
        raise DecodeError(NetlinkFault.TRUNCATED, "status")
    (negated,) = _INT.unpack_from(message.payload)
    return -int(negated)


def _explanation(message: Message) -> str:
    """The text of an extended acknowledgement; it stands behind the repeated request."""
    if not message.flags & NLM_F_ACK_TLVS:
        return ""
    offset = _INT.size
    if len(message.payload) < offset + HEADER.size:
        raise DecodeError(NetlinkFault.TRUNCATED, "repeated request")
    (length,) = struct.unpack_from("=I", message.payload, offset)
    offset += HEADER.size if message.flags & NLM_F_CAPPED else length + (-length % 4)
    text = attributes(message.payload, offset).get(NLMSGERR_ATTR_MSG, b"")
    return text.rstrip(b"\0").decode("utf-8", "replace")

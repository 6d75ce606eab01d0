"""Classic BPF programs for raw VRRP sockets, so that adverts of others never wake the process.

A program is an array of ``struct sock_filter`` in host byte order (Linux ``linux/filter.h``)::

     0               2       3       4               8
    +---------------+-------+-------+---------------+
    |  code         |  jt   |  jf   |  k            |
    +---------------+-------+-------+---------------+

``jt`` and ``jf`` are the instructions to skip when a condition holds or not. A load beyond the end
of the packet ends the program with 0, which drops the packet.
"""

import struct
from collections.abc import Iterable
from typing import Final

from vipd.base.addr import Family

_INSTRUCTION: Final = struct.Struct("=HBBI")

_LOAD_BYTE_AT: Final = 0x30  # A = packet[k]
_LOAD_BYTE_INDEXED: Final = 0x50  # A = packet[X + k]
_LOAD_CONSTANT: Final = 0x00  # A = k
_LOAD_MEMORY: Final = 0x60  # A = M[k]
_LOAD_X_IP_HEADER_LEN: Final = 0xB1  # X = 4 * (packet[k] & 0x0F)
_STORE_MEMORY: Final = 0x02  # M[k] = A
_AND: Final = 0x54  # A &= k
_SHIFT_RIGHT: Final = 0x74  # A >>= k
_SHIFT_RIGHT_X: Final = 0x7C  # A >>= X
_COPY_TO_X: Final = 0x07  # X = A
_JUMP: Final = 0x05  # skip k
_JUMP_IF_EQUAL: Final = 0x15  # A == k
_JUMP_IF_BITS: Final = 0x45  # A & k
_RETURN: Final = 0x06

_WHOLE_PACKET: Final = 0xFFFF_FFFF
_DROP: Final = 0

_PDU_LEN_MIN: Final = 8
_VRID_OFFSET: Final = 1

_Instruction = tuple[int, int, int, int]


def vrid_filter(family: Family, vrids: frozenset[int]) -> bytes:
    """Return a program that accepts adverts of these VRIDs whole, and drops the rest.

    It is for a raw socket of protocol 112: there the packet starts with the IP header in IPv4
    (options are skipped) and with the PDU in IPv6. A PDU under 8 octets is dropped. The empty set
    accepts every packet, whatever its length.

    The set is a bitmap of eight 32-bit words, of which the program selects one by the upper bits
    of the VRID and shifts it by the lower: at most 37 instructions for any set, where a chain of
    comparisons needs 255 and more than a conditional jump can skip.
    """
    if not vrids:
        return _pack([(_RETURN, 0, 0, _WHOLE_PACKET)])
    words = [0] * 8
    for vrid in vrids:
        words[vrid >> 5] |= 1 << (vrid & 31)
    used = [(index, word) for index, word in enumerate(words) if word]
    program = [*_load_vrid(family), *_split_vrid()]
    for position, (index, word) in enumerate(used):
        to_test = 3 * (len(used) - 1 - position) + 1
        program += [
            (_JUMP_IF_EQUAL, 0, 2, index),
            (_LOAD_CONSTANT, 0, 0, word),
            (_JUMP, 0, 0, to_test),
        ]
    program += [
        (_RETURN, 0, 0, _DROP),
        (_SHIFT_RIGHT_X, 0, 0, 0),
        (_JUMP_IF_BITS, 0, 1, 1),
        (_RETURN, 0, 0, _WHOLE_PACKET),
        (_RETURN, 0, 0, _DROP),
    ]
    return _pack(program)


def _load_vrid(family: Family) -> list[_Instruction]:
    """Leave the VRID in A; the load before it only makes sure that the PDU is long enough."""
    if family is Family.IPV4:
        return [
            (_LOAD_X_IP_HEADER_LEN, 0, 0, 0),
            (_LOAD_BYTE_INDEXED, 0, 0, _PDU_LEN_MIN - 1),
            (_LOAD_BYTE_INDEXED, 0, 0, _VRID_OFFSET),
        ]
    return [
        (_LOAD_BYTE_AT, 0, 0, _PDU_LEN_MIN - 1),
        (_LOAD_BYTE_AT, 0, 0, _VRID_OFFSET),
    ]


def _split_vrid() -> list[_Instruction]:
    """Leave the number of the word in A and that of the bit in X."""
    return [
        (_STORE_MEMORY, 0, 0, 0),
        (_AND, 0, 0, 31),
        (_COPY_TO_X, 0, 0, 0),
        (_LOAD_MEMORY, 0, 0, 0),
        (_SHIFT_RIGHT, 0, 0, 5),
    ]


def _pack(program: Iterable[_Instruction]) -> bytes:
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in program)

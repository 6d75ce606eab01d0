"""An interpreter of classic BPF, written from the description of the machine in the BSD paper.

It knows the instructions by their fields, not by name, and refuses what the kernel refuses:
jumps that leave the program, and a last instruction that does not return.
"""

import struct

_WORD = 0xFFFF_FFFF
_SIZES = {0x00: 4, 0x08: 2, 0x10: 1}


class _OutOfPacket(Exception):
    """A load beyond the end of the packet."""


def run(program: bytes, packet: bytes) -> int:
    """Return what the program returns for ``packet``: how many octets of it to keep."""
    instructions = list(struct.iter_unpack("=HBBI", program))
    verify(instructions)
    try:
        return _execute(instructions, packet)
    except _OutOfPacket:
        return 0


def verify(instructions: list[tuple[int, ...]]) -> None:
    """Check what the kernel checks when a program is attached."""
    assert 0 < len(instructions) <= 4096
    for position, (code, jump_true, jump_false, k) in enumerate(instructions):
        left = len(instructions) - position - 1
        if code & 7 == 5:
            targets = (k,) if code & 0xF0 == 0 else (jump_true, jump_false)
            assert all(target < left for target in targets), f"jump out of program at {position}"
    assert instructions[-1][0] & 7 == 6, "does not end with a return"


def _load(packet: bytes, offset: int, size: int) -> int:
    if offset + size > len(packet):
        raise _OutOfPacket
    return int.from_bytes(packet[offset : offset + size], "big")


def _alu(operation: int, a: int, operand: int) -> int:
    match operation:
        case 0x00:
            result = a + operand
        case 0x10:
            result = a - operand
        case 0x40:
            result = a | operand
        case 0x50:
            result = a & operand
        case 0x60:
            result = a << operand
        case 0x70:
            result = a >> operand
        case _:
            raise AssertionError(f"unknown operation {operation:#x}")
    return result & _WORD


def _holds(condition: int, a: int, operand: int) -> bool:
    match condition:
        case 0x10:
            return a == operand
        case 0x20:
            return a > operand
        case 0x30:
            return a >= operand
        case 0x40:
            return a & operand != 0
        case _:
            raise AssertionError(f"unknown condition {condition:#x}")


def _execute(instructions: list[tuple[int, ...]], packet: bytes) -> int:
    a = x = at = 0
    memory = [0] * 16
    while True:
        code, jump_true, jump_false, k = instructions[at]
        at += 1
        operand = x if code & 0x08 else k
        match code & 0x07, code & 0xE0:
            case 0, mode:
                a = _value(mode, code, k, x, memory, packet)
            case 1, 0xA0:
                x = 4 * (_load(packet, k, 1) & 0x0F)
            case 1, mode:
                x = _value(mode, code, k, x, memory, packet)
            case 2, _:
                memory[k] = a
            case 3, _:
                memory[k] = x
            case 4, _:
                a = _alu(code & 0xF0, a, operand)
            case 5, _ if code & 0xF0 == 0:
                at += k
            case 5, _:
                at += jump_true if _holds(code & 0xF0, a, operand) else jump_false
            case 6, _:
                return a if code & 0x18 == 0x10 else k
            case 7, _ if code & 0x80:
                a = x
            case _:
                x = a


def _value(mode: int, code: int, k: int, x: int, memory: list[int], packet: bytes) -> int:
    match mode:
        case 0x00:
            return k
        case 0x20:
            return _load(packet, k, _SIZES[code & 0x18])
        case 0x40:
            return _load(packet, x + k, _SIZES[code & 0x18])
        case 0x60:
            return memory[k]
        case 0x80:
            return len(packet)
        case _:
            raise AssertionError(f"unknown mode {mode:#x}")

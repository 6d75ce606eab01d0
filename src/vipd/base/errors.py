"""Errors that cross layers."""

from enum import Enum


class DecodeError(Exception):
    """Bytes from outside that are not what they should be.

    ``reason`` is a member of an enum of the decoder, one counter each; the error is caught once,
    where the bytes came in.
    """

    def __init__(self, reason: Enum, detail: str = "") -> None:
        super().__init__(f"{reason.name}: {detail}" if detail else reason.name)
        self.reason = reason
        self.detail = detail

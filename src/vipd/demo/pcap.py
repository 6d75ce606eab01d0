"""The classic capture file, as tcpdump, Wireshark and tshark read it.

File header and, before each frame, a record header; all in the byte order of the writer, which
the magic number tells (nanosecond variant)::

    file:    magic a1b23c4d | version 2.4 | zone 0 | accuracy 0 | snap length | link type
    record:  seconds | nanoseconds | captured octets | octets on the wire
"""

import struct
from typing import BinaryIO, Final

SNAP_LENGTH: Final = 65_535
"""Longest captured frame in octets; longer ones are cut."""

_MAGIC_NANOSECONDS: Final = 0xA1B23C4D
_LINKTYPE_ETHERNET: Final = 1
_FILE_HEADER: Final = struct.Struct("=IHHiIII")
_RECORD_HEADER: Final = struct.Struct("=IIII")
_SECOND_NS: Final = 1_000_000_000


class PcapWriter:
    """Writes Ethernet frames to a binary stream, which it neither opens nor closes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        stream.write(
            _FILE_HEADER.pack(_MAGIC_NANOSECONDS, 2, 4, 0, 0, SNAP_LENGTH, _LINKTYPE_ETHERNET)
        )

    def write(self, frame: bytes, unix_ns: int) -> None:
        """Append a frame that was on the wire at ``unix_ns`` (nanoseconds since 1970)."""
        captured = frame[:SNAP_LENGTH]
        second, nanosecond = divmod(unix_ns, _SECOND_NS)
        self._stream.write(_RECORD_HEADER.pack(second, nanosecond, len(captured), len(frame)))
        self._stream.write(captured)

"""Capture files written by hand, and tshark as an independent decoder of them."""

import struct
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.support.requirements import require_program

ETHERNET = 1
RAW_IP = 101


def write_pcap(path: Path, packets: Iterable[bytes], link_type: int) -> None:
    """Write packets into a capture file, a second apart, first at the epoch."""
    with path.open("wb") as file:
        file.write(struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type))
        for second, packet in enumerate(packets):
            file.write(struct.pack("=IIII", second, 0, len(packet), len(packet)))
            file.write(packet)


def dissect(path: Path, fields: Sequence[str]) -> list[list[str]]:
    """Return these fields of every packet as tshark sees it, all checksums verified.

    A field that does not occur is an empty string, one that occurs more than once is joined
    with commas. The test is skipped where tshark is not installed.
    """
    command = [require_program("tshark"), "-n", "-r", str(path), "-T", "fields"]
    command += ["-o", "ip.check_checksum:TRUE"]
    for field in fields:
        command += ["-e", field]
    result = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60, stdin=subprocess.DEVNULL
    )
    return [line.split("\t") for line in result.stdout.splitlines()]

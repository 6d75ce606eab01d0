"""The capture file, read by tshark and byte by byte."""

import io
import struct
from ipaddress import IPv4Address
from pathlib import Path

from tests.support.pcap import dissect
from vipd.demo.pcap import SNAP_LENGTH, PcapWriter
from vipd.wire.arp import gratuitous_arp

MAC = bytes.fromhex("020000000001")


def test_pcap_of_a_frame_is_what_tshark_reads(tmp_path: Path) -> None:
    path = tmp_path / "wire.pcap"
    with path.open("wb") as stream:
        writer = PcapWriter(stream)
        writer.write(gratuitous_arp(MAC, IPv4Address("192.0.2.100")), 1_700_000_000_123_456_789)
    assert dissect(path, ["frame.time_epoch", "arp.isgratuitous", "arp.src.proto_ipv4"]) == [
        ["1700000000.123456789", "1", "192.0.2.100"]
    ]


def test_pcap_begins_with_the_header_of_nanosecond_ethernet_captures() -> None:
    stream = io.BytesIO()
    PcapWriter(stream)
    assert stream.getvalue() == struct.pack("=IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, SNAP_LENGTH, 1)


def test_pcap_of_a_frame_longer_than_the_snap_length_is_cut_and_says_so() -> None:
    stream = io.BytesIO()
    writer = PcapWriter(stream)
    start = stream.tell()
    writer.write(bytes(SNAP_LENGTH + 5), 7)
    record = stream.getvalue()[start:]
    assert struct.unpack_from("=IIII", record) == (0, 7, SNAP_LENGTH, SNAP_LENGTH + 5)
    assert len(record) == 16 + SNAP_LENGTH

"""The text of keepalived.stats."""

from vipd.core.vrrp.notices import Question, Reject
from vipd.core.vrrp.stats import Stats
from vipd.export.stats import render_stats


def _value(text: str, section: str, line: str) -> int:
    """Return the number behind ``line`` in ``section`` of a rendered text."""
    lines = text.splitlines()
    start = next(i for i, row in enumerate(lines) if row.strip() == f"{section}:")
    row = next(row for row in lines[start:] if row.strip().startswith(f"{line}: "))
    return int(row.rsplit(": ", 1)[1])


def test_stats_of_a_fresh_instance_are_the_layout_of_keepalived() -> None:
    assert render_stats([("VI_1", Stats())]) == (
        "VRRP Instance: VI_1\n"
        "  Advertisements:\n"
        "    Received: 0\n"
        "    Sent: 0\n"
        "  Became master: 0\n"
        "  Released master: 0\n"
        "  Packet Errors:\n"
        "    Length: 0\n"
        "    TTL: 0\n"
        "    Invalid Type: 0\n"
        "    Advertisement Interval: 0\n"
        "    Address List: 0\n"
        "  Authentication Errors:\n"
        "    Invalid Type: 0\n"
        "    Type Mismatch: 0\n"
        "    Failure: 0\n"
        "  Authentication Extension Errors:\n"
        "    Missing: 0\n"
        "    Malformed: 0\n"
        "    Unknown Key: 0\n"
        "    Invalid HMAC: 0\n"
        "    Stale: 0\n"
        "    Replay: 0\n"
        "  Priority Zero:\n"
        "    Received: 0\n"
        "    Sent: 0\n"
    )


def test_stats_of_no_instance_are_empty() -> None:
    assert render_stats([]) == ""


def test_stats_of_two_instances_follow_without_separator() -> None:
    text = render_stats([("B", Stats()), ("A", Stats())])
    assert text.startswith("VRRP Instance: B\n")
    assert "    Sent: 0\nVRRP Instance: A\n" in text


def test_stats_of_own_counters_appear_in_their_lines() -> None:
    stats = Stats(
        accepted=1,
        advert_sent=2,
        become_master=3,
        release_master=4,
        priority_zero_received=5,
        priority_zero_sent=6,
    )
    text = render_stats([("VI_1", stats)])
    assert _value(text, "Advertisements", "Received") == 1
    assert _value(text, "Advertisements", "Sent") == 2
    assert _value(text, "Advertisements", "Became master") == 3
    assert _value(text, "Advertisements", "Released master") == 4
    assert _value(text, "Priority Zero", "Received") == 5
    assert _value(text, "Priority Zero", "Sent") == 6


def test_stats_of_rejected_packets_add_up_by_the_documented_table() -> None:
    stats = Stats(accepted=1000)
    for number, reason in enumerate(Reject):
        stats.rejected[reason] = 1 << number
    weight = {reason: 1 << number for number, reason in enumerate(Reject)}
    text = render_stats([("VI_1", stats)])

    def total(*reasons: Reject) -> int:
        return sum(weight[reason] for reason in reasons)

    sender = total(Reject.UNICAST_SOURCE, Reject.PEER_TTL)
    assert _value(text, "Advertisements", "Received") == 1000 + sender
    assert _value(text, "Packet Errors", "Length") == total(Reject.LENGTH, Reject.IP_LENGTH)
    assert _value(text, "Packet Errors", "TTL") == total(Reject.TTL, Reject.PEER_TTL)
    assert _value(text, "Packet Errors", "Invalid Type") == total(Reject.PACKET_TYPE)
    interval = total(Reject.ADVERT_INTERVAL)
    assert _value(text, "Packet Errors", "Advertisement Interval") == interval
    assert _value(text, "Packet Errors", "Address List") == total(Reject.CAST_MODE)
    invalid = total(Reject.AUTH_TYPE_INVALID)
    assert _value(text, "Authentication Errors", "Invalid Type") == invalid
    mismatch = total(Reject.AUTH_TYPE_MISMATCH, Reject.AH_UNEXPECTED)
    assert _value(text, "Authentication Errors", "Type Mismatch") == mismatch
    assert _value(text, "Authentication Errors", "Failure") == total(Reject.AUTH_FAILURE)


def test_stats_of_questioned_adverts_count_as_address_list_errors() -> None:
    stats = Stats()
    stats.questioned[Question.VIP_COUNT] = 2
    stats.questioned[Question.VIP_LIST] = 3
    stats.questioned[Question.ADVERT_INTERVAL] = 10
    assert _value(render_stats([("VI_1", stats)]), "Packet Errors", "Address List") == 5

"""What director and machines tell each other arrives as it was said."""

import socket

import pytest

from vipd.base.units import Duration, Instant
from vipd.demo import messages
from vipd.demo.messages import Message


@pytest.mark.parametrize(
    "message",
    [
        messages.Born(17),
        messages.Failed("not permitted", True),
        messages.Configure("192.0.2.1/24"),
        messages.Ready(),
        messages.Start(["keepalived", "-n"], "/run/r1.log"),
        messages.Stop(),
        messages.Listening(Instant(5)),
        messages.Exited(-9, Instant(6)),
        messages.Report(
            Instant(12), 3, [Instant(10), Instant(20)], [(3, Instant(11), "r1")], Duration(4)
        ),
    ],
)
def test_message_of_any_kind_survives_its_journey(message: Message) -> None:
    assert messages.decode(messages.encode(message)) == message


def test_channel_gives_none_when_the_other_end_is_gone() -> None:
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with near, far:
        messages.send(far, messages.Ready())
        far.close()
        assert messages.receive(near) == messages.Ready()
        assert messages.receive(near) is None

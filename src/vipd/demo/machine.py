"""A machine of the demo: namespaces with a first process, which can lose its power.

A machine has its own network, process ids, mounts and host name. Its first process is the init
of its PID namespace: when it is killed the kernel kills every other process in there, which is
what happens to the processes of a real machine whose power fails.

::

    director ── holder (makes the namespaces, waits) ── init of the machine ── the daemon ...
"""

import contextlib
import errno
import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import Final

from vipd.demo import messages, sandbox
from vipd.demo.processes import spawn
from vipd.demo.sandbox import Unavailable

_BIRTH_TIMEOUT_S: Final = 10.0

_NAMESPACES: Final = (
    sandbox.CLONE_NEWNET | sandbox.CLONE_NEWPID | sandbox.CLONE_NEWNS | sandbox.CLONE_NEWUTS
)

Body = Callable[[socket.socket], None]
"""What a machine does: runs in its first process, with the channel to the director."""


class Machine:
    """A running machine: ``pid`` is its first process, as the director counts."""

    def __init__(self, name: str, pid: int, holder: int, channel: socket.socket) -> None:
        self.name = name
        self.pid = pid
        self.channel = channel
        self._holder = holder
        self._is_on = True
        # A number could be another process by the time it is needed; a descriptor cannot.
        self._init = os.pidfd_open(pid)

    def power_off(self) -> None:
        """Kill every process of the machine at once, and wait until all are gone.

        A machine that is off stays as it is.
        """
        if not self._is_on:
            return
        self._is_on = False
        # Somebody else may have killed it; then the holder is done, or soon will be.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._init, signal.SIGKILL)
        os.waitpid(self._holder, 0)
        os.close(self._init)
        self.channel.close()


def boot(name: str, body: Body) -> Machine:
    """Make a machine; its network is empty yet. The caller must not be interrupted meanwhile.

    Raises:
        Unavailable: if this host does not permit the namespaces.
        OSError: if the machine cannot be made for another reason.
    """
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    holder = spawn(partial(_hold, name, far, body))
    far.close()
    near.settimeout(_BIRTH_TIMEOUT_S)
    answer = messages.receive(near)
    if isinstance(answer, messages.Born):
        near.setblocking(False)
        return Machine(name, answer.pid, holder, near)
    near.close()
    os.waitpid(holder, 0)
    if isinstance(answer, messages.Failed) and answer.denied:
        raise Unavailable(f"cannot create namespaces: {answer.reason}")
    raise OSError(errno.ECHILD, f"machine {name} was not born: {answer}")


def _hold(name: str, channel: socket.socket, body: Body) -> int:
    """Make the namespaces, give birth to the machine and wait for its end."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    try:
        sandbox.unshare(_NAMESPACES)
    except OSError as error:
        denied = error.errno in (errno.EPERM, errno.ENOSPC, errno.EINVAL)
        messages.send(channel, messages.Failed(str(error), denied))
        return 1
    init = spawn(partial(_init, name, channel, body), other_namespace=True)
    messages.send(channel, messages.Born(init))
    channel.close()
    os.waitpid(init, 0)
    return 0


def _init(name: str, channel: socket.socket, body: Body) -> int:
    sandbox.enter_machine(name)
    body(channel)
    return 0

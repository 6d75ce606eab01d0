"""An instance is MASTER exactly when its addresses are in the kernel of its node."""

from vipd.base.addr import IpAddress
from vipd.base.units import Instant
from vipd.core.vrrp.events import State
from vipd.sim.facts import Facts, Failure


class Custody:
    """Compares states and kernels after every wake-up that could have changed either."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._dirty: dict[str, dict[str, None]] = {}

    def touch(self, node: str, router: str) -> None:
        """Have an instance compared at the end of the next wake-up of its node."""
        self._dirty.setdefault(node, {})[router] = None

    def touch_all(self, node: str) -> None:
        """Have all instances of a node compared."""
        for router in self._facts.routers:
            self.touch(node, router)

    def judge(self, node: str, now: Instant) -> None:
        """Compare; what the kernel has reported but the engine not read postpones it."""
        dirty = self._dirty.get(node)
        if not dirty or self._facts.world.nodes[node].kernel.has_changes:
            return
        for router in dirty:
            self._judge(node, router, now)
        dirty.clear()

    def _judge(self, node: str, router: str, now: Instant) -> None:
        state = self._facts.states.get((node, router))
        config = self._facts.config(node, router)
        wanted: set[IpAddress] = set()
        if state is State.MASTER and config is not None:
            wanted = {one.address for one in config.addresses}
        kernel = self._facts.world.nodes[node].kernel
        facts = self._facts.routers[router]
        for address in facts.addresses:
            present = kernel.has(address, facts.lan)
            if present != (address in wanted):
                said = "present" if present else "absent"
                detail = f"{node} is {state} of {router}, {address} is {said}"
                raise Failure("state and addresses disagree", now, detail)

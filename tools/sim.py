"""``make sim SEEDS=n``: n seeds that nobody has tried, through the simulator."""

import secrets
import sys
from collections.abc import Sequence
from typing import Final

from vipd.sim.__main__ import main as simulate

_SEED_BITS: Final = 48


def main(arguments: Sequence[str]) -> int:
    """Run the simulator, from a random first seed unless one is given."""
    if "--first" not in arguments and "--scenario" not in arguments:
        arguments = [*arguments, "--first", str(secrets.randbits(_SEED_BITS))]
    return simulate(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

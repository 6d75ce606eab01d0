"""The configurations of ``examples`` and the host that they are written for."""

from pathlib import Path

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.conf"))
SCRIPTS = ["/usr/bin/true", "/usr/bin/pgrep", "/usr/bin/logger"]
NEEDS = {"interfaces": ["eth0", "eth1"], "users": [], "groups": [], "scripts": SCRIPTS}

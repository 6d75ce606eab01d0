"""A failover to watch: two routers and a client in namespaces of one host.

The only entry is ``main``. Nothing below the command line knows this package.
"""

from vipd.demo.launch import main

__all__ = ["main"]

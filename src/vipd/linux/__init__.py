"""The ports on Linux: sockets, netlink, timers, scheduling. Decides nothing."""

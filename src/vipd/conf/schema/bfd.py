"""The block ``bfd_instance``; known, not built."""

from vipd.conf.schema.declare import block, word


@block("bfd_instance", child=True)
class BfdInstance:
    """One BFD session."""

    neighbor_ip: object = word("Peer address.", aliases=("neighbour_ip",))
    source_ip: object = word("Source address.")
    min_rx: object = word("Required minimum receive interval.")
    min_tx: object = word("Desired minimum transmit interval.")
    idle_tx: object = word("Transmit interval while the session is not up.")
    multiplier: object = word("Missed packets before the session is down.")
    passive: object = word("Wait for the peer to start.")
    ttl: object = word("TTL/hop limit sent.", aliases=("hoplimit",))
    max_hops: object = word("Largest reduction of TTL accepted in received packets.")
    multihop: object = word("Use port 4784.")
    weight: object = word("Default weight for track_bfd.")
    vrrp: object = word("Send events to VRRP only (with checker: both).")
    checker: object = word("Send events to the checker only (with vrrp: both).")

"""A laboratory: nodes and LANs made of namespaces, veth pairs and bridges.

    node a --- eth0 ~~~ port --- bridge --- port ~~~ eth0 --- node b

All bridges of a lab are in one further namespace, the switch, where the wire is captured. Nothing
of it has a name outside (``tests.support.netns``), and every process is tied to this one, so a lab
ends with the test however the test ends.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.daemons import Daemon, FrrDaemon, Kind
from tests.support.netns import Netns
from tests.support.rtnl import AddressMonitor, addresses
from tests.support.wire import Capture

IpAddress = IPv4Address | IPv6Address


class Lan:
    """One broadcast domain; ``number`` is in its addresses: 10.9.<number>.0/24."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.bridge = f"lan{number}"


class Node:
    """A router: a namespace with interfaces eth0, eth1 ... on LANs.

    Its addresses are 10.9.<LAN>.<node>/24 and fe80::<node>, its MACs 02:00:00:00:<LAN>:<node>.
    """

    def __init__(self, lab: "Lab", name: str, number: int) -> None:
        self.lab = lab
        self.name = name
        self.number = number
        self.netns = Netns()
        self.lans: list[Lan] = []
        self.daemons: list[Daemon | FrrDaemon] = []
        self.netns.sysctl(
            {
                "ipv6/conf/all/accept_dad": 0,
                "ipv6/conf/default/accept_dad": 0,
                "ipv6/conf/default/accept_ra": 0,
                "ipv6/conf/default/router_solicitations": 0,
                "ipv4/conf/default/rp_filter": 0,
            }
        )
        self.netns.ip(["link set lo up"])

    def port(self, lan: Lan) -> str:
        """Name of the switch's side of the link."""
        return f"p{lan.number}-{self.number}"

    def attach(self, lan: Lan) -> str:
        """Join the LAN and return the name of the new interface, which has its addresses."""
        name = f"eth{len(self.lans)}"
        self.lans.append(lan)
        fd = self.netns.fd
        mac = f"02:00:00:00:{lan.number:02x}:{self.number:02x}"
        self.lab.switch.ip(
            [
                f"link add {self.port(lan)} type veth peer name {name} address {mac} "
                f"netns /proc/self/fd/{fd}",
                f"link set {self.port(lan)} master {lan.bridge} up",
            ],
            pass_fds=[fd],
        )
        self.netns.ip(
            [
                f"link set {name} addrgenmode none",
                f"link set {name} up",
                f"addr add 10.9.{lan.number}.{self.number}/24 dev {name}",
                f"addr add fe80::{self.number:x}/64 dev {name} nodad",
            ]
        )
        return name

    def address(self, lan: Lan) -> IPv4Address:
        """The node's own IPv4 address on the LAN."""
        return IPv4Address(f"10.9.{lan.number}.{self.number}")

    def unplug(self, lan: Lan) -> None:
        """Cut the node off; its interface does not notice."""
        self.lab.switch.ip([f"link set {self.port(lan)} nomaster"])

    def plug(self, lan: Lan) -> None:
        """Undo ``unplug``."""
        self.lab.switch.ip([f"link set {self.port(lan)} master {lan.bridge}"])

    def set_carrier(self, lan: Lan, *, up: bool) -> None:
        """Take the carrier from the node's interface, or give it back."""
        self.lab.switch.ip([f"link set {self.port(lan)} {'up' if up else 'down'}"])

    def add_frr_macvlan(self, interface: str, vrid: int, vips: Sequence[str]) -> None:
        """Create the link that FRR's vrrpd wants for a virtual router, with its addresses."""
        block = 2 if ":" in vips[0] else 1
        name = f"vrrp{block}-{vrid}"
        self.netns.ip(
            [
                f"link add {name} link {interface} type macvlan mode bridge",
                f"link set {name} addrgenmode none",
                f"link set {name} address 00:00:5e:00:{block:02x}:{vrid:02x}",
                *(f"addr add {vip} dev {name}" for vip in vips),
                f"link set {name} up",
            ]
        )

    def addresses(self) -> set[IpAddress]:
        """Every address in the namespace now."""
        return {each.address for each in addresses(self.netns)}

    def holds(self, wanted: Sequence[str] | set[IpAddress]) -> bool:
        """Whether all of ``wanted`` are configured here."""
        have = {str(each) for each in self.addresses()}
        return all(str(each) in have for each in wanted)

    def monitor(self) -> AddressMonitor:
        """Watch changes of addresses from now on."""
        opened = AddressMonitor(self.netns)
        self.lab.keep(opened.close)
        return opened

    def start(
        self,
        kind: Kind,
        config: str,
        options: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> Daemon:
        """Start a daemon that reads keepalived.conf, with these variables in its environment."""
        daemon = Daemon(kind, self.netns, self._directory(), config, options, variables)
        self.daemons.append(daemon)
        return daemon

    def start_frr(self, config: str) -> FrrDaemon:
        """Start FRR's zebra and vrrpd."""
        daemon = FrrDaemon(self.netns, self._directory(), config)
        self.daemons.append(daemon)
        return daemon

    def _directory(self) -> Path:
        return self.lab.directory / f"{self.name}-{len(self.daemons)}"

    def close(self) -> None:
        """End everything that runs here."""
        for daemon in self.daemons:
            daemon.crash()
        self.netns.close()


class Lab:
    """Nodes, LANs, their captures, and one directory for what the daemons write."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix=f"vipd-lab-{os.getpid()}-"))
        self.switch = Netns()
        self.switch.sysctl({"ipv6/conf/default/disable_ipv6": 1})
        self.nodes: list[Node] = []
        self.lans: list[Lan] = []
        self._closers: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def lan(self) -> Lan:
        """Add a LAN."""
        lan = Lan(len(self.lans) + 1)
        self.switch.ip(
            [
                f"link add {lan.bridge} type bridge forward_delay 0 stp_state 0 mcast_snooping 0",
                f"link set {lan.bridge} up",
            ]
        )
        self.lans.append(lan)
        return lan

    def node(self, name: str, *lans: Lan) -> Node:
        """Add a node on these LANs."""
        node = Node(self, name, len(self.nodes) + 1)
        self.nodes.append(node)
        for lan in lans:
            node.attach(lan)
        return node

    def capture(self, *, buffer_bytes: int = 16 << 20) -> Capture:
        """Capture every frame that any node sends from now on."""
        ports = {node.port(lan): node.name for node in self.nodes for lan in node.lans}
        capture = Capture(self.switch, ports, buffer_bytes=buffer_bytes)
        self.keep(capture.close)
        return capture

    def keep(self, closer: Callable[[], None]) -> None:
        """Call ``closer`` when the lab ends."""
        self._closers.append(closer)

    def logs(self) -> str:
        """Everything the daemons said, for the report of a failed test."""
        return "\n".join(
            f"--- {node.name}: {daemon.kind.value}\n{daemon.log}"
            for node in self.nodes
            for daemon in node.daemons
        )

    def close(self) -> None:
        """End all processes and give everything back."""
        for node in self.nodes:
            node.close()
        for closer in self._closers:
            closer()
        self.switch.close()
        shutil.rmtree(self.directory, ignore_errors=True)

"""The root of a configuration: global statements and blocks.

What a node without virtual servers does not need is loaded only where it is met: it is a third
of all keywords.
"""

from functools import cache
from typing import TYPE_CHECKING

from vipd.conf.schema.addresses import AddressLine, VirtualAddressLine
from vipd.conf.schema.bfd import BfdInstance, SessionName
from vipd.conf.schema.declare import Later, block, kw, lines, many, named_lines, sub
from vipd.conf.schema.global_defs import GlobalDefs
from vipd.conf.schema.groups import GarpGroup, TrackGroup, VrrpSyncGroup
from vipd.conf.schema.kinds import Flag, Int, Text
from vipd.conf.schema.lvs_kinds import GroupEntry, ServiceHeader
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.registry import (
    Bound,
    Deprecated,
    Header,
    NamedLines,
    OnReload,
    Repeat,
    Status,
    Unset,
)
from vipd.conf.schema.routes import RouteKind, RouteLine
from vipd.conf.schema.rules import RuleKind, RuleLine
from vipd.conf.schema.statics import DelayKind, DelayLine, LinkbeatKind, LinkbeatLine
from vipd.conf.schema.trackers import TrackFile, VrrpScript, VrrpTrackProcess
from vipd.conf.schema.vrrp_instance import VrrpInstance
from vipd.model.lvs import AddressRange, Mark

if TYPE_CHECKING:
    from vipd.conf.schema.lvs import Ssl, VirtualServer


@cache
def _ssl() -> type["Ssl"]:
    from vipd.conf.schema.lvs import Ssl

    return Ssl


@cache
def _virtual_server() -> type["VirtualServer"]:
    from vipd.conf.schema.lvs import VirtualServer

    return VirtualServer


@block("", child=False)
class Root:
    """Everything outside blocks."""

    global_defs: Bound[GlobalDefs] | None = sub(GlobalDefs, "Global settings.")
    instance: str | None = kw(
        Text(missing="instance name missing - ignoring"),
        "Instance name: suffix of PID files and of the syslog ident.",
        default=None,
        repeat=Repeat.NOTED,
        repeated="Duplicate instance definition {value} - ignoring",
        reload=OnReload.REFUSE,
    )
    use_pid_dir: bool = kw(
        Flag(),
        "PID files in the keepalived directory of the run directory.",
        default=False,
        reload=OnReload.RESTART,
    )
    child_wait_time: int = kw(
        Int(0, U32_MAX, strict=True, unit="seconds"),
        "Time that the children may take to stop.",
        default=5,
        bad="Invalid child_wait_time {value}",
    )
    vrrp_instance: tuple[Bound[VrrpInstance], ...] = many(
        VrrpInstance,
        "One virtual router.",
        header=Header(
            named=True,
            surplus=True,
            missing="vrrp_instance must have a name",
            duplicate="vrrp instance {name} already defined",
        ),
    )
    # Trackers have no effect until something refers to them, which refuses the start.
    vrrp_script: tuple[Bound[VrrpScript], ...] = many(
        VrrpScript,
        "Script run periodically for tracking.",
        header=Header(named=True),
        status=Status.ACCEPTED,
    )
    vrrp_track_process: tuple[Bound[VrrpTrackProcess], ...] = many(
        VrrpTrackProcess,
        "Number of processes for tracking.",
        header=Header(named=True),
        status=Status.ACCEPTED,
    )
    track_file: tuple[Bound[TrackFile], ...] = many(
        TrackFile,
        "File with a number for tracking.",
        header=Header(named=True),
        status=Status.ACCEPTED,
        deprecated=(
            Deprecated(
                "vrrp_track_file",
                "Deprecated keyword vrrp_track_file - please use track_file",
                counted=False,
            ),
        ),
    )
    track_group: tuple[Bound[TrackGroup], ...] = many(
        TrackGroup,
        "Instances that track static addresses, routes and rules.",
        header=Header(
            named=True,
            surplus=True,
            missing="track_group must have a name - skipping",
            duplicate="track_group {name} already defined",
        ),
        status=Status.ACCEPTED,
    )
    SSL: tuple[Bound["Ssl"], ...] = many(
        Later(_ssl), "Certificates of SSL_GET.", status=Status.ACCEPTED
    )
    virtual_server_group: tuple[NamedLines[AddressRange | Mark], ...] = named_lines(
        GroupEntry(),
        "Addresses, ranges and marks of a virtual service.",
        header=Header(named=True),
        status=Status.ACCEPTED,
    )

    # Not built.
    vrrp_sync_group: tuple[Bound[VrrpSyncGroup], ...] = many(
        VrrpSyncGroup,
        "Instances that change state together.",
        header=Header(
            named=True,
            surplus=True,
            missing="vrrp_sync_group must have a name - skipping",
            duplicate="vrrp sync group {name} already defined",
        ),
        status=Status.NOT_BUILT,
    )
    garp_group: tuple[Bound[GarpGroup], ...] = many(
        GarpGroup, "Spacing of announcements.", status=Status.NOT_BUILT
    )
    static_ipaddress: tuple[AddressLine, ...] = lines(
        VirtualAddressLine(static=True), "Addresses added at start.", status=Status.NOT_BUILT
    )
    static_routes: tuple[RouteLine, ...] = lines(
        RouteKind(static=True), "Routes added at start.", status=Status.NOT_BUILT
    )
    static_rules: tuple[RuleLine, ...] = lines(
        RuleKind(static=True), "Policy rules added at start.", status=Status.NOT_BUILT
    )
    linkbeat_interfaces: tuple[LinkbeatLine, ...] = lines(
        LinkbeatKind(), "Interfaces whose link state is polled.", status=Status.NOT_BUILT
    )
    interface_up_down_delays: tuple[DelayLine, ...] = lines(
        DelayKind(), "Debounce times of link state changes.", status=Status.NOT_BUILT
    )
    virtual_server: tuple[Bound["VirtualServer"], ...] = many(
        Later(_virtual_server),
        "One IPVS virtual service.",
        header=Header(named=True, kind=ServiceHeader()),
        status=Status.NOT_BUILT,
    )
    bfd_instance: tuple[Bound[BfdInstance], ...] = many(
        BfdInstance,
        "One BFD session.",
        header=Header(
            named=True,
            duplicate="Configuration error: BFD instance {name} already configured - ignoring",
            kind=SessionName(),
        ),
        status=Status.NOT_BUILT,
    )
    net_namespace: str | None = kw(
        Text(missing="net_namespace name missing - ignoring"),
        "Run in this network namespace.",
        default=None,
        unset=Unset(words="the namespace it is started in"),
        status=Status.NOT_BUILT,
        repeat=Repeat.NOTED,
        repeated="Duplicate net_namespace definition {value} - ignoring",
        reload=OnReload.REFUSE,
    )
    net_namespace_ipvs: str | None = kw(
        Text(bare=""),
        "Network namespace of IPVS; no name: the default one.",
        default=None,
        unset=Unset(inherits=("net_namespace",)),
        status=Status.ACCEPTED,
        repeat=Repeat.NOTED,
        repeated="Duplicate net_namespace_ipvs definition {value} - ignoring",
        reload=OnReload.REFUSE,
    )
    namespace_with_ipsets: bool = kw(
        Flag(), "Allow ipsets with a namespace.", default=False, status=Status.ACCEPTED
    )
    linkbeat_use_polling: bool = kw(
        Flag(),
        "Poll the link state of all interfaces.",
        default=False,
        status=Status.NOT_BUILT,
    )

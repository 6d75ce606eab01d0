"""The root of a configuration: global statements and blocks."""

from vipd.conf.schema.global_defs import GlobalDefs
from vipd.conf.schema.kinds import Anything, Flag, Int, Text
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.registry import (
    Bound,
    Header,
    OnReload,
    Repeat,
    accepted,
    block,
    kw,
    later,
    many,
    sub,
)
from vipd.conf.schema.vrrp_instance import VrrpInstance


@block("", child=False)
class Root:
    """Everything outside blocks."""

    global_defs: Bound[GlobalDefs] | None = sub(GlobalDefs, "Global settings.")
    instance: str | None = kw(
        Text(missing="instance name missing - ignoring"),
        "Instance name: suffix of PID files and of the syslog ident.",
        default=None,
        repeat=Repeat.FIRST,
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
    net_namespace: object = later(
        "Run in this network namespace.", kind=Anything("net_namespace name missing - ignoring")
    )
    net_namespace_ipvs: object = accepted(Anything(), "Network namespace of IPVS.")
    namespace_with_ipsets: object = accepted(Flag(), "Allow ipsets with a namespace.")
    linkbeat_use_polling: object = later("Poll the link state of all interfaces.")

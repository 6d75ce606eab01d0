"""Diagnostic codes of single parts: trackers, scripts, routes, groups, services.

To be used through ``conf.codes``, which holds the whole catalogue.
"""

from typing import Final

from vipd.conf.diag import Code, ReportClass, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_CONFIG = 2

TRACK_UNKNOWN: Final = Code(
    "C430",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="it is not tracked: a block of this name must come earlier in the text",
    fix="correct the name, or move the block before this line",
)
TRACK_DUPLICATE: Final = Code(
    "C431",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the first line stays in force",
    fix="remove one of them",
)
TRACK_OPTION: Final = Code(
    "C432", ReportClass.GENERAL_ERROR, _E, reason="the line is not used", fix="correct it"
)
TRACK_DROPPED: Final = Code(
    "C433",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="a weight cannot change the priority here",
    fix="track it with weight 0, or not at all",
)
TRACKER_REMOVED: Final = Code(
    "C434",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="nothing can track it",
    fix="complete the block, or remove it",
)
STRICT_CONFLICT: Final = Code(
    "C435",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="strict mode allows only what RFC 9568 describes",
    fix="remove the setting, or strict mode",
)
STRICT_UNICAST: Final = Code("C436", ReportClass.GENERAL_ERROR, _E, _CONFIG)
VMAC_CONFLICT: Final = Code(
    "C437",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the setting has no effect here",
    fix="remove it",
)
KEY_UNUSABLE: Final = Code(
    "C438",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="adverts cannot be signed with it",
    fix="write a key of 32 to 64 bytes",
)
USER_UNKNOWN: Final = Code(
    "C439",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="scripts that need this user are not run",
    fix="create the user or group, or name another one",
)
NAMES_EQUAL: Final = Code(
    "C440",
    ReportClass.OK,
    _W,
    reason="one name cannot stand for both; the line is not used",
    fix="write different names",
)
FILE_UNREACHABLE: Final = Code(
    "C441",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the file is not tracked",
    fix="create the directory, or correct the path",
)

SCRIPTS_INSECURE: Final = Code(
    "C601",
    ReportClass.SECURITY_ERROR,
    _W,
    reason="a script that others can change would be run all the same",
    fix="set enable_script_security, and script_user",
)
SCRIPT_DISABLED: Final = Code(
    "C602",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the instances behave as if they did not track it",
    fix="correct the path and its permissions",
)
SCRIPT_UNUSABLE: Final = Code(
    "C603",
    ReportClass.OK,
    _W,
    reason="the script is not run",
    fix="correct the path and its permissions",
)
KEY_EXPOSED: Final = Code(
    "C604",
    ReportClass.SECURITY_ERROR,
    _W,
    reason="whoever reads the key can send adverts",
    fix="make the file readable by its owner only (chmod 600)",
)

ROUTE_DROPPED: Final = Code(
    "C450",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the route is not used",
    fix="correct the line",
)
RULE_DROPPED: Final = Code(
    "C451",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the rule is not used",
    fix="correct the line",
)
NEXTHOP_DROPPED: Final = Code(
    "C452",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the route is used without this next hop",
    fix="correct it",
)
ENCAP_INVALID: Final = Code(
    "C453",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the route is used without this encapsulation",
    fix="correct it",
)
LINE_TRAILING: Final = Code(
    "C454",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the rest of the line is ignored",
    fix="remove it",
)
PROTOCOL_RESET: Final = Code(
    "C455",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="only what carries protocol 18 is known to be ours",
    fix="remove the protocol, or add no_track",
)
OPTION_REPEATED: Final = Code(
    "C456",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the first one stays in force",
    fix="remove one of them",
)
RULE_PREFERENCE: Final = Code(
    "C457",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the order of rules would depend on that of the lines",
    fix="add 'preference N'",
)
TRACK_GROUP_UNKNOWN: Final = Code(
    "C458",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="no track_group of this name stands before this line",
    fix="move the track_group to the top, or correct the name",
)
GROUP_EMPTY: Final = Code(
    "C460",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the group has no effect",
    fix="name its members in 'group { ... }', or remove it",
)
GROUP_MEMBER_UNKNOWN: Final = Code(
    "C461",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the group works without it",
    fix="correct the name, or remove it",
)
GROUP_MEMBER_TAKEN: Final = Code(
    "C462",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="an instance follows one group",
    fix="remove it from all groups but one",
)
GROUP_SINGLE: Final = Code(
    "C463",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="there is nobody to stay in step with",
    fix="add members, or remove the group",
)
GARP_GROUP_REPEATED: Final = Code(
    "C464",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="an interface belongs to one garp_group",
    fix="remove it from all groups but one",
)
STATIC_HOMELESS: Final = Code(
    "C465",
    ReportClass.FATAL,
    _E,
    reason="there is no interface to put the address on",
    fix="add 'dev NAME'",
)
CHECK_DROPPED: Final = Code("C470", ReportClass.GENERAL_ERROR, _E)
CHECK_REFERENCE: Final = Code("C471", ReportClass.GENERAL_ERROR, _E)
REPLY_BOUNDS: Final = Code("C472", ReportClass.GENERAL_ERROR, _W)
SERVICE_FAMILY: Final = Code(
    "C473",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="a service forwards to its own family, but for tunnels",
    fix="use a service of its own for the other family",
)
SERVICE_EMPTY: Final = Code(
    "C474",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="there is nowhere to forward to: the service is not used",
    fix="add a real_server with an IP address",
)
SERVICE_DEFAULT: Final = Code(
    "C475",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the default is used",
    fix="write what is meant",
)
SERVICE_ADJUSTED: Final = Code("C476", ReportClass.GENERAL_ERROR, _W)
SERVER_DUPLICATE: Final = Code(
    "C477", ReportClass.GENERAL_ERROR, _W, reason="it is there already", fix="remove one of them"
)
SCHEDULER_OPTION: Final = Code(
    "C478",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the option belongs to a scheduler that has not been chosen before it",
    fix="write it behind lb_algo sh or mh",
)
SORRY_SERVER_LATE: Final = Code(
    "C479",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="there is no sorry_server before it; the line is ignored",
    fix="write it behind sorry_server",
)
GROUP_UNUSABLE: Final = Code(
    "C480",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the group is not used",
    fix="correct its entries",
)
GROUP_UNKNOWN: Final = Code(
    "C481",
    ReportClass.OK,
    _W,
    reason="there is no virtual_server_group of this name",
    fix="correct the name, or add the group",
)
GROUP_FAMILY: Final = Code(
    "C485",
    ReportClass.OK,
    _W,
    reason="the group has entries of another family than the real servers",
    fix="use groups of one family each, or tunnels",
)
TLS_REPLACED: Final = Code(
    "C482",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the last SSL block is used, and nothing of those before it",
    fix="keep one SSL block",
)
SESSION_UNUSABLE: Final = Code(
    "C483",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the session is not used",
    fix="correct its addresses",
)
SESSION_ADJUSTED: Final = Code("C484", ReportClass.GENERAL_ERROR, _W)
LINK_DELAY_REDUCED: Final = Code(
    "C466",
    ReportClass.OK,
    _N,
    reason="a link that is down must count before the other nodes take over",
    fix="write a shorter delay",
)

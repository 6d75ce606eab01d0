"""The catalogue of diagnostic codes. A code keeps its meaning for ever; new ones are appended.

C0xx files, C1xx text and structure, C2xx single values, C3xx names of blocks, C4xx the
configuration as a whole, C5xx the host, C9xx what vipd does not do yet.
"""

from typing import Final

from vipd.conf.diag import Code, ReportClass, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_CONFIG = 2
_FILES = 6

FILE_MISSING: Final = Code("C001", ReportClass.FILE_NOT_FOUND, _E, _FILES)
FILE_UNSUITABLE: Final = Code("C002", ReportClass.FILE_NOT_FOUND, _E, _FILES)
FILE_UNREADABLE: Final = Code("C003", ReportClass.FILE_NOT_FOUND, _E, _FILES)
FILES_MANY: Final = Code("C004", ReportClass.MULTIPLE_FILES, _W)
INCLUDE_FAULT: Final = Code(
    "C011",
    ReportClass.OK,
    _N,
    reason="the rest is read without it",
    fix="correct the name, or remove the statement",
)
INCLUDE_ERROR: Final = Code("C012", ReportClass.FILE_NOT_FOUND, _E, _FILES)
INCLUDE_DEEP: Final = Code("C013", ReportClass.GENERAL_ERROR, _E)

LINE_TOO_LONG: Final = Code("C101", ReportClass.GENERAL_ERROR, _E)
LINE_NUL: Final = Code("C102", ReportClass.GENERAL_ERROR, _E)
QUOTE_UNTERMINATED: Final = Code("C103", ReportClass.GENERAL_ERROR, _E)
QUOTE_UNMATCHED: Final = Code("C104", ReportClass.UNMATCHED_QUOTE, _E)
KEYWORD_UNKNOWN: Final = Code("C105", ReportClass.UNKNOWN_KEYWORD, _W)
BRACE_UNEXPECTED: Final = Code("C106", ReportClass.UNEXPECTED_BOB, _E)
BRACE_MISSING: Final = Code("C107", ReportClass.MISSING_BOB, _E)
BRACE_EXTRA: Final = Code("C108", ReportClass.UNEXPECTED_EOB, _E)
BRACE_UNCLOSED: Final = Code("C109", ReportClass.MISSING_EOB, _E)
LIST_BRACE_MISSING: Final = Code("C110", ReportClass.OK, _N)
LIST_EXTRA_WORDS: Final = Code(
    "C111",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="a list has no name; its values stand between the braces",
    fix="move the words between the braces",
)
MACRO_ENDLESS: Final = Code("C112", ReportClass.GENERAL_ERROR, _E)
MACRO_TOO_LONG: Final = Code("C113", ReportClass.GENERAL_ERROR, _E)
SEQUENCE_INVALID: Final = Code("C114", ReportClass.GENERAL_ERROR, _E)

COMMAND_QUOTE: Final = Code(
    "C115",
    ReportClass.UNMATCHED_QUOTE,
    _E,
    reason="the command is not used",
    fix="close the quote",
)
COMMAND_ESCAPE: Final = Code(
    "C116",
    ReportClass.OK,
    _W,
    reason="a backslash protects the character behind it, and there is none",
    fix="remove the backslash",
)

BUILTIN_ARGUMENTS: Final = Code(
    "C117",
    ReportClass.GENERAL_ERROR,
    _E,
    fix="correct the words behind the name",
)
TEXT_ENDLESS: Final = Code(
    "C118",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="a configuration of this size is a mistake",
    fix="break the circle, or write less",
)

WORD_MISSING: Final = Code("C201", ReportClass.MISSING_PARAMETER, _E, _CONFIG)
VALUE_MISSING: Final = Code(
    "C202",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the line is ignored",
    fix="write the value, or remove the line",
)
NUMBER_INVALID: Final = Code(
    "C203", ReportClass.INVALID_NUMBER, _E, reason="not a number", fix="write digits only"
)
NUMBER_RANGE: Final = Code(
    "C204",
    ReportClass.INVALID_NUMBER,
    _E,
    reason="not in the range of this value",
    fix="write a value in the range",
)
NUMBER_JUNK_USED: Final = Code("C205", ReportClass.INVALID_NUMBER, _W)
DECIMALS_ROUNDED: Final = Code(
    "C206",
    ReportClass.INVALID_NUMBER,
    _W,
    reason="the value is rounded",
    fix="write fewer decimal places",
)
VALUE_INVALID: Final = Code(
    "C207", ReportClass.GENERAL_ERROR, _E, reason="the value is ignored", fix="correct the value"
)
VALUE_CHANGED: Final = Code(
    "C208",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the nearest possible value is used",
    fix="write that value",
)
VALUE_SURPLUS: Final = Code(
    "C209",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the further words are ignored",
    fix="remove them, or quote words that belong together",
)
VALUE_REPEATED: Final = Code(
    "C210",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the first one stays in force",
    fix="remove one of them",
)
KEYWORD_DEPRECATED: Final = Code(
    "C211", ReportClass.DEPRECATED, _W, reason="the name is an old one", fix="write the new name"
)
KEYWORD_DEPRECATED_LOGGED: Final = Code("C212", ReportClass.OK, _N)
OPTION_UNKNOWN: Final = Code(
    "C213",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the word is ignored",
    fix="remove it, or correct its spelling",
)
ADDRESS_INVALID: Final = Code(
    "C214", ReportClass.GENERAL_ERROR, _E, reason="the address is not used", fix="correct it"
)
ADDRESS_ADJUSTED: Final = Code(
    "C215", ReportClass.GENERAL_ERROR, _W, reason="it is used, but it is odd", fix="correct it"
)
ADDRESS_PREFIX: Final = Code(
    "C216",
    ReportClass.OK,
    _N,
    reason="a single address is wanted",
    fix="remove the slash and what follows",
)
LIST_EMPTY: Final = Code(
    "C217",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="there is nothing in it",
    fix="remove the block, or fill it",
)
REGEX_IGNORED: Final = Code("C219", ReportClass.OK, _N)
VALUE_REPLACED: Final = Code(
    "C218",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="the last one is used",
    fix="remove the others",
)

BLOCK_NAME: Final = Code("C301", ReportClass.GENERAL_ERROR, _E)
BLOCK_DUPLICATE: Final = Code("C302", ReportClass.GENERAL_ERROR, _E)

OPTION_CLEARED: Final = Code(
    "C401", ReportClass.GENERAL_ERROR, _W, reason="it has no effect here", fix="remove it"
)
INTERVAL_ROUNDED: Final = Code("C402", ReportClass.GENERAL_ERROR, _W)
VRID_MISSING: Final = Code("C403", ReportClass.GENERAL_ERROR, _E, _CONFIG)
VRID_DUPLICATE: Final = Code("C404", ReportClass.GENERAL_ERROR, _E, _CONFIG)
INTERFACE_UNSET: Final = Code(
    "C405",
    ReportClass.GENERAL_ERROR,
    _E,
    _CONFIG,
    reason="there is nothing to send adverts through",
    fix="name the interface of the network that the nodes share",
)
VIP_REQUIRED: Final = Code("C406", ReportClass.GENERAL_ERROR, _E, _CONFIG)
VIP_SENSIBLE: Final = Code("C407", ReportClass.WARNING, _W)
VIP_DUPLICATE: Final = Code(
    "C408", ReportClass.GENERAL_ERROR, _W, reason="it is there already", fix="remove one of them"
)
VIP_FAMILY: Final = Code(
    "C409",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the first address of a block settles its family",
    fix="use an instance of its own for the other family",
)
VIP_SURPLUS: Final = Code("C410", ReportClass.GENERAL_ERROR, _W)
VIP_REMOVED: Final = Code("C411", ReportClass.GENERAL_ERROR, _E)
AUTH_IGNORED: Final = Code(
    "C412",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="adverts are not authenticated",
    fix="remove the block",
)
UNICAST_DEPRECATED: Final = Code("C413", ReportClass.DEPRECATED, _W)
UNICAST_TTL_IGNORED: Final = Code("C414", ReportClass.GENERAL_ERROR, _W)
PEER_DUPLICATE: Final = Code(
    "C415", ReportClass.GENERAL_ERROR, _W, reason="it is there already", fix="remove one of them"
)
PEER_BOUNDS: Final = Code(
    "C416",
    ReportClass.GENERAL_ERROR,
    _W,
    reason="no advert can satisfy both bounds",
    fix="exchange them",
)
VERSION_CONFLICT: Final = Code(
    "C417",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the version before stays in force",
    fix="remove one of them",
)

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

INTERFACE_ABSENT: Final = Code("C501", ReportClass.GENERAL_ERROR, _E)
INTERFACE_AWAITED: Final = Code("C505", ReportClass.OK, _N)
INTERFACE_FATAL: Final = Code("C502", ReportClass.BAD_IF, _E, _CONFIG)
INTERFACE_LOOPBACK: Final = Code("C503", ReportClass.GENERAL_ERROR, _E)
INTERFACE_NO_MULTICAST: Final = Code("C504", ReportClass.GENERAL_ERROR, _W)
INTERFACE_UNKNOWN: Final = Code(
    "C506",
    ReportClass.FATAL,
    _E,
    reason="there is no such interface on this host",
    fix="correct the name, or set dynamic_interfaces",
)
"""Fatal to a test only: the daemon starts without the setting."""
VRF_UNUSABLE: Final = Code(
    "C507",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the route is not used",
    fix="name a VRF of this host",
)

NOT_BUILT: Final = Code(
    "C901",
    ReportClass.OK,
    _E,
    _CONFIG,
    reason="without it this node would not do what the configuration says",
    fix="remove it, or start with --allow-unsupported to run without it",
)
"""vipd reads and judges this part, but cannot do it yet: a test passes, a start is refused."""
NOT_BUILT_ALLOWED: Final = Code(
    "C903",
    ReportClass.OK,
    _W,
    reason="this node does not do what the configuration says",
    fix="remove it",
)
"""The same with ``--allow-unsupported``: said at every start."""
EXTENSION_BARE: Final = Code("C904", ReportClass.OK, _N)
"""A keyword of ours on a line that keepalived would read too: said where it is asked for."""

"""The catalogue of diagnostic codes. A code keeps its meaning for ever; new ones are appended.

C0xx files, C1xx text and structure, C2xx single values, C3xx names of blocks, C4xx the
configuration as a whole, C5xx the host, C9xx what vipd does not do yet.
"""

from typing import Final

from vipd.conf.codes_parts import CHECK_DROPPED as CHECK_DROPPED
from vipd.conf.codes_parts import CHECK_REFERENCE as CHECK_REFERENCE
from vipd.conf.codes_parts import ENCAP_INVALID as ENCAP_INVALID
from vipd.conf.codes_parts import FILE_UNREACHABLE as FILE_UNREACHABLE
from vipd.conf.codes_parts import GARP_GROUP_REPEATED as GARP_GROUP_REPEATED
from vipd.conf.codes_parts import GROUP_EMPTY as GROUP_EMPTY
from vipd.conf.codes_parts import GROUP_FAMILY as GROUP_FAMILY
from vipd.conf.codes_parts import GROUP_MEMBER_TAKEN as GROUP_MEMBER_TAKEN
from vipd.conf.codes_parts import GROUP_MEMBER_UNKNOWN as GROUP_MEMBER_UNKNOWN
from vipd.conf.codes_parts import GROUP_SINGLE as GROUP_SINGLE
from vipd.conf.codes_parts import GROUP_UNKNOWN as GROUP_UNKNOWN
from vipd.conf.codes_parts import GROUP_UNUSABLE as GROUP_UNUSABLE
from vipd.conf.codes_parts import KEY_EXPOSED as KEY_EXPOSED
from vipd.conf.codes_parts import KEY_UNUSABLE as KEY_UNUSABLE
from vipd.conf.codes_parts import LINE_TRAILING as LINE_TRAILING
from vipd.conf.codes_parts import LINK_DELAY_REDUCED as LINK_DELAY_REDUCED
from vipd.conf.codes_parts import NAMES_EQUAL as NAMES_EQUAL
from vipd.conf.codes_parts import NEXTHOP_DROPPED as NEXTHOP_DROPPED
from vipd.conf.codes_parts import OPTION_REPEATED as OPTION_REPEATED
from vipd.conf.codes_parts import PROTOCOL_RESET as PROTOCOL_RESET
from vipd.conf.codes_parts import REPLY_BOUNDS as REPLY_BOUNDS
from vipd.conf.codes_parts import ROUTE_DROPPED as ROUTE_DROPPED
from vipd.conf.codes_parts import RULE_DROPPED as RULE_DROPPED
from vipd.conf.codes_parts import RULE_PREFERENCE as RULE_PREFERENCE
from vipd.conf.codes_parts import SCHEDULER_OPTION as SCHEDULER_OPTION
from vipd.conf.codes_parts import SCRIPT_DISABLED as SCRIPT_DISABLED
from vipd.conf.codes_parts import SCRIPT_UNUSABLE as SCRIPT_UNUSABLE
from vipd.conf.codes_parts import SCRIPTS_INSECURE as SCRIPTS_INSECURE
from vipd.conf.codes_parts import SERVER_DUPLICATE as SERVER_DUPLICATE
from vipd.conf.codes_parts import SERVICE_ADJUSTED as SERVICE_ADJUSTED
from vipd.conf.codes_parts import SERVICE_DEFAULT as SERVICE_DEFAULT
from vipd.conf.codes_parts import SERVICE_EMPTY as SERVICE_EMPTY
from vipd.conf.codes_parts import SERVICE_FAMILY as SERVICE_FAMILY
from vipd.conf.codes_parts import SESSION_ADJUSTED as SESSION_ADJUSTED
from vipd.conf.codes_parts import SESSION_UNUSABLE as SESSION_UNUSABLE
from vipd.conf.codes_parts import SORRY_SERVER_LATE as SORRY_SERVER_LATE
from vipd.conf.codes_parts import STATIC_HOMELESS as STATIC_HOMELESS
from vipd.conf.codes_parts import STRICT_CONFLICT as STRICT_CONFLICT
from vipd.conf.codes_parts import STRICT_UNICAST as STRICT_UNICAST
from vipd.conf.codes_parts import TLS_REPLACED as TLS_REPLACED
from vipd.conf.codes_parts import TRACK_DROPPED as TRACK_DROPPED
from vipd.conf.codes_parts import TRACK_DUPLICATE as TRACK_DUPLICATE
from vipd.conf.codes_parts import TRACK_GROUP_UNKNOWN as TRACK_GROUP_UNKNOWN
from vipd.conf.codes_parts import TRACK_OPTION as TRACK_OPTION
from vipd.conf.codes_parts import TRACK_UNKNOWN as TRACK_UNKNOWN
from vipd.conf.codes_parts import TRACKER_REMOVED as TRACKER_REMOVED
from vipd.conf.codes_parts import USER_UNKNOWN as USER_UNKNOWN
from vipd.conf.codes_parts import VMAC_CONFLICT as VMAC_CONFLICT
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
VALUE_REPEATED_NOTED: Final = Code(
    "C220",
    ReportClass.OK,
    _N,
    reason="the first one stays in force",
    fix="remove one of them",
)
"""keepalived 2.4: mentioned before it counts what it reports."""
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

INTERFACE_ABSENT: Final = Code(
    "C501",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="there is no such interface on this host",
    fix="correct the name, or set dynamic_interfaces",
)
INTERFACE_AWAITED: Final = Code(
    "C505", ReportClass.OK, _N, reason="dynamic_interfaces is set: it is waited for"
)
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

LINK_TAKEN: Final = Code(
    "C508",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the name of the interface is taken on this host",
    fix="choose another name",
)
LINK_UNFIT: Final = Code(
    "C509",
    ReportClass.GENERAL_ERROR,
    _E,
    reason="the virtual MAC is one of Ethernet; the instance stays in FAULT",
    fix="remove use_vmac or use_ipvlan",
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

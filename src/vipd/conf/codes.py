"""The catalogue of diagnostic codes. A code keeps its meaning for ever; new ones are appended.

C0xx files, C1xx text and structure, C2xx single values, C3xx names of blocks, C4xx the
configuration as a whole, C5xx the host, C6xx what others can change, C9xx what vipd does not do
yet, or does alone.
"""

from typing import Final

from vipd.conf.diag import EXIT_CONFIG, EXIT_REFUSED, Code, ReportClass, Severity


def _error(
    name: str,
    reason: str = "",
    fix: str = "",
    *,
    klass: ReportClass = ReportClass.GENERAL_ERROR,
    start: int | None = None,
) -> Code:
    """Return a code of errors; ``start`` is the exit status of a start that it refuses."""
    return Code(name, klass, Severity.ERROR, start, reason, fix)


def _warning(
    name: str, reason: str = "", fix: str = "", *, klass: ReportClass = ReportClass.GENERAL_ERROR
) -> Code:
    return Code(name, klass, Severity.WARNING, reason=reason, fix=fix)


def _note(name: str, reason: str = "", fix: str = "") -> Code:
    return Code(name, ReportClass.OK, Severity.NOTE, reason=reason, fix=fix)


# Files.

FILE_MISSING: Final = _error("C001", klass=ReportClass.FILE_NOT_FOUND, start=EXIT_REFUSED)
FILE_UNSUITABLE: Final = _error("C002", klass=ReportClass.FILE_NOT_FOUND, start=EXIT_REFUSED)
FILE_UNREADABLE: Final = _error("C003", klass=ReportClass.FILE_NOT_FOUND, start=EXIT_REFUSED)
FILES_MANY: Final = _warning("C004", klass=ReportClass.MULTIPLE_FILES)
FILE_SHARED: Final = _note(
    "C005", "whoever changes it decides what runs as root here", "chmod o-w the file"
)
INCLUDE_FAULT: Final = _note(
    "C011", "the rest is read without it", "correct the name, or remove the statement"
)
INCLUDE_ERROR: Final = _error("C012", klass=ReportClass.FILE_NOT_FOUND, start=EXIT_REFUSED)

# Text and structure.

LINE_TOO_LONG: Final = _error("C101")
LINE_NUL: Final = _error("C102")
QUOTE_UNTERMINATED: Final = _error("C103")
QUOTE_UNMATCHED: Final = _error("C104", klass=ReportClass.UNMATCHED_QUOTE)
KEYWORD_UNKNOWN: Final = _warning("C105", klass=ReportClass.UNKNOWN_KEYWORD)
BRACE_UNEXPECTED: Final = _error("C106", klass=ReportClass.UNEXPECTED_BOB)
BRACE_MISSING: Final = _error("C107", klass=ReportClass.MISSING_BOB)
BRACE_EXTRA: Final = _error("C108", klass=ReportClass.UNEXPECTED_EOB)
BRACE_UNCLOSED: Final = _error("C109", klass=ReportClass.MISSING_EOB)
LIST_BRACE_MISSING: Final = _note("C110")
LIST_EXTRA_WORDS: Final = _warning(
    "C111",
    "a list has no name; its values stand between the braces",
    "move the words between the braces",
)
MACRO_ENDLESS: Final = _error("C112")
MACRO_TOO_LONG: Final = _error("C113")
SEQUENCE_INVALID: Final = _error("C114")
COMMAND_QUOTE: Final = _error(
    "C115", "the command is not used", "close the quote", klass=ReportClass.UNMATCHED_QUOTE
)
COMMAND_ESCAPE: Final = _warning(
    "C116",
    "a backslash protects the character behind it, and there is none",
    "remove the backslash",
    klass=ReportClass.OK,
)
BUILTIN_ARGUMENTS: Final = _error("C117", fix="correct the words behind the name")
TEXT_ENDLESS: Final = _error(
    "C118", "a configuration of this size is a mistake", "break the circle, or write less"
)
REFERENCE_UNKNOWN: Final = _note("C119")
"""keepalived 2.4: leaves it as it is, and says nothing."""

# Single values.

WORD_MISSING: Final = _error("C201", klass=ReportClass.MISSING_PARAMETER, start=EXIT_CONFIG)
VALUE_MISSING: Final = _error("C202", "the line is ignored", "write the value, or remove the line")
NUMBER_INVALID: Final = _error(
    "C203", "not a number", "write digits only", klass=ReportClass.INVALID_NUMBER
)
NUMBER_RANGE: Final = _error(
    "C204",
    "not in the range of this value",
    "write a value in the range",
    klass=ReportClass.INVALID_NUMBER,
)
NUMBER_JUNK_USED: Final = _warning("C205", klass=ReportClass.INVALID_NUMBER)
DECIMALS_ROUNDED: Final = _warning(
    "C206", "the value is rounded", "write fewer decimal places", klass=ReportClass.INVALID_NUMBER
)
VALUE_INVALID: Final = _error("C207", "the value is ignored", "correct the value")
VALUE_CHANGED: Final = _warning("C208", "the nearest possible value is used", "write that value")
VALUE_SURPLUS: Final = _warning(
    "C209", "the further words are ignored", "remove them, or quote words that belong together"
)
VALUE_REPEATED: Final = _warning("C210", "the first one stays in force", "remove one of them")
KEYWORD_DEPRECATED: Final = _warning(
    "C211", "the name is an old one", "write the new name", klass=ReportClass.DEPRECATED
)
KEYWORD_DEPRECATED_LOGGED: Final = _note("C212")
OPTION_UNKNOWN: Final = _warning(
    "C213", "the word is ignored", "remove it, or correct its spelling"
)
ADDRESS_INVALID: Final = _error("C214", "the address is not used", "correct it")
ADDRESS_ADJUSTED: Final = _warning("C215", "it is used, but it is odd", "correct it")
ADDRESS_PREFIX: Final = _note(
    "C216", "a single address is wanted", "remove the slash and what follows"
)
LIST_EMPTY: Final = _warning("C217", "there is nothing in it", "remove the block, or fill it")
VALUE_REPLACED: Final = _warning("C218", "the last one is used", "remove the others")
REGEX_IGNORED: Final = _note("C219")
VALUE_REPEATED_NOTED: Final = _note("C220", "the first one stays in force", "remove one of them")
"""keepalived 2.4: mentioned before it counts what it reports."""
COMMAND_SURPLUS: Final = _note(
    "C221",
    "a command is one word unless it is in quotes",
    "put the command and its parameters in quotes",
)
"""keepalived 2.4: ignores them, and says nothing."""

# Names of blocks.

BLOCK_NAME: Final = _error("C301")
BLOCK_DUPLICATE: Final = _error("C302")

# The configuration as a whole.

OPTION_CLEARED: Final = _warning("C401", "it has no effect here", "remove it")
INTERVAL_ROUNDED: Final = _warning("C402")
VRID_MISSING: Final = _error("C403", start=EXIT_CONFIG)
VRID_DUPLICATE: Final = _error("C404", start=EXIT_CONFIG)
INTERFACE_UNSET: Final = _error(
    "C405",
    "there is nothing to send adverts through",
    "name the interface of the network that the nodes share",
    start=EXIT_CONFIG,
)
VIP_REQUIRED: Final = _error("C406", start=EXIT_CONFIG)
VIP_SENSIBLE: Final = _warning("C407", klass=ReportClass.WARNING)
VIP_DUPLICATE: Final = _warning("C408", "it is there already", "remove one of them")
VIP_FAMILY: Final = _error(
    "C409",
    "the first address of a block settles its family",
    "use an instance of its own for the other family",
)
VIP_SURPLUS: Final = _warning("C410")
VIP_REMOVED: Final = _error("C411")
AUTH_IGNORED: Final = _warning("C412", "adverts are not authenticated", "remove the block")
UNICAST_DEPRECATED: Final = _warning("C413", klass=ReportClass.DEPRECATED)
UNICAST_TTL_IGNORED: Final = _warning("C414")
PEER_DUPLICATE: Final = _warning("C415", "it is there already", "remove one of them")
PEER_BOUNDS: Final = _warning("C416", "no advert can satisfy both bounds", "exchange them")
VERSION_CONFLICT: Final = _error("C417", "the version before stays in force", "remove one of them")
TRACK_UNKNOWN: Final = _error(
    "C430",
    "it is not tracked: no usable block of this name comes before this line",
    "correct the name or the block, or move the block before this line",
)
TRACK_DUPLICATE: Final = _warning("C431", "the first line stays in force", "remove one of them")
TRACK_OPTION: Final = _error("C432", "the line is not used", "correct it")
TRACK_DROPPED: Final = _warning(
    "C433", "a weight cannot change the priority here", "track it with weight 0, or not at all"
)
TRACKER_REMOVED: Final = _error("C434", "nothing can track it", "complete the block, or remove it")
STRICT_CONFLICT: Final = _warning(
    "C435", "strict mode allows only what RFC 9568 describes", "remove the setting, or strict mode"
)
STRICT_UNICAST: Final = _error("C436", start=EXIT_CONFIG)
VMAC_CONFLICT: Final = _warning("C437", "the setting has no effect here", "remove it")
KEY_UNUSABLE: Final = _error(
    "C438", "adverts cannot be signed with it", "write a key of 32 to 64 bytes"
)
USER_UNKNOWN: Final = _error(
    "C439",
    "scripts that need this user are not run",
    "create the user or group, or name another one",
)
NAMES_EQUAL: Final = _warning(
    "C440",
    "one name cannot stand for both; the line is not used",
    "write different names",
    klass=ReportClass.OK,
)
FILE_UNREACHABLE: Final = _error(
    "C441", "the file is not tracked", "create the directory, or correct the path"
)
ROUTE_DROPPED: Final = _error("C450", "the route is not used", "correct the line")
RULE_DROPPED: Final = _error("C451", "the rule is not used", "correct the line")
NEXTHOP_DROPPED: Final = _error("C452", "the route is used without this next hop", "correct it")
ENCAP_INVALID: Final = _error("C453", "the route is used without this encapsulation", "correct it")
LINE_TRAILING: Final = _warning("C454", "the rest of the line is ignored", "remove it")
PROTOCOL_RESET: Final = _warning(
    "C455",
    "only what carries protocol 18 is known to be ours",
    "remove the protocol, or add no_track",
)
OPTION_REPEATED: Final = _warning("C456", "the first one stays in force", "remove one of them")
RULE_PREFERENCE: Final = _warning(
    "C457", "the order of rules would depend on that of the lines", "add 'preference N'"
)
TRACK_GROUP_UNKNOWN: Final = _warning(
    "C458",
    "no track_group of this name stands before this line",
    "move the track_group to the top, or correct the name",
)
GROUP_EMPTY: Final = _warning(
    "C460", "the group has no effect", "name its members in 'group { ... }', or remove it"
)
GROUP_MEMBER_UNKNOWN: Final = _warning(
    "C461", "the group works without it", "correct the name, or remove it"
)
GROUP_MEMBER_TAKEN: Final = _warning(
    "C462", "an instance follows one group", "remove it from all groups but one"
)
GROUP_SINGLE: Final = _warning(
    "C463", "there is nobody to stay in step with", "add members, or remove the group"
)
GARP_GROUP_REPEATED: Final = _warning(
    "C464", "an interface belongs to one garp_group", "remove it from all groups but one"
)
STATIC_HOMELESS: Final = _error(
    "C465", "there is no interface to put the address on", "add 'dev NAME'", klass=ReportClass.FATAL
)
LINK_DELAY_REDUCED: Final = _note(
    "C466",
    "a link that is down must count before the other nodes take over",
    "write a shorter delay",
)
CHECK_DROPPED: Final = _error("C470")
CHECK_REFERENCE: Final = _error("C471")
REPLY_BOUNDS: Final = _warning("C472")
SERVICE_FAMILY: Final = _error(
    "C473",
    "a service forwards to its own family, but for tunnels",
    "use a service of its own for the other family",
)
SERVICE_EMPTY: Final = _error(
    "C474",
    "there is nowhere to forward to: the service is not used",
    "add a real_server with an IP address",
)
SERVICE_DEFAULT: Final = _warning("C475", "the default is used", "write what is meant")
SERVICE_ADJUSTED: Final = _warning("C476")
SERVER_DUPLICATE: Final = _warning("C477", "it is there already", "remove one of them")
SCHEDULER_OPTION: Final = _warning(
    "C478",
    "the option belongs to a scheduler that has not been chosen before it",
    "write it behind lb_algo sh or mh",
)
SORRY_SERVER_LATE: Final = _warning(
    "C479",
    "there is no sorry_server before it; the line is ignored",
    "write it behind sorry_server",
)
GROUP_UNUSABLE: Final = _error("C480", "the group is not used", "correct its entries")
GROUP_UNKNOWN: Final = _warning(
    "C481",
    "there is no virtual_server_group of this name",
    "correct the name, or add the group",
    klass=ReportClass.OK,
)
TLS_REPLACED: Final = _warning(
    "C482", "the last SSL block is used, and nothing of those before it", "keep one SSL block"
)
SESSION_UNUSABLE: Final = _error("C483", "the session is not used", "correct its addresses")
SESSION_ADJUSTED: Final = _warning("C484")
GROUP_FAMILY: Final = _warning(
    "C485",
    "the group has entries of another family than the real servers",
    "use groups of one family each, or tunnels",
    klass=ReportClass.OK,
)

# The host.

INTERFACE_ABSENT: Final = _error(
    "C501", "there is no such interface on this host", "correct the name, or set dynamic_interfaces"
)
INTERFACE_FATAL: Final = _error("C502", klass=ReportClass.BAD_IF, start=EXIT_CONFIG)
INTERFACE_LOOPBACK: Final = _error("C503")
INTERFACE_NO_MULTICAST: Final = _warning("C504")
INTERFACE_AWAITED: Final = _note("C505", "dynamic_interfaces is set: it is waited for")
INTERFACE_UNKNOWN: Final = _error(
    "C506",
    "there is no such interface on this host",
    "correct the name, or set dynamic_interfaces",
    klass=ReportClass.FATAL,
)
"""Fatal to a test only: the daemon starts without the setting."""
VRF_UNUSABLE: Final = _error("C507", "the route is not used", "name a VRF of this host")
LINK_TAKEN: Final = _error(
    "C508", "the name of the interface is taken on this host", "choose another name"
)
LINK_UNFIT: Final = _error(
    "C509",
    "the virtual MAC is one of Ethernet; the instance stays in FAULT",
    "remove use_vmac or use_ipvlan",
)

# Scripts and keys that others can change.

SCRIPTS_INSECURE: Final = _warning(
    "C601",
    "a script that others can change would be run all the same",
    "set enable_script_security, and script_user",
    klass=ReportClass.SECURITY_ERROR,
)
SCRIPT_DISABLED: Final = _error(
    "C602",
    "the instances behave as if they did not track it",
    "correct the path and its permissions",
)
SCRIPT_UNUSABLE: Final = _warning(
    "C603", "the script is not run", "correct the path and its permissions", klass=ReportClass.OK
)
KEY_EXPOSED: Final = _warning(
    "C604",
    "whoever reads the key can send adverts",
    "make the file readable by its owner only (chmod 600)",
    klass=ReportClass.SECURITY_ERROR,
)

# What vipd does not do, or does alone.

NOT_BUILT: Final = _error(
    "C901",
    "without it this node would not do what the configuration says",
    "remove it, or start with --allow-unsupported to run without it",
    klass=ReportClass.OK,
    start=EXIT_CONFIG,
)
"""vipd reads and judges this part, but cannot do it yet: a test passes, a start is refused."""
NOT_BUILT_ALLOWED: Final = _warning(
    "C903", "this node does not do what the configuration says", "remove it", klass=ReportClass.OK
)
"""The same with ``--allow-unsupported``: said at every start."""
EXTENSION_BARE: Final = _note("C904")
"""A keyword of ours on a line that keepalived would read too: said where it is asked for."""

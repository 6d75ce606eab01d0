"""Names of numbers: routing tables, protocols, scopes, as iproute2 and the system list them.

Read through the file port, and only when a configuration uses a name.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from vipd.conf.files import Files

IPROUTE_USR: Final = ("/usr/lib/iproute2", "/usr/share/iproute2")
"""Where distributions keep the tables that they deliver; older ones have only the second place."""
IPROUTE_ETC: Final = "/etc/iproute2"
PROTOCOLS: Final = "/etc/protocols"


class NameTable(Enum):
    """A list of names; the value is the file that iproute2 keeps it in."""

    TABLE = "rt_tables"
    PROTOCOL = "rt_protos"
    SCOPE = "rt_scopes"
    DSFIELD = "rt_dsfield"
    REALM = "rt_realms"
    GROUP = "group"
    IP_PROTOCOL = "protocols"


_BITS: Final = {NameTable.TABLE: 32, NameTable.GROUP: 31}
"""Size of the number; 8 bits for the others."""

_BUILT_IN: Final = {
    NameTable.TABLE: {"unspec": 0, "default": 253, "main": 254, "local": 255},
    NameTable.PROTOCOL: {
        "unspec": 0,
        "redirect": 1,
        "kernel": 2,
        "boot": 3,
        "static": 4,
        "gated": 8,
        "ra": 9,
        "mrt": 10,
        "zebra": 11,
        "bird": 12,
        "dnrouted": 13,
        "xorp": 14,
        "ntk": 15,
        "dhcp": 16,
        "keepalived": 18,
        "babel": 42,
        "bgp": 186,
        "isis": 187,
        "ospf": 188,
        "rip": 189,
        "eigrp": 192,
    },
    NameTable.SCOPE: {"global": 0, "site": 200, "link": 253, "host": 254, "nowhere": 255},
    NameTable.DSFIELD: {},
    NameTable.REALM: {"unknown": 0},
    NameTable.GROUP: {"default": 0},
    NameTable.IP_PROTOCOL: {"icmp": 1, "tcp": 6, "udp": 17, "ipv6-icmp": 58, "vrrp": 112},
}
"""Names that hold wherever no file says otherwise."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one system; ``files`` None: only those that hold everywhere."""

    files: Files | None = None
    directories: tuple[str, ...] = (*IPROUTE_USR, IPROUTE_ETC)
    """Later ones overrule earlier ones."""
    _read: dict[NameTable, dict[str, int]] = field(default_factory=dict)

    def number(self, table: NameTable, text: str) -> int | None:
        """Return what a name or number stands for, None for neither.

        Numbers may be octal (0) or hexadecimal (0x). Deviates: keepalived 2.4 wraps numbers that
        are too large or negative; here they are no numbers.
        """
        number = c_number(text)
        if number is not None:
            return number if number < 1 << _BITS.get(table, 8) else None
        return self._table(table).get(text)

    def _table(self, table: NameTable) -> dict[str, int]:
        found = self._read.get(table)
        if found is None:
            found = self._read[table] = dict(_BUILT_IN[table])
            if self.files is not None:
                for path in self._paths(table, self.files):
                    found.update(_entries(self.files, path, table))
        return found

    def _paths(self, table: NameTable, files: Files) -> list[str]:
        if table is NameTable.IP_PROTOCOL:
            return [PROTOCOLS]
        paths = []
        for directory in self.directories:
            paths.append(f"{directory}/{table.value}")
            folder = f"{directory}/{table.value}.d"
            paths += [f"{folder}/{n}" for n in sorted(files.names(folder)) if n.endswith(".conf")]
        return paths


def c_number(text: str) -> int | None:
    """Return a whole number with the prefixes of C (0 octal, 0x hexadecimal), None for others."""
    digits = text.lower()
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
    try:
        usable = digits.isascii() and digits[:1].isdigit() and "_" not in digits
        return int(digits, base) if usable else None
    except ValueError:
        return None


def _entries(files: Files, path: str, table: NameTable) -> dict[str, int]:
    """Return the names of one file, none when it cannot be read; odd lines are passed over."""
    if not files.kind(path).readable:
        return {}
    try:
        text = files.read(path).decode("utf-8", "surrogateescape")
    except OSError:
        return {}
    found = {}
    for line in text.splitlines():
        words = line.partition("#")[0].split()
        if table is NameTable.IP_PROTOCOL:
            words = [words[1], words[0], *words[2:]] if len(words) > 1 else []
        number = c_number(words[0]) if len(words) > 1 else None
        if number is not None:
            found.update(dict.fromkeys(words[1:], number))
    return found

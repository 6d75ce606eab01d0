"""Lines of ``use_vmac`` and ``use_ipvlan``: their words, told apart.

What a word is worth depends on those before it, also in other lines of the block, so it is judged
in ``conf.build_vmac``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.conf.names import NameTable
from vipd.conf.schema.call import Call
from vipd.conf.text import Word


class ItemKind(Enum):
    """What a word of such a line is."""

    NAME = "name"
    MAC = "MAC"
    ADDRESS = "address"
    MODE = "mode"
    GROUP = "group"
    NETLINK_NOTIFY = "netlink_notify_msg"


@dataclass(frozen=True, slots=True)
class Item:
    """One word of a line.

    ``named``: it stands behind the word ``name``. ``number``: what a group stands for on this
    system, None for an unknown one.
    """

    kind: ItemKind
    word: Word
    named: bool = False
    number: int | None = None


MODES: Final = ("bridge", "private", "vepa")


@dataclass(frozen=True, slots=True)
class VmacWords:
    """``[[name] IFNAME] [MAC] [netlink_notify_msg] [group GROUP]``."""

    def read(self, call: Call) -> tuple[Item, ...]:
        """Return the items in their order."""
        return _items(call, _vmac_kind)

    def describe(self) -> str:
        """Return the form in words."""
        return "[[name] INTERFACE] [MAC] [netlink_notify_msg] [group GROUP]"


@dataclass(frozen=True, slots=True)
class IpvlanWords:
    """``[[name] IFNAME] [IP[/PREFIX]] [bridge|private|vepa] [group GROUP]``."""

    def read(self, call: Call) -> tuple[Item, ...]:
        """Return the items in their order."""
        return _items(call, _ipvlan_kind)

    def describe(self) -> str:
        """Return the form in words."""
        return "[[name] INTERFACE] [IP[/PREFIX]] [bridge|private|vepa] [group GROUP]"


def _vmac_kind(text: str) -> ItemKind:
    if text == "netlink_notify_msg":
        return ItemKind.NETLINK_NOTIFY
    return ItemKind.MAC if ":" in text else ItemKind.NAME


def _ipvlan_kind(text: str) -> ItemKind:
    if text in MODES:
        return ItemKind.MODE
    return ItemKind.ADDRESS if text[:1].isdigit() or ":" in text else ItemKind.NAME


def _items(call: Call, tell: Callable[[str], ItemKind]) -> tuple[Item, ...]:
    """Return the items of a line; ``name`` and ``group`` say what the word behind them is."""
    found: list[Item] = []
    index = 1
    while index < len(call.line.texts):
        word = call.line.word(index)
        if word.text == "name":
            index += 1
            found.append(Item(ItemKind.NAME, call.word(index), named=True))
        elif word.text == "group":
            index += 1
            group = call.word(index)
            number = call.names.number(NameTable.GROUP, group.text)
            found.append(Item(ItemKind.GROUP, group, number=number))
        else:
            found.append(Item(tell(word.text), word))
        index += 1
    return tuple(found)

"""A policy rule while its line is read."""

from collections.abc import Callable
from dataclasses import dataclass, field

from vipd.base.addr import Family, IpAddress, family_of
from vipd.conf.schema.cursor import Cursor
from vipd.conf.text import Word
from vipd.model.route import Rule, RuleAction


@dataclass(slots=True)
class RuleDraft:
    """A rule while its line is read; ``family`` None: nothing has settled it yet."""

    rule: Rule = field(
        default_factory=lambda: Rule(family=Family.IPV4, preference=0, action=RuleAction.TABLE)
    )
    family: Family | None = None
    acts: bool = False
    numbered: bool = False
    suppresses: bool = False
    devices: list[Word] = field(default_factory=list)
    track_group: Word | None = None
    protocol: int | None = None

    def fits(self, address: IpAddress) -> bool:
        """Tell whether an address belongs to the family, which the first one settles."""
        if self.family is None:
            self.family = family_of(address)
        return family_of(address) is self.family


RuleOption = Callable[[RuleDraft, Cursor, Word], None]
"""Takes the value of an option; the word is the option itself."""

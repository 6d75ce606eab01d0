"""The forms of the include statement, and which of its faults each makes an error."""

import re
from enum import Flag, auto
from typing import Final


class IncludeCheck(Flag):
    """Which include faults are errors."""

    NONE = 0
    READ = auto()
    MATCH = auto()
    WILDCARD = auto()
    BRACE = auto()
    ALL = READ | MATCH | WILDCARD | BRACE


FORMS: Final = {
    "include": IncludeCheck.NONE,
    "includer": IncludeCheck.READ,
    "includem": IncludeCheck.READ | IncludeCheck.MATCH,
    "includew": IncludeCheck.READ | IncludeCheck.MATCH | IncludeCheck.WILDCARD,
    "includeb": IncludeCheck.READ | IncludeCheck.BRACE,
    "includea": IncludeCheck.ALL,
}
INCLUDE: Final = re.compile(r"(include[rmwba]?)[ \t\f\v\r]+(.*)", re.DOTALL)

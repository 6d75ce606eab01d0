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


_R, _M, _W, _B = IncludeCheck.READ, IncludeCheck.MATCH, IncludeCheck.WILDCARD, IncludeCheck.BRACE
FORMS: Final = {
    "include": IncludeCheck.NONE,
    "includer": _R,
    "includem": _R | _M,
    "includew": _R | _M | _W,
    "includeb": _R | _B,
    "includea": IncludeCheck.ALL,
}
INCLUDE: Final = re.compile(r"(include[rmwba]?)[ \t\f\v\r]+(.*)", re.DOTALL)

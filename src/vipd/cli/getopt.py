"""A command line read as C programs read it: GNU ``getopt_long``, exactly.

``keepalived`` is started by units and scripts written for that function, and neither argparse nor
click behaves like it: they take the next word as the value of an option whose argument is
optional, and refuse bundles that end in an argument. This module knows the rules and no option.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum


class Argument(Enum):
    """Whether an option takes a value."""

    NONE = "none"
    REQUIRED = "required"
    OPTIONAL = "optional"
    """Only attached: ``-tFILE``, ``--config-test=FILE``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option; at least one of ``short`` (a letter) and ``long`` (a name) is set.

    ``metavar`` and ``doc`` are for the help text; without ``doc`` it is not listed.
    """

    short: str | None = None
    long: str | None = None
    argument: Argument = Argument.NONE
    metavar: str = ""
    doc: str = ""

    @property
    def name(self) -> str:
        """The option as a person would write it, the long form if there is one."""
        return f"--{self.long}" if self.long is not None else f"-{self.short}"


@dataclass(frozen=True, slots=True)
class Given:
    """An option was given, with its value if it takes one and has one."""

    option: Option
    value: str | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No option has this name, or several begin with it; ``word`` is as typed."""

    word: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An option lacks the value that it requires; ``name`` begins with its dashes."""

    name: str


@dataclass(frozen=True, slots=True)
class Stray:
    """A word that is no option and no value."""

    word: str


Found = Given | Unknown | Missing | Stray


def scan(options: Sequence[Option], words: Sequence[str]) -> Iterator[Found]:
    """Yield what the words say, from left to right.

    Options and other words may be mixed; ``--`` ends the options. The iterator is lazy, so a
    caller that acts on an option at once never sees the faults behind it.
    """
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            yield from (Stray(left) for left in rest)
            return
        if word.startswith("--"):
            yield _long(options, word, rest)
        elif word.startswith("-") and len(word) > 1:
            yield from _bundle(options, word[1:], rest)
        else:
            yield Stray(word)


def _long(options: Sequence[Option], word: str, rest: list[str]) -> Found:
    """Read one long option; takes its value from ``rest`` if it is a word of its own."""
    name, equals, attached = word[2:].partition("=")
    option = _named(options, name)
    if option is None or (option.argument is Argument.NONE and equals):
        return Unknown(word)
    match option.argument:
        case Argument.NONE:
            return Given(option, None)
        case Argument.OPTIONAL:
            return Given(option, attached or None)
        case Argument.REQUIRED:
            # keepalived 2.4: `--use-file=` lacks its value; `--use-file ''` does not.
            if equals:
                return Given(option, attached) if attached else Missing(option.name)
            return Given(option, rest.pop(0)) if rest else Missing(option.name)


def _bundle(options: Sequence[Option], letters: str, rest: list[str]) -> Iterator[Found]:
    """Read short options written together; a value ends the bundle."""
    for position, letter in enumerate(letters):
        option = next((option for option in options if option.short == letter), None)
        if option is None:
            yield Unknown(f"-{letter}")
            continue
        attached = letters[position + 1 :]
        match option.argument:
            case Argument.NONE:
                yield Given(option, None)
            case Argument.OPTIONAL:
                yield Given(option, attached or None)
                return
            case Argument.REQUIRED:
                if attached:
                    yield Given(option, attached)
                elif rest:
                    yield Given(option, rest.pop(0))
                else:
                    yield Missing(f"-{letter}")
                return


def _named(options: Sequence[Option], name: str) -> Option | None:
    """Return the option with this long name, or the only one that begins with it."""
    candidates = []
    for option in options:
        if option.long == name:
            return option
        if option.long is not None and option.long.startswith(name):
            candidates.append(option)
    return candidates[0] if len(candidates) == 1 else None

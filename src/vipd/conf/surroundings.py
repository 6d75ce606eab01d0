"""What a configuration may refer to beyond its files: environment, directory, chance, names."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The process that reads a configuration, as its text sees it.

    ``directory``: the working directory, absolute. ``environment``: what ``${_ENV NAME}`` stands
    for. ``seed``: where the sequence of ``${_RANDOM}`` begins. ``host_name`` and ``user_name``
    identify the machine where the configuration does not, empty: nothing does.
    """

    directory: str = "/"
    environment: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    host_name: str = ""
    user_name: str = ""

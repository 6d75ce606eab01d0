"""What configuration files hold, within bounds over all that is read."""

from typing import Final

from vipd.conf.files import Files

FILES_MAX: Final = 10_000
"""Bound of files read, the same one counted each time: includes of includes multiply."""

AGAIN_BYTES_MAX: Final = 4_000_000
"""Bound of what is read of files that were read before, all together."""


class Contents:
    """Reads files; knows which were read before."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._seen: set[str] = set()
        self._count = 0
        self._again = 0

    def read(self, path: str) -> bytes | str:
        """Return what a file holds, or why it is not read."""
        if self._count >= FILES_MAX:
            return "too many includes"
        try:
            content = self._files.read(path)
        except OSError as error:
            return error.strerror or "unknown error"
        if path in self._seen:
            self._again += len(content)
            if self._again > AGAIN_BYTES_MAX:
                return "included too often"
        self._seen.add(path)
        self._count += 1
        return content

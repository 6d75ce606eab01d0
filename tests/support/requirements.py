"""What a test needs of the machine; without it the test is skipped with a reason.

In CI a skip is a failure (``tests/conftest.py``), so nothing is missing there unnoticed.
"""

import os
import shutil

import pytest


def require_program(name: str) -> str:
    """Return the path of a program, or skip the test."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def require_root() -> None:
    """Skip the test unless it runs as root."""
    if os.geteuid() != 0:
        pytest.skip("needs root")

"""ИСУН's own workbooks beside this checkout, to which what we write is compared."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "templates" / "isun"


def original_of(name: str) -> bytes:
    """The ministry's own file of that name; a test that needs it is skipped where it is not there, and fails in CI."""
    path = FOLDER / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"ИСУН's own {name} is not at {path}")
        pytest.skip(f"ИСУН's own {name} is not beside this checkout (../shared/templates/isun)")
    return path.read_bytes()

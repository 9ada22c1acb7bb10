"""No test reads or writes the cache of who runs it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest

from linter import cache

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="myna-lint-tests-")


@pytest.fixture(autouse=True)
def _cache_on() -> Iterator[None]:
    """A command that switched the cache off did so for a process of its own."""
    yield
    cache.switch_on()

"""No test reads or writes the cache of who runs it, and no property is timed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

from linter import cache

# How long an example takes is the machine's affair; speed belongs in bench/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="myna-lint-tests-")


@pytest.fixture(autouse=True)
def _cache_on() -> Iterator[None]:
    """A command that switched the cache off did so for a process of its own."""
    yield
    cache.switch_on()

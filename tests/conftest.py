"""No test reads or writes the cache of who runs it, and no property is timed."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings

from linter import cache

# How long an example takes is the machine's affair; speed belongs in bench/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# A shell that starts the tests in the background makes them, and what they start, deaf to Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="myna-lint-tests-")


@pytest.fixture(autouse=True)
def _cache_on() -> Iterator[None]:
    """A command that switched the cache off did so for a process of its own."""
    yield
    cache.switch_on()

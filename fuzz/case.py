"""What a target is: it makes inputs from chance, and runs the linter on one."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from msgspec import Struct

Files = dict[str, bytes]
"""An input: the files of a folder, by name."""


class BrokenError(Exception):
    """Nothing was raised, and yet something that must hold does not."""


class Target(Struct, frozen=True):
    """``run`` raises whatever is wrong; an exception that the linter documents is not."""

    make: Callable[[Random], Files]
    run: Callable[[Files], None]

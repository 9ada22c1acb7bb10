"""The closed list of check functions that rules name.

A check function is registered under its name with a :class:`msgspec.Struct` for its parameters, so
that the rule loader can refuse a wrong parameter with the file, the line and what was expected, and
the JSON Schema of rule files can list every check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from linter.model import Location, Severity

if TYPE_CHECKING:
    from linter.context import Context


class Hit(Struct, frozen=True):
    """One violation that a check found. ``values`` fill the ``{…}`` of the rule's message and hint
    beside ``evidence`` and ``expected``: a string, a number, or ``{"ja": …, "en": …}``. ``severity``
    overrides the rule's where the check grades what it finds."""

    location: Location
    evidence: str | None = None
    expected: str | None = None
    related: tuple[Location, ...] = ()
    values: dict[str, Any] = {}
    severity: Severity | None = None


class CheckSpec(Struct, frozen=True):
    """``params`` is a frozen Struct class; ``function`` takes (context, given, params). ``last``:
    it looks at what the others found and runs after them."""

    name: str
    params: type[Struct]
    function: Callable[[Context, tuple[str, ...], Any], Iterable[Hit]]
    last: bool = False

    @property
    def doc(self) -> str:
        return (self.function.__doc__ or "").strip()


REGISTRY: dict[str, CheckSpec] = {}

P = TypeVar("P", bound=Struct)


CheckFunction = Callable[["Context", tuple[str, ...], P], Iterable[Hit]]


def check(
    name: str, params: type[P], *, last: bool = False
) -> Callable[[CheckFunction[P]], CheckFunction[P]]:
    """Register the decorated function as check ``name``."""

    def register(function: CheckFunction[P]) -> CheckFunction[P]:
        if name in REGISTRY:
            raise ValueError(f"check {name!r} is registered twice")
        REGISTRY[name] = CheckSpec(name, params, function, last)
        return function

    return register

"""Something that is done while something else is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Aside(Generic[T]):
    """A function in a thread of its own, begun on entering. Leaving by way of an exception calls
    ``give_up``, which is to end the function soon; the thread has ended in any case.

    :raises MemoryError: (on entering) there is no room for a thread.
    """

    def __init__(
        self, function: Callable[[], T], give_up: Callable[[], object] = lambda: None
    ) -> None:
        self._function = function
        self._give_up = give_up
        self._results: list[T] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except RuntimeError:  # which says no more than that it cannot be started
            raise MemoryError from None
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._give_up()
        self._thread.join()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def result(self) -> T:
        """What the function returns; raises what it raises."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._function())
        except BaseException as error:  # raised where the result is asked for
            self._error = error

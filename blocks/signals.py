"""A signal: a list of functions to call when something happened. Needs no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Signal(Generic[P]):
    """Calls every connected function, in the order of connection."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: list[Callable[P, object]] = []

    def connect(self, listener: Callable[P, object]) -> None:
        """Call ``listener`` from now on."""
        self._listeners.append(listener)

    def disconnect(self, listener: Callable[P, object]) -> None:
        """Stop calling ``listener``; nothing happens where it was not connected."""
        self._listeners = [known for known in self._listeners if known != listener]

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call every listener with these arguments, but for those that an earlier one disconnects."""
        known = self._listeners
        for listener in tuple(known):
            # Disconnecting makes another list.
            if self._listeners is known or listener in self._listeners:
                listener(*args, **kwargs)

"""A signal: a list of functions to call when something happened. Needs no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")

Handler = Callable[[Exception], object]
"""Is told what a listener has failed with, after all have been called."""


def _raise(error: Exception) -> None:
    raise error


_handler: Handler = _raise


def handle_failures(handler: Handler | None) -> None:
    """Let somebody be told of every listener that fails, from now on; ``None`` for raising what it failed with."""
    global _handler
    _handler = handler or _raise


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
        """Call every listener with these arguments, but for those that an earlier one disconnects.

        One that fails keeps none of the others from being called. What it failed with is then told to the handler,
        see `handle_failures`; without one it is raised here.
        """
        known = self._listeners
        failed: list[Exception] = []
        for listener in tuple(known):
            # Disconnecting makes another list.
            if self._listeners is known or listener in self._listeners:
                try:
                    listener(*args, **kwargs)
                except Exception as error:
                    failed.append(error)
        for each in failed:
            _handler(each)

"""Connections to signals that know no Qt and live longer than the one who listens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod, ref

from PySide6.QtCore import SIGNAL, QObject
from shiboken6 import isValid

from blocks.signals import Signal


class Links:
    """Connections of one Qt object; none keeps it alive, and all end with it.

    Qt ends its own connections when an object goes; a Python signal would call on. What hears of the end must not be
    a method of the object or of one of its children: then their Python halves may be gone.
    """

    def __init__(self) -> None:
        """Begin with no connection."""
        self._all: list[Callable[[], None]] = []

    def connect(self, signal: Signal[Any], method: Callable[..., object]) -> None:
        """Call a bound method of a Qt object whenever the signal is emitted, while the object lives."""
        # Qt keeps what it calls at the end of the object for as long as the object lives: it must not keep the signal,
        # and with it a model that is shown no more.
        where = ref(signal)

        def end(_: object = None) -> None:
            found = where()
            if found is not None:
                found.disconnect(call)

        known = WeakMethod(method, end)

        def call(*args: object) -> None:
            found = known()
            if found is None or not isValid(getattr(found, "__self__", None)):
                end()
            else:
                found(*args)

        signal.connect(call)
        listener = getattr(method, "__self__", None)
        if isinstance(listener, QObject):
            # The signal without the object: at the end of the program no wrapper can be made for it any more.
            QObject.connect(listener, SIGNAL("destroyed()"), end)
        self._all.append(end)

    def clear(self) -> None:
        """End every connection."""
        for end in self._all:
            end()
        self._all.clear()

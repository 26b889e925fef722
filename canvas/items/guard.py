"""Keeps exceptions inside what Qt calls: paint, mouse, keys, drag and drop.

PySide6 raises an exception of a virtual method again at whatever Python line entered Qt, which can cancel
a move half way. Here it is logged, and the window carries on.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)


def guarded(default: R) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a decorator for overrides of Qt's virtual methods.

    Args:
        default: what Qt gets where the method failed.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except Exception:
                # Python may clear an object before Qt does: what Qt still calls then has nothing to work with, and a
                # record of the error would bring half of the object back.
                if not args or getattr(args[0], "__dict__", True):
                    _log.exception("%s failed", function.__qualname__)
                return default

        return run

    return wrap


quiet = guarded(None)
"""The same for methods that return nothing."""

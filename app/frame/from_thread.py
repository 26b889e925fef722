"""Work in threads beside that of the window: how it is begun, how results come home, and which of them still count.

`Latest` is for work whose result is shown: only the last that was asked for counts. `Threads` begins what must be done
in any case, such as copies of files; a `Homeward` brings home what such a thread has to say.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")

Wanted = Callable[[], bool]
"""Tells a thread whether anybody still wants what it does."""

_lock = threading.RLock()
_over = threading.Event()


@atexit.register
def _end() -> None:
    """Let nothing more be sent: PySide, whose own end comes after this one, deletes every object of Qt."""
    with _lock:
        _over.set()


class Homeward(QObject):
    """Carries what a thread has to say to the window's thread.

    It is no child of anybody: a signal of an object that goes with the window could be emitted at the very moment in
    which the window goes, and that crashes the process. Who listens may go at any time; Qt ends the connection then.

    Signals:
        arrived (tuple): what was sent.
    """

    arrived = Signal(object)

    def send(self, *what: object) -> None:
        """Send something, from any thread but the listener's; nothing happens where the program ends."""
        with _lock, suppress(RuntimeError):
            if not _over.is_set():
                self.arrived.emit(what)


class Threads:
    """Begins threads, and keeps them so that they can be waited for."""

    def __init__(self, name: str, *, daemon: bool) -> None:
        """Begin nothing yet.

        Args:
            name: of the threads, for those who look for a fault.
            daemon: the program may end before they do.
        """
        self._name, self._daemon = name, daemon
        self._threads: list[threading.Thread] = []

    def begin(self, work: Callable[[], object]) -> None:
        """Do something in a thread of its own."""
        self._threads = [each for each in self._threads if each.is_alive()]
        thread = threading.Thread(target=work, name=self._name, daemon=self._daemon)
        self._threads.append(thread)
        thread.start()

    def wait(self, seconds: float = 60) -> None:
        """Wait until all are done, for each at most some seconds."""
        for thread in self._threads:
            thread.join(seconds)


class _News(Enum):
    """Signals of a thread: a result, the reason why there is none, and its end."""

    RESULT = auto()
    FAILURE = auto()
    END = auto()


class _Count:
    """Number of the work that was asked for last; negative when nobody is there any more. Threads read it."""

    number = 0

    def leave(self) -> None:
        """Nobody is there any more."""
        self.number = -1


class Latest(QObject, Generic[T]):
    """Work in threads of which only the last counts: a result that comes too late is told to nobody.

    Signals:
        free: a thread has ended, whether its result counted or not.
    """

    free = Signal()

    def __init__(
        self,
        parent: QObject,
        name: str,
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        side_by_side: bool = False,
        daemon: bool = False,
    ) -> None:
        """Begin nothing yet.

        Args:
            parent: who owns it, and hears nothing more when it goes.
            name: of the threads.
            done: called in the window's thread with what came of the work.
            failed: called with what the work raised; by default that counts as a fault of the program.
            side_by_side: begin at once, though earlier work is under way; else when that has ended.
            daemon: the program may end before the work does.
        """
        super().__init__(parent)
        self.threads = Threads(name, daemon=daemon)
        self._done, self._failed = done, failed
        self._side_by_side = side_by_side
        self._count = _Count()
        self._under_way = 0
        self._next: Callable[[Wanted], Iterator[T]] | None = None
        self._home = Homeward()
        self._home.arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self.destroyed.connect(self._count.leave)

    @property
    def busy(self) -> bool:
        """Whether a thread is under way, wanted or not."""
        return self._under_way > 0

    def ask(self, work: Callable[[], T]) -> None:
        """Ask for the result of some work; what was asked for before is wanted no more."""

        def once(_: Wanted) -> Iterator[T]:
            yield work()

        self.ask_for_each(once)

    def ask_for_each(self, work: Callable[[Wanted], Iterator[T]]) -> None:
        """Ask for several results, each told as it comes.

        Args:
            work: gives the results one by one, and may ask meanwhile whether they are still wanted.
        """
        self._count.number += 1
        self._next = work
        if self._side_by_side or not self.busy:
            self._begin()

    def drop(self) -> None:
        """Want nothing of what was asked for."""
        self._count.number += 1
        self._next = None

    def _begin(self) -> None:
        work, self._next = self._next, None
        if work is not None:
            self._under_way += 1
            known, number = self._count, self._count.number
            tells = self._failed is not None
            self.threads.begin(partial(_work, work, known, number, self._home, tells))

    def _take(self, what: tuple[_News, int, object]) -> None:
        news, number, value = what
        if news is _News.END:
            self._under_way -= 1
            self.free.emit()
            if not self.busy:
                self._begin()
        elif number != self._count.number:
            return
        elif news is _News.RESULT:
            self._done(cast("T", value))
        elif self._failed is not None:
            self._failed(cast("Exception", value))


def _work(
    work: Callable[[Wanted], Iterator[T]], known: _Count, number: int, home: Homeward, tells: bool
) -> None:
    """Do some work in this thread; knows nothing that goes with the window."""
    try:
        for found in work(lambda: number == known.number):
            home.send(_News.RESULT, number, found)
            if number != known.number:
                break
    except Exception as error:
        if not tells:
            raise
        home.send(_News.FAILURE, number, error)
    finally:
        home.send(_News.END, number, None)

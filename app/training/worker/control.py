"""The worker's ear: commands from the window, and the end of the window."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable

import msgspec

from app.system.child import LineSplitter
from app.training.lines import decode_command
from app.training.messages import Command, Detach, ExportFile, Pause, Quit, Resume, StartRun, Stop

Bond = Callable[[], Callable[[], None]]
"""Binds this process to the window's life and returns what unbinds it."""


class RunStopped(Exception):
    """Ends a run because the user wants it to end."""


class Control:
    """Reads commands in a thread of its own, which also notices that the window is gone.

    Attributes:
        attention: something was asked for; the training looks at this after every batch.
        detached: the run goes on without the window.
    """

    def __init__(
        self,
        descriptor: int,
        bound: Bond | None = None,
        let_go: Callable[[str], None] | None = None,
    ) -> None:
        """Listen to a pipe; its end is the end of this process, until the window lets it go.

        Args:
            descriptor: the pipe.
            bound: called first in the listening thread; what it returns ends the bond with the window.
            let_go: called with the file for the log, when the window has let this process go.
        """
        self.attention = False
        self.detached = False
        self._bound = bound or (lambda: lambda: None)
        self._let_go = let_go or (lambda log: None)
        self._unbind: Callable[[], None] = lambda: None
        self._paused = False
        self._stopped = False
        self._starts: queue.SimpleQueue[StartRun | ExportFile] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._descriptor = descriptor
        threading.Thread(target=self._listen, name="control", daemon=True).start()

    def next_run(self) -> StartRun | ExportFile:
        """Wait for the next run to do, or the next file to write."""
        return self._starts.get()

    @property
    def has_run(self) -> bool:
        """Tell whether a run waits to be done."""
        return not self._starts.empty()

    @property
    def stopped(self) -> bool:
        """Tell whether the run shall end."""
        return self._stopped

    @property
    def paused(self) -> bool:
        """Tell whether the run shall wait."""
        return self._paused and not self._stopped

    def check(self) -> None:
        """Raise `RunStopped` where the run shall end; for the phases before training."""
        if self._stopped:
            raise RunStopped

    def wait(self) -> None:
        """Wait until the pause is over or the run shall end."""
        with self._changed:
            while self.paused:
                self._changed.wait()
            self.attention = self._stopped

    def take(self, command: Command) -> None:
        """Act on a command."""
        with self._changed:
            if isinstance(command, (StartRun, ExportFile)):
                self._starts.put(command)
            elif isinstance(command, Pause):
                self._paused = self.attention = True
            elif isinstance(command, Resume):
                self._paused = False
            elif isinstance(command, Stop):
                self._stopped = self.attention = True
            elif isinstance(command, Detach):
                self._detach(command)
            elif isinstance(command, Quit):
                os._exit(0)
            self._changed.notify_all()

    def _detach(self, command: Detach) -> None:
        """Live on without the window; a pause would have no end."""
        self.detached = True
        self._paused = False
        self._unbind()
        self._let_go(command.log)

    def _listen(self) -> None:
        self._unbind = self._bound()
        lines = LineSplitter()
        while data := self._read():
            for line in lines.feed(data):
                try:
                    self.take(decode_command(line))
                except msgspec.DecodeError:
                    continue  # a newer window; what is not understood cannot be obeyed
        # The window is gone. A thread cannot stop a step that is under way, but the process can end.
        if not self.detached:
            os._exit(0)

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, 1 << 16)
        except OSError:
            return b""

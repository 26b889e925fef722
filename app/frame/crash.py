"""Unexpected exceptions: into the log, and told in one strip. No traceback ever reaches the person at the window."""

from __future__ import annotations

import faulthandler
import logging
import platform
import sys
import threading
import traceback
from types import TracebackType
from typing import IO

from PySide6.QtCore import (  # fmt: skip
    QMessageLogContext,
    QObject,
    QtMsgType,
    QUrl,
    Signal,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.actions.words import title_of
from app.frame.notices import Notice, Notices
from blocks.signals import handle_failures

log = logging.getLogger("app.frame.crash")

KEY = "crash"


class Crash(QObject):
    """Takes over every hook through which an error could escape, until it is closed."""

    _happened = Signal(object)  # an exception, from any thread into the window's

    def __init__(self, notices: Notices) -> None:
        super().__init__(notices)
        self._notices = notices
        self.last: BaseException | None = None
        self._busy = False
        self._file: IO[str] | None = None
        self._old = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._happened.connect(self._tell)
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(self._from_qt)
        handle_failures(self.take)

    def watch_signals(self) -> None:
        """Write a trace into a file where the process is killed by a fault of its own (later: it needs the disk)."""
        from app.system.failures import log_folder

        try:
            log_folder().mkdir(parents=True, exist_ok=True)
            self._file = (log_folder() / "faults.log").open("a", encoding="utf-8")
        except OSError:
            return
        faulthandler.enable(self._file)

    def close(self) -> None:
        """Give every hook back."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._old
        qInstallMessageHandler(None)
        handle_failures(None)
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None

    def report(self) -> str:
        """Return a report about the last error, to be pasted into a message to us."""
        lines = [
            "Netwright error report",
            f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
            "",
        ]
        if self.last is not None:
            lines += traceback.format_exception(self.last)
        return "\n".join(line.rstrip("\n") for line in lines) + "\n"

    def _from_main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        self.take(error.with_traceback(trace))

    def _from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.take(args.exc_value)

    def _unraisable(self, args: sys.UnraisableHookArgs) -> None:
        if isinstance(args.exc_value, BaseException):
            self.take(args.exc_value)

    def _from_qt(self, kind: QtMsgType, _: QMessageLogContext, text: str | None) -> None:
        level = (
            logging.DEBUG if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.INFO
        )
        logging.getLogger("app.qt").log(level, "%s", text)

    def take(self, error: BaseException) -> None:
        """Write an error into the log, and tell that there was one."""
        if self._busy:  # an error while an error is told
            return
        self._busy = True
        try:
            from app.system.failures import write_log

            write_log(error)
            self.last = error
            self._happened.emit(error)
        except RuntimeError:  # the window is gone already
            pass
        finally:
            self._busy = False

    def _tell(self, error: BaseException) -> None:
        text = (
            f"Something went wrong inside Netwright ({type(error).__name__}). "
            "Your work is still here: save it, and go on."
        )
        answers = [("Copy report", self.copy_report), (title_of("help.log"), open_log_folder)]
        self._notices.tell(Notice(KEY, text, answers, bad=True, stays=True))

    def copy_report(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report())


def open_log_folder() -> None:
    """Open the folder with the log in the system's file manager."""
    from app.system.failures import log_folder

    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

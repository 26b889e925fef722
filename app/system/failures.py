"""Errors that reached the top of the command line, told in one sentence."""

from __future__ import annotations

import errno
import logging
import sys
import tempfile
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.system.errors import UserError
from app.system.terminal_text import complain, say_json

_OS_SENTENCES = {
    errno.ENOENT: "There is no file {name}.",
    errno.EACCES: "There is no permission to use {name}.",
    errno.EPERM: "There is no permission to use {name}.",
    errno.EROFS: "{name} is on a read-only disk.",
    errno.EISDIR: "{name} is a folder, not a file.",
    errno.ENOTDIR: "A part of the path {name} is a file, not a folder.",
    errno.EEXIST: "{name} exists already.",
    errno.ENOSPC: "The disk is full.",
    errno.ENAMETOOLONG: "The name {name:.60} is too long.",
}


def report(error: Exception, *, as_json: bool) -> int:
    """Tells the user what went wrong and returns the exit code.

    Args:
        error: What was raised.
        as_json: Print one JSON object on standard output, not a sentence on standard error.

    Returns:
        2 for what the user can mend, 1 for a mistake of ours (its traceback goes to the log).
    """
    code, message, remedy = _explain(error)
    if as_json:
        say_json({"error": message, "remedy": remedy} if remedy else {"error": message})
    else:
        complain(*f"netwright: {message} {remedy}".rstrip().split("\n"))
    return code


def _explain(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, UserError):
        return 2, error.message, error.remedy
    # Looked up, not imported: where the module is not loaded, nobody can have raised its errors.
    blocks_errors = sys.modules.get("blocks.errors")
    if blocks_errors is not None and isinstance(error, blocks_errors.NetwrightError):
        return 2, str(error), ""
    if isinstance(error, OSError):
        return 2, _os_sentence(error), ""
    path = write_log(error)
    where = f"The details are in {path}." if path else "The details could not be written to a log."
    return 1, f"Something went wrong inside the program ({type(error).__name__}).", where


def _os_sentence(error: OSError) -> str:
    name = error.filename if error.filename is not None else "the file"
    if error.errno == errno.ENOENT and isinstance(name, str) and not Path(name).parent.is_dir():
        return f"There is no folder {Path(name).parent}."
    sentence = _OS_SENTENCES.get(error.errno or 0)
    if sentence is None:
        reason = error.strerror or str(error) or type(error).__name__
        return f"The system refused to work with {name}: {reason}."
    return sentence.format(name=str(name))


def write_log(error: BaseException) -> Path | None:
    """Appends a traceback to the log file.

    Args:
        error: The exception, with its traceback.

    Returns:
        The file, in the user's state folder or else in the temporary one; None if neither works.
    """
    for find in (log_folder, lambda: Path(tempfile.gettempdir())):
        try:
            folder = find()
            folder.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(
                folder / "netwright.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
            )
        except (ImportError, OSError, RuntimeError):  # a broken installation, disk or home
            continue
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        trace = (type(error), error, error.__traceback__)
        handler.handle(
            logging.LogRecord("app", logging.ERROR, __file__, 0, "unexpected error", None, trace)
        )
        handler.close()
        return folder / "netwright.log"
    return None


def log_folder() -> Path:
    """Return the folder of the log: the state folder that the system gives to this user."""
    from platformdirs import user_state_path

    return user_state_path("netwright", appauthor=False)

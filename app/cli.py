"""The command line: finds the command, runs it, and turns every error into a sentence.

Exit codes: 0 fine, 1 the model has problems or the run failed, 2 unusable input.
A command's module is imported only when that command is asked for, so that ``netwright check``
loads no Qt and ``netwright doctor`` works on a machine where Qt does not.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, cast

from app.system.errors import UserError

if TYPE_CHECKING:
    import argparse

PROGRAM = "netwright"

COMMANDS = {
    "demo": "the main job end to end, on a bundled example",
    "templates": "the bundled templates, or all about one",
    "new": "start a project from a template, at the size that you want",
    "composites": "the composites that can be added to any project",
    "import": "read a Keras model file as a project",
    "check": "shapes, sizes and problems of a project",
    "summary": "a table of the blocks, like Keras's own",
    "export": "write a project as code, picture or table",
    "train": "train a project and keep the result",
    "doctor": "what is installed, what is missing, and how to mend it",
}
"""Each name is a module of `app.commands`; adding a command is adding a line here."""

MODULES = {"import": "import_model"}
"""Names that no module can have."""


class Command(Protocol):
    """The interface of a module in `app.commands`."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declares the command's arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Does the work and returns the exit code."""


class Window(Protocol):
    """The interface of `app.window.window`."""

    def main(self, path: str | None) -> int:
        """Shows the window, with a project in it where one is named, until it is closed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: The words after the program's name; those of the process if absent.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _print_any_text()
    try:
        code = _dispatch(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has left (``| head``); a second complaint at exit would say nothing new.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        from app.system.terminal_text import complain

        complain("Stopped.")
        return 130
    except Exception as error:
        from app.system.failures import report

        return report(error, as_json="--json" in words)
    return code


def _print_any_text() -> None:
    """Lets names and paths be printed that the terminal's encoding does not have."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else ""
    if name in COMMANDS:
        return _run_command(name, words[1:])
    if len(words) < 2 and not name.startswith("-"):  # the way into the window needs no parser
        return _open_window(words[0] if words else None)
    from app.system.arguments import window_parser
    from app.system.installation import own_command

    args = window_parser(own_command(), COMMANDS).parse_args(words)
    if args.version:
        from app.system.terminal_text import say

        say(f"{PROGRAM} {_version()}")
        return 0
    return _open_window(args.file)


def _run_command(name: str, words: list[str]) -> int:
    command = cast("Command", _load(f"app.commands.{MODULES.get(name, name)}"))
    from app.system.arguments import Parser
    from app.system.installation import own_command

    parser = Parser(prog=own_command(name), description=COMMANDS[name].capitalize() + ".")
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def _open_window(file: str | None) -> int:
    if file is not None and not os.path.exists(file):
        raise UserError(f"There is no file {file}.", _did_you_mean(file))
    # Loading makes no garbage, and looking for some takes a tenth of it. `app.window.loader.Loader` enables it again.
    gc.disable()
    try:
        window = cast("Window", _load("app.window.window"))
        return window.main(file)
    finally:
        gc.enable()


def _load(module: str) -> object:
    """Imports a module of ours by a name that stands in this file."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name == module:
            raise UserError("This is not available in this build.") from error
        from app.system.installation import own_command
        from app.system.platforms import this_machine, why_not

        raise UserError(
            f"The Python package {error.name} is not installed.",
            why_not(this_machine()) or f"Run '{own_command('doctor')}' to see what is missing.",
        ) from error


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PROGRAM)
    except PackageNotFoundError:
        return "(not installed)"


def _did_you_mean(word: str) -> str:
    import difflib

    from app.system.installation import own_command

    close = difflib.get_close_matches(word, COMMANDS, n=1)
    if close:
        return f"Did you mean the command '{own_command(close[0])}'?"
    return f"'{own_command('--help')}' lists the commands."

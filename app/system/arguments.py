"""The parsers of the command line. The window starts without them: argparse takes a tenth of its start."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import NoReturn

from app.system.errors import UserError


class Parser(argparse.ArgumentParser):
    """Reports a wrong argument like any other unusable input."""

    def error(self, message: str) -> NoReturn:
        """Raises UserError with argparse's own message, made a sentence."""
        raise UserError(
            message[:1].upper() + message[1:] + ".",
            f"See '{self.prog} --help' for what is possible.",
        )


def window_parser(program: str, commands: Mapping[str, str]) -> Parser:
    """Makes the parser for everything that is no command.

    Args:
        program: Its name.
        commands: Name of each command, and what it does.
    """
    width = max(map(len, commands))
    listing = "\n".join(f"  {name:<{width}}  {text}" for name, text in commands.items())
    parser = Parser(
        prog=program,
        usage=f"{program} [FILE]\n       {program} COMMAND ...",
        description="Draw a neural network, train it, take home its Keras code.",
        epilog=f"commands:\n{listing}\n\n'{program} COMMAND --help' says more about one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="the project to open in the window")
    # Not argparse's own action: that wants the text at once, and looking it up is a tenth of a start.
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    return parser

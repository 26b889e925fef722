"""The options of ``netwright export`` for the style of a script, in the words of `exporters.styles.options`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.system.errors import UserError
from blocks.parameters import Choice
from exporters.styles.options import MODEL_ONLY, NOTEBOOK, OPTIONS, SCRIPT, ExportOptions, Style

if TYPE_CHECKING:
    from app.project.scripts import Snapshot


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares an argument for every option, and short words for some of their values."""
    group = parser.add_argument_group("scripts and notebooks")
    for option in OPTIONS:
        words = option.help.rstrip(".").replace("%", "%%")
        if not isinstance(option, Choice):
            group.add_argument(_flag(option.name), action="store_true", help=words)
            continue
        if option.name == "style":
            words = "; ".join([words, *(f"{style.value}: {style.help}" for style in Style)])
        alone = group.add_mutually_exclusive_group()
        alone.add_argument(_flag(option.name), choices=option.choices, help=words)
        for name, of, value, short in _SHORT:
            if of == option.name:
                alone.add_argument(name, dest=of, action="store_const", const=value, help=short)


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


_SHORT = (
    ("--flat", "style", Style.FLAT.value, "--style flat"),
    ("--inline", "style", Style.INLINED.value, "--style inlined"),
    ("--model-only", "scope", MODEL_ONLY, "--scope model"),
    ("--notebook", "scope", NOTEBOOK, "--scope notebook, as for a file that ends in .ipynb"),
)


def options_of(args: argparse.Namespace, notebook: bool) -> ExportOptions:
    """Returns what the arguments ask for.

    Args:
        args: the arguments.
        notebook: the name of the file says that it is to be a notebook.

    Raises:
        UserError: name and arguments say different things.
    """
    given = {option.name: getattr(args, option.name) for option in OPTIONS}
    scope = given["scope"]
    if notebook and scope not in (None, NOTEBOOK):
        raise UserError(
            f"A notebook holds more than --scope {scope} asks for.",
            "Name a file that ends in .py.",
        )
    if scope == NOTEBOOK and not notebook:
        raise UserError("A notebook needs a name that ends in .ipynb.", "Change the name after -o.")
    given["scope"] = NOTEBOOK if notebook else scope or SCRIPT
    return ExportOptions.of({name: value for name, value in given.items() if value is not None})


def refused(error: Exception, made: Snapshot) -> tuple[str, str]:
    """Says why a model cannot be written with these options, and which styles fit."""
    from app.project.scripts import refusals

    found = refusals(made)
    if made.options.style not in found:
        return str(error), "Leave --form as drawn."
    fitting = [style.value for style in Style if style not in found]
    return str(error), f"Styles that fit: {', '.join(fitting)}."

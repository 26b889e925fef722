"""Docstrings of exported functions, from what people have written about composites and metaparameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from blocks.graph.graph import Metaparameter
from exporters.text.lines import indented
from exporters.text.literals import WIDTH, docstring_lines

Helps = Sequence[tuple[str, str]]
"""Name and meaning of each argument."""


def helps_of(metaparameters: Sequence[Metaparameter], names: Mapping[str, str]) -> Helps:
    """Return what each metaparameter means: its help, else which values it takes."""
    return [
        (names[meta.name], meta.parameter.help.strip() or _sentence(meta.parameter.expects()))
        for meta in metaparameters
    ]


def docstring_of(description: str, helps: Helps) -> list[str]:
    """Write a docstring in Google's style.

    Args:
        description: what the function does; its first sentence is the summary where it fits into a line.
        helps: the arguments.
    """
    summary, rest = _parted(description)
    lines = [*docstring_lines(summary), *(["", *rest] if rest else [])]
    lines[0] = f'"""{lines[0]}'
    if helps:
        lines += ["", "Args:"]
        for name, text in helps:
            lines += indented(_argument(name, text))
    alone = len(lines) == 1 and not lines[0].endswith('"')
    return [f'{lines[0]}"""'] if alone else [*lines, '"""']


def _parted(description: str) -> tuple[str, list[str]]:
    """Return the summary, and the lines of all else."""
    first, _, rest = description.strip().partition("\n")
    if not rest and len(first) <= WIDTH:
        return first, []
    sentence, stop, more = first.partition(". ")
    if stop and len(sentence) < WIDTH:
        first, rest = f"{sentence}.", "\n".join(filter(None, (more, rest)))
    return first, docstring_lines(rest.strip())


def _argument(name: str, text: str) -> list[str]:
    words = docstring_lines(f"{name}: {' '.join(text.split())}", WIDTH - 4)
    return [words[0], *indented(words[1:])]


def _sentence(words: str) -> str:
    """Write words as a sentence: ``A whole number.`` for ``a whole number``."""
    return f"{words[:1].upper()}{words[1:]}."

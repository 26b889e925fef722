"""A copy of the project on which fixes are tried, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from blocks.check.checker import Checker
from blocks.check.model_problems import all_problems
from blocks.document.copying import copy_document
from blocks.document.edits import Edit, inverse
from blocks.errors import NetwrightError
from blocks.graph.graph import MODEL
from blocks.inference.wording import describe
from blocks.settings.datasets import DataDescription, describe_bundled, rescaled
from blocks.types.problems import Problem

AROUND = "/"
"""Before the ids of the model's blocks, where a composite is looked at."""


class Trial:
    """A copy that is changed and changed back.

    Attributes:
        checker: the same check of the copy; a composite is looked at with the same instance.
        unknown: blocks of which nobody knew before what they give: what is wrong with them comes to light later.
    """

    def __init__(self, checker: Checker, data: DataDescription | None) -> None:
        """Copy the project that a check belongs to.

        Args:
            checker: the check whose problems are to be mended.
            data: the chosen data, or ``None``.
        """
        document = copy_document(checker.document)
        self.checker = Checker(document, checker.graph_name, checker.instance)
        # What mends this instance may break another.
        self._model = self.checker if checker.graph_name == MODEL else Checker(document)
        self._data = data
        self.unknown = frozenset(self._unknown())

    def problems(self) -> list[Problem]:
        """Return all that is wrong with the copy now; blocks of the model around have `AROUND` before their ids."""
        if self._model is self.checker:
            return all_problems(self.checker, self._data_now())
        around = [replace(each, block=f"{AROUND}{each.block}") for each in self._model.problems()]
        return [*self.checker.problems(), *around]

    def describe(self, problem: Problem) -> str:
        """Say one of the problems in words."""
        if problem.block.startswith(AROUND):
            return describe(replace(problem, block=problem.block[len(AROUND) :]), self._model)
        return describe(problem, self.checker)

    @contextmanager
    def changed(self, edits: Sequence[Edit]) -> Iterator[bool]:
        """Apply edits for a moment; gives whether they fit."""
        try:
            self.checker.document.apply(edits)
        except NetwrightError:
            yield False
            return
        try:
            yield True
        finally:
            self.checker.document.apply(inverse(edits))

    def _unknown(self) -> Iterator[str]:
        """Yield the blocks of which nobody knows what they give, and that are not wrong themselves."""
        for checker in {id(each): each for each in (self.checker, self._model)}.values():
            mark = "" if checker is self.checker else AROUND
            for key, result in checker.results.items():
                if result.inference is None and not result.problems:
                    yield f"{mark}{key}"

    def _data_now(self) -> DataDescription | None:
        """Return the data as they are with the settings of the copy."""
        settings, data = self.checker.document.settings, self._data
        if data is None or (len(data.shape) < 2 and not data.arrays):
            return data
        return describe_bundled(settings) or rescaled(data, settings)

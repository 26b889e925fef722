"""A copy of the project on which fixes are tried, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from blocks.check import Checker
from blocks.copies import copy_document
from blocks.datasets import DataDescription, describe_bundled, rescaled
from blocks.edits import Edit, inverse
from blocks.errors import NetwrightError
from blocks.graph import MODEL
from blocks.model_checks import all_problems
from blocks.problems import Problem

Key = tuple[str, str, str, str, tuple[str, ...]]


def key_of(problem: Problem) -> Key:
    """Return what makes a problem the same one before and after an edit."""
    return problem.kind, problem.block, problem.port, problem.parameter, problem.path


class Trial:
    """A copy that is changed and changed back.

    Attributes:
        checker: the same check of the copy; a composite is looked at with the same instance.
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

    def problems(self) -> list[Problem]:
        """Return all that is wrong with the copy as it is now; behind ``/`` what is wrong with the model around."""
        if self._model is self.checker:
            return all_problems(self.checker, self._data_now())
        outside = [
            replace(problem, block=f"{MODEL}/{problem.block}") for problem in self._model.problems()
        ]
        return [*self.checker.problems(), *outside]

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

    def _data_now(self) -> DataDescription | None:
        """Return the data as they are with the settings of the copy."""
        settings, data = self.checker.document.settings, self._data
        if data is None or (len(data.shape) < 2 and not data.arrays):
            return data
        return describe_bundled(settings) or rescaled(data, settings)

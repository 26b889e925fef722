"""Fixes for problems: edits that were tried on a copy and shown to work, with a preview in words.

Candidates come from small functions per kind of problem. Each is applied to a copy of the document and checked;
only those that make the problem go away without making a new error are offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from blocks.block_check import BlockCheck
from blocks.block_type import Inference
from blocks.check import Checker
from blocks.datasets import DataDescription, describe_bundled, rescaled
from blocks.document import Document
from blocks.edits import Edit
from blocks.errors import NetwrightError
from blocks.fix_candidates import CANDIDATES, Candidate
from blocks.fix_knobs import knob_candidates
from blocks.graph import MODEL, Graph
from blocks.model_checks import model_problems
from blocks.problems import Problem, Severity
from blocks.shapes import shape_text

LIMIT = 4
"""At most so many fixes are offered."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends a problem.

    Attributes:
        title: what it does: ``use padding = same on MaxPooling2D max_pooling2d``.
        preview: what comes of it: ``gives 8×8×32``.
        edits: one undo step.
    """

    title: str
    preview: str
    edits: tuple[Edit, ...]


def fixes(checker: Checker, problem: Problem, data: DataDescription | None = None) -> list[Fix]:
    """Return the fixes for a problem that work, the likeliest first.

    Args:
        checker: the check that found the problem.
        problem: one of its problems.
        data: the chosen data, or ``None``.
    """
    found: list[Fix] = []
    for candidate in _candidates(checker, problem, data):
        _offer(found, checker, candidate, problem, data)
        if len(found) == LIMIT:
            return found
    if problem.kind == "inside" or not found:
        for candidate in knob_candidates(checker, problem):
            _offer(found, checker, candidate, problem, data)
            if len(found) == LIMIT:
                return found
    return found or _two_steps(checker, problem, data)


def _offer(
    found: list[Fix],
    checker: Checker,
    candidate: Candidate,
    problem: Problem,
    data: DataDescription | None,
) -> None:
    """Add a candidate to the fixes where it works and is not there yet."""
    if not candidate.edits or any(fix.edits == candidate.edits for fix in found):
        return
    after = tried(checker, candidate.edits, problem, data)
    if after is not None:
        preview = _preview(checker, after, problem, candidate)
        found.append(Fix(candidate.title, preview, candidate.edits))


def _two_steps(checker: Checker, problem: Problem, data: DataDescription | None) -> list[Fix]:
    """Return fixes made of two candidates, for a problem that no single one mends."""
    found: list[Fix] = []
    for first in _candidates(checker, problem, data):
        halfway = _trial(checker)
        try:
            halfway.document.apply(first.edits)
        except NetwrightError:
            continue
        left = [
            other
            for other in halfway.problems()
            if (other.kind, other.block) == (problem.kind, problem.block)
        ]
        for second in _candidates(halfway, left[0], data) if left else ():
            both = Candidate(
                f"{first.title}, and {second.title}", (*first.edits, *second.edits), problem.block
            )
            _offer(found, checker, both, problem, data)
            if len(found) == 2:
                return found
    return found


def _candidates(
    checker: Checker, problem: Problem, data: DataDescription | None
) -> Iterator[Candidate]:
    maker: Callable[..., Iterator[Candidate]] | None = CANDIDATES.get(problem.kind)
    if maker is None:
        return
    try:
        yield from maker(checker, problem, data)
    except NetwrightError:
        return


def tried(
    checker: Checker, edits: Sequence[Edit], problem: Problem, data: DataDescription | None
) -> Checker | None:
    """Try edits on a copy; return its check where the problem is gone and no new error came."""
    trial = _trial(checker)
    before = _errors(trial, data)
    try:
        trial.document.apply(edits)
    except NetwrightError:
        return None
    after = _errors(trial, data)
    gone = not any(
        (other.kind, other.block, other.port, other.parameter, other.path)
        == (problem.kind, problem.block, problem.port, problem.parameter, problem.path)
        for other in _all(trial, data)
    )
    new = {_key(other) for other in after} - {_key(other) for other in before}
    return trial if gone and not new else None


def _trial(checker: Checker) -> Checker:
    """Return the same check of a copy; a composite is looked at with the same instance."""
    return Checker(copy_document(checker.document), checker.graph_name, checker.instance)


def _key(problem: Problem) -> tuple[str, str, str]:
    return problem.kind, problem.block, problem.parameter


def _all(checker: Checker, data: DataDescription | None) -> list[Problem]:
    if checker.graph_name == MODEL:
        return [*checker.problems(), *model_problems(checker, _data_after(checker, data))]
    # What mends this instance may break another.
    model = Checker(checker.document, follows=False)
    outside = [replace(problem, block=f"{MODEL}/{problem.block}") for problem in model.problems()]
    return [*checker.problems(), *outside]


def _data_after(checker: Checker, data: DataDescription | None) -> DataDescription | None:
    """Return the data as they would be with the trial's settings."""
    settings = checker.document.settings
    if data is None or (len(data.shape) < 2 and not data.arrays):
        return data
    return describe_bundled(settings) or rescaled(data, settings)


def _errors(checker: Checker, data: DataDescription | None) -> list[Problem]:
    return [problem for problem in _all(checker, data) if problem.severity is Severity.ERROR]


def copy_document(document: Document) -> Document:
    """Return a copy that shares the frozen blocks but nothing that changes."""
    copy = Document()
    copy.settings = document.settings
    copy.extra = dict(document.extra)
    for name, graph in document.graphs.items():
        twin = Graph(name)
        twin.description = graph.description
        for block in graph.blocks.values():
            twin.put(block)
        for wire in graph.wires():
            twin.join(wire)
        twin.positions = dict(graph.positions)
        twin.metaparameters = graph.metaparameters
        twin.extra = dict(graph.extra)
        copy.adopt(twin)
        # Sums and shapes hold for the copy too; a type would lead back to the original.
        twin.memo = {
            key: found
            for key, found in graph.memo.items()
            if isinstance(found, (BlockCheck, Inference))
        }
    return copy


def _preview(before: Checker, after: Checker, problem: Problem, candidate: Candidate) -> str:
    shown = candidate.shows or problem.block
    if shown not in after.results:
        return "removes the problem"
    shape = after.results[shown].output
    text = f"gives {shape_text(shape)}" if shape is not None else "removes the problem"
    extra = after.totals().parameters - before.totals().parameters
    return text + (f", {extra:+,} parameters" if extra else "")

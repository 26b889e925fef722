"""``netwright check``: shapes, sizes and problems of a project."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.project.project import Project
from app.project.start_weights import missing_words
from app.system.terminal_text import say, say_json
from blocks.check.checker import Checker
from blocks.check.model_problems import input_blocks, output_blocks
from blocks.fixes.finder import fixes
from blocks.inference.wording import describe
from blocks.quoting import counted
from blocks.types.problems import Problem, Severity
from blocks.values.shapes import Shape, shape_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the arguments."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the project to check")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Prints the check; returns 1 if the model has problems that are more than warnings."""
    project = Project.open(args.file)
    problems = project.problems()
    if args.json:
        say_json(report(project, problems))
    else:
        say(*_lines(project, problems))
    return (
        1
        if _file_errors(project) or any(each.severity is not Severity.WARNING for each in problems)
        else 0
    )


def _file_errors(project: Project) -> list[tuple[str, str]]:
    """Return what is wrong with the files that a project names."""
    weights = missing_words(project.document, project.path)
    found = (("data_file", project.data_error), ("weights_file", weights))
    return [(kind, words) for kind, words in found if words]


def report(project: Project, problems: list[Problem]) -> dict[str, object]:
    """Return the whole check as one JSON object; shapes have no batch axis, null is unknown."""
    checker = project.checker
    totals = checker.totals()
    found = [_problem(project, problem) for problem in problems]
    found += [_entry(kind, "", "", words, []) for kind, words in _file_errors(project)]
    return {
        "inputs": _ends(checker, input_blocks(checker)),
        "outputs": _ends(checker, output_blocks(checker)),
        "totals": {
            "parameters": totals.parameters,
            "trainable": totals.trainable,
            "non_trainable": totals.non_trainable,
            "multiply_adds": totals.multiply_adds,
            "weight_bytes": totals.weight_bytes,
            "activation_bytes": totals.activation_bytes,
        },
        "blocks": [_block(checker, block_id) for block_id in checker.graph.order()],
        "problems": found,
    }


def _ends(checker: Checker, ids: list[str]) -> list[dict[str, object]]:
    return [
        {"id": key, "name": checker.names[key], "shape": _shape(checker.results[key].output)}
        for key in ids
    ]


def _block(checker: Checker, block_id: str) -> dict[str, object]:
    result = checker.results[block_id]
    return {
        "id": block_id,
        "type": checker.graph.blocks[block_id].type,
        "name": checker.names[block_id],
        "output_shape": _shape(result.output),
        "parameters": result.parameters,
        "multiply_adds": result.multiply_adds,
        "activation_bytes": result.activation_bytes if result.inference else None,
        "receptive_field": checker.fields()[block_id],
    }


def _problem(project: Project, problem: Problem) -> dict[str, object]:
    offered = fixes(project.checker, problem, project.data)
    entry = _entry(
        problem.kind,
        problem.block,
        problem.port,
        describe(problem, project.checker),
        [{"title": fix.title, "preview": fix.preview} for fix in offered],
        problem.severity.value,
    )
    return entry | {"path": [key for key in problem.path if key], "turns": list(problem.iterations)}


def _entry(
    kind: str,
    block: str,
    port: str,
    message: str,
    offered: list[dict[str, str]],
    severity: str = "training",
) -> dict[str, object]:
    return {
        "kind": kind,
        "block": block or None,
        "port": port or None,
        "severity": severity,
        "message": message,
        "fixes": offered,
    }


def _shape(shape: Shape | None) -> list[int | None] | None:
    return None if shape is None else list(shape)


def _lines(project: Project, problems: list[Problem]) -> list[str]:
    checker, totals = project.checker, project.checker.totals()
    adds = "?" if totals.multiply_adds is None else f"{totals.multiply_adds:,}"
    ends = " to ".join(
        ", ".join(shape_text(checker.results[key].output) for key in ids) or "nothing"
        for ids in (input_blocks(checker), output_blocks(checker))
    )
    lines = [
        f"{project.title}: {counted(len(checker.graph.blocks), 'block')}, {ends}",
        f"{counted(totals.parameters, 'parameter')} ({totals.trainable:,} trainable), {adds} multiply-adds, "
        f"{totals.weight_bytes:,} bytes of weights",
    ]
    wrong = _file_errors(project)
    lines += [f"{kind.removesuffix('_file')}: {words}" for kind, words in wrong]
    for problem in problems:
        lines.append(f"{problem.severity.value}: {describe(problem, checker)}")
        lines += [
            f"    fix: {fix.title} ({fix.preview})" for fix in fixes(checker, problem, project.data)
        ]
    return lines if problems or wrong else [*lines, "No problems."]

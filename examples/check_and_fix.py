"""Checks a network that cannot be built, prints what is wrong, and takes the first fix of every problem.

Usage: python examples/check_and_fix.py
"""

from __future__ import annotations

from app.project.project import Project
from app.templates.catalog import open_template
from blocks.commands.blocks import set_values
from blocks.fixes.finder import fixes
from blocks.inference.wording import describe


def broken_project() -> Project:
    """Return a residual network whose two branches no longer have the same shape."""
    project = Project(open_template("digits-residual"))
    graph = project.document.model
    last = [key for key in graph.order() if graph.blocks[key].type == "Conv2D"][-1]
    project.do("Break it", set_values(project.document, last, filters=24))
    return project


def repair(project: Project, steps: int = 10) -> list[str]:
    """Apply fixes until no problem is left or none has a fix.

    Args:
        project: what to repair; each fix is one undo step.
        steps: how many fixes are applied at most.

    Returns:
        what was done, one line for each fix.
    """
    done = []
    for _ in range(steps):
        offers = [fix for each in project.errors() for fix in fixes(project.checker, each)]
        if not offers:
            break
        project.do(offers[0].title, offers[0].edits)
        done.append(f"{offers[0].title} ({offers[0].preview})")
    return done


def main() -> None:
    """Break a template, tell what is wrong, and repair it."""
    project = broken_project()
    for problem in project.problems():
        print(f"{problem.severity.value}: {describe(problem, project.checker)}")
    for line in repair(project):
        print(f"fixed: {line}")
    print(f"{len(project.errors())} problems left")


if __name__ == "__main__":
    main()

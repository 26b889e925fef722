"""Ties the code panel to canvas and problems: selected blocks are marked there, a pressed line selects its block."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.problems.controller import ProblemEntry
from blocks.inference.wording import describe

if TYPE_CHECKING:
    from app.code.panel import CodePanel
    from app.frame.workbench import Workbench
    from app.problems.controller import ProblemCentre
    from app.project.navigator import PathStep
    from blocks.types.problems import Problem


class CodeLinks(QObject):
    """The connections between the code panel and the rest of the window."""

    def __init__(self, bench: Workbench, panel: CodePanel, problems: ProblemCentre) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self.panel = panel
        self._problems = problems
        self.panel.use(bench.preferences.export_options)
        self.panel.block_asked.connect(self.go_to)
        self.panel.problem_asked.connect(self.show_problem)
        self.panel.export_asked.connect(partial(bench.trigger, "export.python"))

    def show_selection(self) -> None:
        """Mark the lines of what is selected on the canvas."""
        self.panel.show_selection(self.bench.canvas.selected_ids())

    def go_to(self, path: tuple[PathStep, ...], block_id: str) -> None:
        """Step to where a block is and select it, none for an empty id; the canvas moves no more than it must."""
        place = self.bench.project.place
        if not place.show(path):
            return
        if not block_id:  # a whole graph
            self.bench.canvas.select([])
        elif block_id in place.graph:
            self.bench.canvas.select([block_id])
            self.bench.canvas.camera.show_block(block_id)

    def show_problem(self, problem: Problem) -> None:
        """Go to what stands in the way of a script, inside a composite too."""
        checker, centre = self.bench.project.checker, self._problems
        if any(problem.path):
            centre.show_inside(ProblemEntry(problem, describe(problem, checker), checker))
        else:
            centre.go_to(problem.block)

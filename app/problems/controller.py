"""The problems of the open project with their words and fixes; panel, strip and canvas show what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.frame.from_thread import Latest, Wanted
from blocks.check.checker import Checker
from blocks.document.copying import copy_document
from blocks.errors import NetwrightError
from blocks.fixes.finder import Fix, fixes
from blocks.graph.graph import MODEL
from blocks.inference.wording import describe
from blocks.types.problems import Problem, Severity
from canvas.later import Later

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from app.problems.bar import ProblemBar
    from app.project.navigator import PathStep
    from app.project.project import Project
    from blocks.document.document import Document
    from blocks.settings.datasets import DataDescription

SIGNS = {
    Severity.ERROR: "error",
    Severity.UNFINISHED: "unfinished",
    Severity.TRAINING: "error",
    Severity.WARNING: "warning",
}
"""How bad a problem is, in the order of the list, to the name of its icon."""
ORDER = tuple(SIGNS)
QUIET = 120
"""Milliseconds without an edit before fixes are tried: each is checked on a copy of the model."""

SMALL = 60
"""Up to so many blocks, and without composites, fixes are found at once, in some milliseconds; else in a thread."""


@dataclass(frozen=True)
class ProblemEntry:
    """A problem in words.

    Attributes:
        problem: the problem.
        sentence: what it says.
        checker: the check that found it: of the model, or of the composite on screen.
    """

    problem: Problem
    sentence: str
    checker: Checker


_Found = tuple[ProblemEntry, list[Fix]]


class ProblemCentre(QObject):
    """Knows the problems, the one in the strip, and the fixes.

    Signals:
        changed: the list of entries is new.
        fixes_found (ProblemEntry): `fixes_of` has an answer for it now.
        chosen (ProblemEntry): somebody looks at this problem now.
        counted (int, int, bool): how many problems and hints there are, and whether all that is told is that the
            model is empty.
    """

    changed = Signal()
    fixes_found = Signal(object)
    chosen = Signal(object)
    counted = Signal(int, int, bool)

    def __init__(self, bench: Workbench, bar: ProblemBar) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self._bar = bar
        self.project: Project = bench.project
        self.entries: list[ProblemEntry] = []
        self.shown: ProblemEntry | None = None
        self._preferred: tuple[str, ...] = ()
        self._chosen: ProblemEntry | None = None
        self._fixes: list[tuple[ProblemEntry, list[Fix]]] = []  # a problem need not be hashable
        self._wanted: list[ProblemEntry] = []
        self._at = -1
        self._search = Latest(self, "fixes", self._take, side_by_side=True, daemon=True)
        self._timer = Later(self, self._find_fixes, QUIET)
        bar.fix_chosen.connect(self.apply_shown)
        bar.clicked.connect(self._go_to_shown)
        bar.inside_wanted.connect(self._show_inside)
        bar.more_wanted.connect(self._show_more)

    def set_project(self, project: Project) -> None:
        """Follow another project."""
        if project is not self.project:
            self._chosen, self._at = None, -1
        self.project = project
        self._fixes.clear()
        self._wanted.clear()
        self.refresh()

    def outdate(self) -> None:
        """Look for no fixes of what may be gone: the project has changed, and `refresh` will come."""
        self._search.drop()
        self._wanted.clear()
        self._timer.stop()

    def refresh(self) -> None:
        """Look at the project again."""
        here = self._here()
        found = (*here, *self._in_model(bool(here)))
        self.entries = sorted(found, key=lambda one: ORDER.index(one.problem.severity))
        problems = [entry.problem for entry in self.entries]
        self._search.drop()
        self._fixes.clear()
        self._wanted.clear()
        self.bench.canvas.graph_scene.set_problems(
            entry.problem for entry in self.entries if entry.checker is self.project.place.checker
        )
        # That a new canvas is empty is no news: the welcome says what to do.
        told = [each.severity for each in problems if each.kind != "empty"]
        stops = sum(severity.stops_training for severity in told)
        self.counted.emit(stops, len(told) - stops, bool(problems) and not told)
        self._choose_shown()
        self.changed.emit()
        self.bench.refresh()

    def choose(self, entry: ProblemEntry | None) -> None:
        """Show a problem in the strip and mark its block, until another is chosen or it is gone."""
        self._chosen = entry
        self._choose_shown()
        self.chosen.emit(entry)

    def prefer(self, ids: Sequence[str]) -> None:
        """Show in the strip a problem of these blocks first, where they have one."""
        self._preferred = tuple(ids)
        self._choose_shown()

    def states(self) -> set[str]:
        """Return ``problem`` and ``fix`` where there is one."""
        states = {"problem"} if self.entries else set()
        if self.shown is not None and self._found(self.shown):
            states.add("fix")
        return states

    def fixes_of(self, entry: ProblemEntry) -> list[Fix] | None:
        """Return the fixes of a problem; ``None`` while they are not known: `fixes_found` tells later."""
        found = self._found(entry)
        if found is None and entry not in self._wanted:
            self._wanted.append(entry)
            self._timer.start()
        return found

    def find_now(self) -> None:
        """Find the fixes that were asked for without waiting: for tests and the keyboard."""
        self._timer.stop()
        self._find_fixes()

    def apply(self, fix: Fix) -> None:
        """Apply a fix as one undo step."""
        try:
            self.project.do(fix.title[:1].upper() + fix.title[1:], fix.edits)
        except NetwrightError as error:
            self.bench.tell(f"This fix does not fit any more: {error}")

    def apply_shown(self, number: int) -> None:
        """Apply a fix of the problem in the strip by its number."""
        found = self._found(self.shown) if self.shown else None
        if found and number < len(found):
            self.apply(found[number])

    def go_to(self, block_id: str, graph_name: str = MODEL) -> None:
        """Select a block and bring it to the middle of the canvas, in whichever graph it is."""
        place = self.project.place
        path = place.find(graph_name)
        if path is not None and block_id in self.project.document.graph(graph_name):
            place.show(path)
            self._show_block(block_id)

    def go_to_entry(self, entry: ProblemEntry) -> None:
        """Go to the block that a problem is told of; one inside a composite stays there."""
        self.choose(entry)
        self.go_to(entry.problem.block, entry.checker.graph_name)

    def place_of(self, entry: ProblemEntry) -> str:
        """Return the name of the composite in which a problem lies; empty for one that lies where it is told."""
        if not any(entry.problem.path):
            return ""
        path, _ = self._path_to(entry)
        return path[-1].graph if path else ""

    def show_inside(self, entry: ProblemEntry) -> None:
        """Go to the block that is wrong inside a composite, at the iteration where it goes wrong."""
        self.choose(entry)
        path, block_id = self._path_to(entry)
        if self.project.place.show(path):
            self._show_block(block_id)

    def _show_block(self, block_id: str) -> None:
        """Select a block of the graph on screen and bring it to the middle."""
        self.bench.canvas.select([block_id])
        self.bench.canvas.camera.center_on(block_id)

    def _path_to(self, entry: ProblemEntry) -> tuple[tuple[PathStep, ...], str]:
        place = self.project.place
        depth = place.depth if entry.checker is place.checker else 0
        return place.wrong_path(entry.problem, depth)

    def _show_inside(self) -> None:
        if self.shown is not None:
            self.show_inside(self.shown)

    def _show_more(self) -> None:
        """Show the problem in the strip with all its fixes in the panel."""
        self.choose(self.shown)
        self.bench.trigger("view.problems")

    def go_next(self) -> None:
        """Go to the next problem's block."""
        if self.entries:
            self._at = (self._at + 1) % len(self.entries)
            self.go_to_entry(self.entries[self._at])

    def _here(self) -> list[ProblemEntry]:
        """Return the problems of the composite on screen; the model's come from `_in_model`."""
        place = self.project.place
        if not place.depth:
            return []
        checker = place.checker
        return [ProblemEntry(each, describe(each, checker), checker) for each in checker.problems()]

    def _in_model(self, told_here: bool) -> list[ProblemEntry]:
        """Return the problems of the model, but for what is wrong inside where that is told of the place."""
        path, checker = self.project.place.path, self.project.checker
        told = path[0].block if path and told_here else None
        return [
            ProblemEntry(each, describe(each, checker), checker)
            for each in self.project.problems()
            if not (each.path and each.block == told)
        ]

    def _found(self, entry: ProblemEntry) -> list[Fix] | None:
        return next((found for known, found in self._fixes if known == entry), None)

    def _go_to_shown(self) -> None:
        if self.shown is not None:
            self.go_to_entry(self.shown)

    def _choose_shown(self) -> None:
        here = self.project.place.checker
        mine = [
            entry
            for entry in self.entries
            if entry.checker is here and entry.problem.block in self._preferred
        ]
        among = mine or self.entries
        self.shown = next(filter(self._is_chosen, among), next(iter(among), None))
        self._show()
        self._mark()

    def _is_chosen(self, entry: ProblemEntry) -> bool:
        """Tell whether an entry is the chosen one, in other words perhaps since an edit."""
        chosen = self._chosen
        same = chosen is not None and chosen.problem.key == entry.problem.key
        return same and chosen is not None and chosen.checker is entry.checker

    def _mark(self) -> None:
        """Mark on the canvas the block of the problem in the strip, or the path to it."""
        path: tuple[str, ...] = ()
        if self.shown is not None:
            place, problem = self.project.place, self.shown.problem
            here = tuple(step.block for step in place.path)
            outside = here if self.shown.checker is place.checker else ()
            whole = (*outside, problem.block, *filter(None, problem.path))
            if problem.block and whole[: len(here)] == here:
                path = whole[len(here) :]
        self.bench.canvas.inline_views.point_at(path)

    def _show(self) -> None:
        bar = self._bar
        if self.shown is None or self.shown.problem.kind == "empty":  # the welcome says it
            bar.show_problem("")
            return
        bar.show_problem(self.shown.sentence, SIGNS[self.shown.problem.severity])
        bar.show_inside(self.place_of(self.shown))
        found = self.fixes_of(self.shown) or []
        bar.show_fixes([(fix.title, fix.preview, fix.claim.sign) for fix in found])

    def _find_fixes(self) -> None:
        wanted, self._wanted = self._wanted, []
        document, data, entries = self.project.document, self.project.data, self.entries
        if len(document.graphs) == 1 and len(document.model.blocks) <= SMALL:
            for entry in wanted:
                if self.entries is entries:  # what is told of one fix may have changed the model
                    self._take((entry, fixes(entry.checker, entry.problem, data)))
        elif wanted:
            self._search.ask_for_each(partial(_found, copy_document(document), wanted, data))

    def _take(self, what: _Found) -> None:
        entry, found = what
        self._fixes.append((entry, found))
        self.fixes_found.emit(entry)
        if self.shown is not None and self.shown == entry:
            self._show()
            self.bench.refresh()


def _found(
    document: Document, entries: list[ProblemEntry], data: DataDescription | None, wanted: Wanted
) -> Iterator[_Found]:
    """Yield the fixes of each problem, in a thread, on a copy of the document."""
    for entry in entries:
        known = entry.checker
        checker = Checker(document, known.graph_name, known.instance, follows=False)
        yield entry, fixes(checker, entry.problem, data, wanted)

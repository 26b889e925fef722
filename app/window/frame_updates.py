"""Keeps the frame of the window in step with the open project: title, totals, problems, data chooser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.look.figures import count_text
from blocks.settings.declarations import DATA_SOURCES
from canvas.later import Later
from canvas.links import Links

if TYPE_CHECKING:
    from app.project.project import Project
    from app.window.bench_window import BenchWindow

QUIET = 25
"""Milliseconds after an edit before sums and problems are shown again; a drag makes many edits."""

SOURCE_WORDS = {
    "none": "No data",
    "digits": "digits · 1,797 images",
    "iris": "iris · 150 flowers",
    "wine": "wine · 178 wines",
    "breast_cancer": "breast cancer · 569 tumours",
    "diabetes": "diabetes · 442 patients",
    "file": "Your own file...",
}


class ProjectLinks(QObject):
    """The connections between the open project and the frame of the window."""

    def __init__(self, window: BenchWindow) -> None:
        super().__init__(window)
        self.window = window
        self._timer = Later(self, self.show_checks, QUIET)
        # Sums keep up with a slider that never rests; problems wait until it does.
        self._sums = Later(self, self.show_sums, QUIET)
        self.links = Links()

    @property
    def project(self) -> Project:
        """The project that is followed."""
        return self.window.project

    def follow(self, project: Project) -> None:
        """Follow a project, in place of the one before."""
        self._timer.stop()
        self._sums.stop()
        self.links.clear()
        self.links.connect(project.checker.updated, self.later)
        self.links.connect(project.place.updated, self.later)
        self.links.connect(project.place.moved, self.later)
        self.links.connect(project.document.changed, self.later)
        self.links.connect(project.data_changed, self.data_changed)
        self.links.connect(project.history.changed, self.history_changed)
        self.window.notices.review()
        self.show_data()
        self.later()

    def later(self, _: object = None) -> None:
        """Show sums and problems soon."""
        self.window.problem_centre.outdate()
        self._timer.start()
        self._sums.soon()

    def history_changed(self) -> None:
        """Show what undo would do, and whether all is saved."""
        self.window.refresh()
        self.window.notices.review()

    def data_changed(self) -> None:
        """Show the chosen data."""
        self.show_data()
        self.window.centre.notices.review()
        self.later()

    def show_data(self) -> None:
        """Fill the data chooser."""
        project = self.project
        source = str(project.settings.of_data("source"))
        items = [(name, SOURCE_WORDS.get(name, name)) for name in DATA_SOURCES]
        if project.data is not None:
            words = f"{project.data.title} · {count_text(project.data.count)} examples"
            items = [(key, words if key == source else text) for key, text in items]
        self.window.top.show_sources(items, source)

    def show_checks(self) -> None:
        """Show sums and problems now."""
        if self.project.checker.graph.blocks:
            self.window.centre.end_welcome()
        self.show_sums()
        self.window.problem_centre.refresh()
        self.window.training.look_again()

    def show_sums(self) -> None:
        """Show sums now."""
        place = self.project.place
        totals = place.totals()
        self.window.status.show_totals(
            totals.parameters,
            totals.multiply_adds,
            totals.weight_bytes,
            totals.activation_bytes,
            (self._name_here(), self._whole()) if place.depth else None,
        )

    def _whole(self) -> int | None:
        """Return the parameters of the model; ``None`` while those of the instance on screen are not among them."""
        checker = self.project.checker
        outermost = checker.results.get(self.project.place.path[0].block)
        counts = outermost is not None and outermost.inference is not None
        return checker.totals().parameters if counts else None

    def _name_here(self) -> str:
        place = self.project.place
        absent = place.iteration is not None and place.iteration.absent
        return f"{place.graph_name} (not built)" if absent else place.graph_name

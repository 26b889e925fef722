"""The parts of the window: what they are called, and where each is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.window.shell import Shell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.code.controller import CodeLinks
    from app.composites.controller import CompositeActions
    from app.composites.library import LibraryActions
    from app.composites.sharing import SharingActions
    from app.exports.code_controller import ExportActions
    from app.exports.model_file_controller import ModelFileActions
    from app.exports.picture_controller import PictureActions
    from app.exports.table_controller import TableActions
    from app.files.autosave import Autosave
    from app.files.controller import FileActions
    from app.files.watcher import DiskActions
    from app.frame.crash import Crash
    from app.imports.controller import ImportActions
    from app.inspector.panel import Inspector
    from app.palette.palette import BlockPalette
    from app.place.controller import PlaceView
    from app.problems.controller import ProblemCentre
    from app.problems.panel import ProblemsPanel
    from app.project.navigator import Navigator
    from app.project.project import Project
    from app.runs.controller import TrainingActions
    from app.runs.project_change import RunActions
    from app.runs.transfer import TransferActions
    from app.window.command_palette import CommandPalette
    from app.window.frame_updates import ProjectLinks
    from blocks.files.library_index import Shelf


class WindowParts(Shell):
    """A shell that has parts; `app.window.assembly.build` makes them, one by one.

    Attributes:
        loaded: whether everything is there; before, only the shell is.
        missing: what people call the parts that could not be made; `app.window.missing` stands in their place.
        panels: the panels in the tabs, by their titles.
        project: the open project.
        canvas: the graph editor.
    """

    loaded: bool
    missing: list[str]
    panels: dict[str, Any]
    project: Project
    canvas: Any
    files: FileActions
    code_links: CodeLinks
    composites: CompositeActions
    disk: DiskActions
    exports: ExportActions
    imports: ImportActions
    model_files: ModelFileActions
    transfer: TransferActions
    library: LibraryActions
    pictures: PictureActions
    runs: RunActions
    sharing: SharingActions
    shelf: Shelf
    tables: TableActions
    training: TrainingActions
    inspector: Inspector
    palette_panel: BlockPalette
    place_view: PlaceView
    problem_centre: ProblemCentre
    problems_panel: ProblemsPanel
    command_palette: CommandPalette
    autosave: Autosave
    links: ProjectLinks
    crash: Crash

    @property
    def navigator(self) -> Navigator:
        """Which graph is on screen."""
        return self.project.place

    def commit(self) -> None:
        """Take over what is still being typed, in whichever panel."""
        from app.forms.field import Field

        self.inspector.commit()
        widget: QWidget | None = (
            self.focusWidget()
        )  # another field took its text over when the focus left it
        while widget is not None and not isinstance(widget, Field):
            widget = widget.parentWidget()
        if widget is not None:
            widget.commit()

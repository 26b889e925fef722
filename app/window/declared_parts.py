"""The parts of the window: what they are called, and where each is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.shell import Shell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.autosave import Autosave
    from app.code_links import CodeLinks
    from app.command_palette import CommandPalette
    from app.composite_actions import CompositeActions
    from app.crash import Crash
    from app.disk_actions import DiskActions
    from app.export_actions import ExportActions
    from app.file_actions import FileActions
    from app.import_actions import ImportActions
    from app.inspector import Inspector
    from app.library_actions import LibraryActions
    from app.model_file_actions import ModelFileActions
    from app.navigator import Navigator
    from app.palette import BlockPalette
    from app.picture_actions import PictureActions
    from app.place_view import PlaceView
    from app.problem_centre import ProblemCentre
    from app.problems_panel import ProblemsPanel
    from app.project import Project
    from app.project_links import ProjectLinks
    from app.run_actions import RunActions
    from app.sharing_actions import SharingActions
    from app.table_actions import TableActions
    from app.training_actions import TrainingActions
    from app.transfer_actions import TransferActions
    from blocks.shelf import Shelf


class WindowParts(Shell):
    """A shell that has parts; `app.parts.build` makes them, one by one.

    Attributes:
        loaded: whether everything is there; before, only the shell is.
        missing: what people call the parts that could not be made; `app.missing` stands in their place.
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
        from app.field import Field

        self.inspector.commit()
        widget: QWidget | None = (
            self.focusWidget()
        )  # another field took its text over when the focus left it
        while widget is not None and not isinstance(widget, Field):
            widget = widget.parentWidget()
        if widget is not None:
            widget.commit()

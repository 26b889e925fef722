"""Pictures of the model in the window: the dialog, files and the clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication

from app.exports.picture_files import SUFFIXES, PictureOptions, drawing_of, file_of
from app.frame.reasons import refuse
from app.frame.save_path import ask_save_path, file_stem, os_words, start_folder
from app.widgets.dialog_parts import give_size
from blocks.files.saving import write_atomically

if TYPE_CHECKING:
    from app.exports.picture_dialog import PictureDialog
    from app.frame.workbench import Workbench
    from canvas.diagram.output import Drawing

FILTERS = {f"{suffix[1:].upper()} picture (*{suffix})": suffix for suffix in SUFFIXES}


class PictureActions:
    """Shows the dialog, and remembers the options until the window is closed."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.options, self.scale = PictureOptions(), 2

    def show(self) -> PictureDialog:
        """Ask how the picture should be."""
        from app.exports.picture_dialog import PictureDialog

        self.bench.commit()
        start = self.options, self.scale
        made = PictureDialog(self.draw, self.bench.theme, self._inside(), start, self.bench.widget)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.save_wanted.connect(lambda: self._save(made))
        made.copy_wanted.connect(lambda: self._copy(made))
        made.finished.connect(lambda: self._keep(made))
        give_size(made, 1040, 620)
        made.open()
        return made

    def copy(self) -> None:
        """Put a picture of the graph on screen on the clipboard, as it was last."""
        from canvas.diagram.output import too_large

        self.bench.commit()
        drawing = self.draw(self.options, bool(self._inside()))
        scale = next((s for s in (self.scale, 1) if not too_large(drawing, s)), 0)
        if not scale:
            refuse(self.bench, too_large(drawing, 1))
            return
        self.put_on_clipboard(drawing, scale)

    def draw(self, options: PictureOptions, of_place: bool) -> Drawing:
        """Draw the model, or the composite on screen as its instance sees it."""
        project = self.bench.project
        checker = project.place.checker if of_place else project.checker
        further = tuple(project.problems()) if options.problems and not of_place else ()
        return drawing_of(checker, options, further)

    def put_on_clipboard(self, drawing: Drawing, scale: int) -> None:
        """Put a drawing on the clipboard, as an image and as SVG."""
        from canvas.diagram.output import image_of, svg_of

        svg = svg_of(drawing, self.bench.project.title)
        clipboard = QGuiApplication.clipboard()
        # Data that were made here would be deleted twice when the program ends: Qt makes them, and they grow.
        clipboard.setImage(image_of(drawing, scale))
        clipboard.mimeData().setData("image/svg+xml", QByteArray(svg))
        self.bench.tell("The picture is on the clipboard.")

    def write(self, drawing: Drawing, path: Path, scale: int) -> bool:
        """Write a drawing; return whether it was written."""
        from canvas.diagram.output import TooLargeError

        try:
            content = file_of(drawing, path.suffix.lower(), self.bench.project.title, scale)
            write_atomically(path, content)
        except TooLargeError as error:
            refuse(self.bench, str(error))
            return False
        except OSError as error:
            refuse(self.bench, f"The picture was not written. {os_words(error)}")
            return False
        self.bench.tell(f"{path.name} was written.")
        return True

    def _inside(self) -> str:
        place = self.bench.project.place
        return place.graph_name if place.path else ""

    def _copy(self, dialog: PictureDialog) -> None:
        self.put_on_clipboard(dialog.drawing, dialog.scale)

    def _save(self, dialog: PictureDialog) -> None:
        name = (self._inside() if dialog.of_place else "") or self.bench.project.title
        start = Path(start_folder(self.bench.project)) / f"{file_stem(name)}{SUFFIXES[0]}"
        path = ask_save_path(dialog, "Export a picture", start, FILTERS)
        if path is not None and self.write(dialog.drawing, path, dialog.scale):
            dialog.accept()

    def _keep(self, dialog: PictureDialog) -> None:
        self.options, self.scale = dialog.options, dialog.scale

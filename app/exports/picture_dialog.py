"""Export a picture: what it shows, in which colours, and how it looks, while one chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QWidget,
)

from app.actions.words import heading_of, title_of
from app.exports.picture_files import PictureOptions
from app.widgets.calm import CalmCombo
from app.widgets.dialog_parts import DialogButtons, form_layout
from app.widgets.focus_order import Dialog
from app.widgets.layouts import STRETCH, column, row
from app.widgets.parts import label
from canvas.diagram.output import SCALES, Drawing, png_size, too_large
from canvas.theme.measure import sized
from canvas.theme.themes import Theme

Draw = Callable[[PictureOptions, bool], Drawing]
"""Draws a picture with these options; of the model, or (true) of the graph on screen."""
_SQUARE = 9
_RIM = 14
_KINDS = ("Canvas, as it looks", "Layer-box diagram")
_DEPTHS = (("Closed", 0), ("Opened one level", 1), ("Opened fully", None))


class PicturePreview(QWidget):
    """Shows a drawing as large as there is room, at most at 100 %; squares where nothing is behind it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picturePreview")
        self.setAccessibleName("Preview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = theme
        self.drawing: Drawing | None = None

    def show_drawing(self, drawing: Drawing) -> None:
        """Show another drawing."""
        self.drawing = drawing
        self.update()

    def sizeHint(self) -> QSize:
        return sized(720, 520)

    def minimumSizeHint(self) -> QSize:
        return sized(260, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.field))
        if self.drawing is None:
            return
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        scale, place = self._place(self.drawing)
        if self.drawing.background is not None:
            painter.fillRect(place, self.drawing.background)
        else:
            self._squares(painter, place)
        painter.setPen(QColor(self._theme.border))
        painter.drawRect(place)
        painter.setClipRect(place)
        painter.translate(place.topLeft())
        painter.scale(scale, scale)
        self.drawing.paint(painter)

    def _place(self, drawing: Drawing) -> tuple[float, QRectF]:
        wide, high = self.width() - 2 * _RIM, self.height() - 2 * _RIM
        scale = max(0.001, min(1.0, wide / drawing.width, high / drawing.height))
        size = drawing.width * scale, drawing.height * scale
        return scale, QRectF((self.width() - size[0]) / 2, (self.height() - size[1]) / 2, *size)

    def _squares(self, painter: QPainter, place: QRectF) -> None:
        """Paint the pattern that stands for nothing."""
        painter.save()
        painter.setClipRect(place)
        painter.fillRect(place, QColor("#ffffff" if not self._theme.dark else "#3a3f47"))
        other = QColor("#e4e7ec" if not self._theme.dark else "#2c3037")
        for down in range(int(place.height() / _SQUARE) + 1):
            for across in range(down % 2, int(place.width() / _SQUARE) + 1, 2):
                x, y = place.left() + across * _SQUARE, place.top() + down * _SQUARE
                painter.fillRect(QRectF(x, y, _SQUARE, _SQUARE), other)
        painter.restore()


class PictureDialog(Dialog):
    """Asks how a picture should be, and shows it.

    Signals:
        save_wanted: the picture is to be written to a file.
        copy_wanted: it is to be put on the clipboard.
    """

    save_wanted = Signal()
    copy_wanted = Signal()

    def __init__(
        self,
        draw: Draw,
        theme: Theme,
        inside: str = "",
        start: tuple[PictureOptions, int] = (PictureOptions(), 1),
        parent: QWidget | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            draw: draws a picture with these options.
            theme: colours of the dialog, not of the picture.
            inside: name of the composite on screen; empty in the model.
            start: the options at first, and the scale of PNG.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("pictureDialog")
        self.setWindowTitle(heading_of("export.picture"))
        self._draw = draw
        self.preview = PicturePreview(theme, self)
        self._make_choosers(inside)
        self.words = label("", "muted")
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(self.words.fontMetrics().height() * 3)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out(inside)
        self.put(*start)
        self._connect()
        self.refresh()

    @property
    def options(self) -> PictureOptions:
        """The chosen options of the picture."""
        diagram = self.kind.currentIndex() == 1
        return PictureOptions(
            diagram=diagram,
            dark=self.colours.currentIndex() == 1,
            transparent=self.transparent.isChecked(),
            shapes=self.shapes.isChecked(),
            costs=self.costs.isChecked(),
            depth=_DEPTHS[self.depths.currentIndex()][1],
            problems=self.problems.isChecked() and not diagram,
        )

    @property
    def scale(self) -> int:
        """Pixels of a PNG picture for each of the drawing."""
        return SCALES[self.scales.currentIndex()]

    @property
    def of_place(self) -> bool:
        """Whether the composite on screen is drawn, and not the model."""
        return self.graph.currentIndex() == 1

    @property
    def drawing(self) -> Drawing:
        """The drawing that is shown."""
        assert self.preview.drawing is not None
        return self.preview.drawing

    def put(self, options: PictureOptions, scale: int) -> None:
        """Show other options."""
        self.kind.setCurrentIndex(int(options.diagram))
        self.colours.setCurrentIndex(int(options.dark))
        self.depths.setCurrentIndex([depth for _, depth in _DEPTHS].index(options.depth))
        for box, on in (
            (self.transparent, options.transparent),
            (self.shapes, options.shapes),
            (self.costs, options.costs),
            (self.problems, options.problems),
        ):
            box.setChecked(on)
        self.scales.setCurrentIndex(SCALES.index(scale))

    def refresh(self) -> None:
        """Draw with the options as they are now."""
        options = self.options
        self.problems.setEnabled(not options.diagram)
        full = self.depths.model().index(len(_DEPTHS) - 1, 0)
        flags = 33 if options.diagram else 0  # Qt: selectable and enabled
        self.depths.model().setData(full, flags, Qt.ItemDataRole.UserRole - 1)
        if not options.diagram and options.depth is None:
            self.depths.setCurrentIndex(1)  # comes back here
            return
        drawing = self._draw(replace(options), self.of_place)
        self.preview.show_drawing(drawing)
        wide, high = png_size(drawing, self.scale)
        words = too_large(drawing, self.scale)
        self.words.setText(
            words or f"{wide:,} × {high:,} pixels as PNG; SVG and PDF have any size."
        )
        self.copy_button.setEnabled(not words)

    # ------------------------------------------------------------ parts

    def _make_choosers(self, inside: str) -> None:
        self.kind = _chooser("pictureKind", _KINDS, self)
        self.graph = _chooser("pictureGraph", ("The model", inside), self)
        self.graph.setVisible(bool(inside))
        self.graph.setCurrentIndex(int(bool(inside)))
        self.depths = _chooser("pictureDepth", [words for words, _ in _DEPTHS], self)
        self.colours = _chooser("pictureColours", ("Light", "Dark"), self)
        self.scales = _chooser("pictureScale", [f"{scale} ×" for scale in SCALES], self)
        self.scales.setToolTip("Pixels of a PNG picture for each of the screen")
        self.shapes = QCheckBox("Shapes", self)
        self.costs = QCheckBox("Numbers of parameters", self)
        self.problems = QCheckBox("What is wrong", self)
        self.transparent = QCheckBox("Nothing behind it", self)
        for name in ("shapes", "costs", "problems", "transparent"):
            getattr(self, name).setObjectName(f"picture{name.capitalize()}")

    def _connect(self) -> None:
        for chooser in (self.kind, self.graph, self.depths, self.colours, self.scales):
            chooser.currentIndexChanged.connect(self.refresh)
        for box in (self.shapes, self.costs, self.problems, self.transparent):
            box.toggled.connect(self.refresh)

    def _lay_out(self, inside: str) -> None:
        form = form_layout()
        form.addRow("Picture", self.kind)
        if inside:
            form.addRow("Of", self.graph)
        form.addRow("Composites", self.depths)
        form.addRow("Show", self.shapes)
        form.addRow("", self.costs)
        form.addRow("", self.problems)
        form.addRow("Colours", self.colours)
        form.addRow("", self.transparent)
        form.addRow("PNG", self.scales)
        side = column(form, self.words, STRETCH, self._buttons())
        row(side, (self.preview, 1), on=self, rim=(16, 16, 16, 14), gap=16)

    def _buttons(self) -> DialogButtons:
        box = DialogButtons(self, "Close")
        self.save_button = box.primary("Save picture...", self.save_wanted.emit)
        self.save_button.setToolTip("Write it as SVG, PDF or PNG")
        self.copy_button = box.other(title_of("export.copy_picture"), self.copy_wanted.emit)
        self.copy_button.setToolTip("Put it on the clipboard, as a picture and as SVG")
        return box


def _chooser(name: str, words: tuple[str, ...] | list[str], parent: QWidget) -> QComboBox:
    made = CalmCombo(parent)
    made.setObjectName(name)
    made.addItems(list(words))
    return made

"""The status line: how large the model is, on the left; saved, problems and zoom, on the right."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from app.actions.words import name_button
from app.look.figures import bytes_text, count_text, short_count
from app.widgets.layouts import row
from app.widgets.parts import with_name
from blocks.quoting import counted
from canvas.later import Later
from canvas.theme.plain_text import PlainLabel, plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

SEPARATOR = "  ·  "


class TotalsLabel(QLabel):
    """Figures in a row: as many as there is room for, the tooltip has all."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("totalsLabel")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._parts: tuple[str, ...] = ()

    def show_parts(self, parts: Sequence[str]) -> None:
        """Show figures, the most important first."""
        self._parts = tuple(parts)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole = SEPARATOR.join(self._parts)
        count = len(self._parts)
        room = self.fontMetrics().horizontalAdvance
        while self.isVisible() and count > 1 and room(_row(self._parts, count)) > self.width():
            count -= 1
        self.setText(_row(self._parts, count))
        self.setToolTip(plain_tip(whole if count < len(self._parts) else ""))


def _row(parts: Sequence[str], count: int) -> str:
    return SEPARATOR.join(parts[:count])


class StatusLine(QWidget):
    """One line of figures under everything."""

    problems_clicked = Signal()
    zoom_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.totals = TotalsLabel(self)
        self.saved = with_name(PlainLabel(self), "savedLabel")
        self.problems = _button("problemCount", "view.problems", self)
        self.zoom = _button("zoomLabel", "view.zoom_reset", self)
        self.problems.clicked.connect(self.problems_clicked)
        self.zoom.clicked.connect(self.zoom_clicked)
        parts = (self.totals, 1), self.saved, self.problems, self.zoom
        row(*parts, on=self, rim=(12, 2, 8, 2), gap=10)
        self._saved_at: float | None = None
        self._clean = True
        self._clock = Later(self, self._tell_saved, 5000, repeats=True)

    def show_totals(
        self,
        parameters: int,
        multiply_adds: int | None,
        weight_bytes: int,
        activation_bytes: int | None,
        within: tuple[str, int | None] | None = None,
    ) -> None:
        """Show sums; ``None`` where a size is open.

        Args:
            parameters: number of weights' values.
            multiply_adds: for one example.
            weight_bytes: memory of the weights.
            activation_bytes: memory of all outputs for one example.
            within: for one instance of a composite, its name and the parameters of the whole model,
                ``None`` where they are not known.
        """
        if activation_bytes == 0 and not parameters and not within:
            self.totals.show_parts(())  # nothing is drawn yet
            return
        name, whole = within or ("", None)
        share = "" if whole is None else f" of {count_text(whole)}"
        parts = [
            *([name] if name else []),
            f"{count_text(parameters)}{share} parameters",
            f"{short_count(multiply_adds)} multiply-adds",
            f"{bytes_text(weight_bytes)} weights",
            f"{bytes_text(activation_bytes)} activations per example",
        ]
        self.totals.show_parts(parts)

    def show_problems(self, problems: int, hints: int, empty: bool = False) -> None:
        """Show how many problems there are, which stop training, else how many hints, which do not.

        Args:
            problems: their number.
            hints: their number.
            empty: there is no block yet.
        """
        count, word = (problems, "problem") if problems else (hints, "hint")
        text = counted(count, word) if count else "No problems"
        if empty:
            text = "No blocks"
        self.problems.setText(text)

    def show_zoom(self, factor: float) -> None:
        """Show the zoom; 1.0 is 100 %."""
        self.zoom.setText(f"{round(factor * 100)} %")

    def show_saved(self, clean: bool, has_file: bool, just_saved: bool = False) -> None:
        """Show whether everything is saved."""
        if just_saved:
            self._saved_at = time.monotonic()
            self._clock.start()
        elif not has_file:
            self._saved_at = None
        self._clean = clean
        self._tell_saved(has_file)

    def forget_saved(self) -> None:
        """Forget when something was saved: another project is shown."""
        self._saved_at = None
        self._clock.stop()

    def _tell_saved(self, has_file: bool = True) -> None:
        if not self._clean:
            self.saved.setText("Not saved")
        elif self._saved_at is None:
            self.saved.setText("Saved" if has_file else "")
        else:
            self.saved.setText(f"Saved {ago(time.monotonic() - self._saved_at)}")


def ago(seconds: float) -> str:
    """Say how long ago something was: ``just now``, ``20 s ago``, ``3 min ago``, ``2 h ago``."""
    if seconds < 5:
        return "just now"
    if seconds < 60:
        return f"{int(seconds // 5 * 5)} s ago"
    return f"{int(seconds // 60)} min ago" if seconds < 3600 else f"{int(seconds // 3600)} h ago"


def _button(name: str, action: str, parent: QWidget) -> QToolButton:
    button = with_name(QToolButton(parent), name)
    name_button(button, action, text=False)
    button.setAccessibleName("")  # what it shows says more
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button

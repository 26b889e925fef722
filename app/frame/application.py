"""The application object: what the system is told of us, and the size of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canvas.theme.measure import set_text_scale, text_scale

if TYPE_CHECKING:
    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QApplication


def name_application(app: QApplication) -> None:
    """Tell the system who we are."""
    app.setApplicationName("netwright")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("netwright")
    app.setOrganizationName("netwright")


def fixed_font() -> QFont:
    """Return the system's font for code, at the present text size."""
    from PySide6.QtGui import QFontDatabase

    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPointSizeF(made.pointSizeF() * text_scale())
    return made


def scale_text(app: QApplication, percent: int) -> None:
    """Set the text size relative to the system's font, for all that is made from now on."""
    set_text_scale(percent / 100)
    font = app.font()
    base = app.property("systemPointSize") or font.pointSizeF()
    app.setProperty("systemPointSize", base)
    if base > 0:
        font.setPointSizeF(base * percent / 100)
        app.setFont(font)

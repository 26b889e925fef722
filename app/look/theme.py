"""The look of the window: Fusion, palettes of our own, one small style sheet; light, dark or as the system has it.

Qt's own switch (`QStyleHints.setColorScheme`) does nothing on plain X11 and under most desktop themes, so the
palette is always set explicitly.
"""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from app.look.style_sheet import SHEET
from canvas.theme.measure import scaled_sheet
from canvas.theme.themes import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

PICTURES = Path(__file__).parents[1] / "pictures"


def theme_for(mode: str) -> Theme:
    """Return the theme for a mode out of `app.frame.preferences.MODES`; anything else counts as ``system``."""
    if mode in ("light", "dark"):
        return DARK if mode == "dark" else LIGHT
    return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours of a theme."""
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    QDir.setSearchPaths("pictures", [str(PICTURES)])
    app.setPalette(palette_of(theme))
    app.setStyleSheet(style_sheet(theme))


def palette_of(theme: Theme) -> QPalette:
    """Return Qt's palette with the colours of a theme."""
    palette = QPalette()
    role = QPalette.ColorRole
    for roles, colour in (
        ((role.Window, role.Button), theme.window),
        ((role.Base, role.ToolTipBase), theme.field),
        ((role.AlternateBase, role.Midlight), theme.canvas),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), theme.text),
        ((role.Mid, role.Dark), theme.border),
        ((role.PlaceholderText,), theme.muted),
        ((role.Highlight, role.Accent), theme.accent),
        ((role.Link, role.LinkVisited), theme.accent_text),
        ((role.HighlightedText, role.BrightText), theme.on_accent),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    palette.setColor(role.Light, QColor(theme.card))
    palette.setColor(role.Shadow, QColor("#000000" if theme.dark else theme.border))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(faded(theme)))
    return palette


def faded(theme: Theme) -> str:
    """Return the colour of disabled text: half way between muted text and the background."""
    return mixed(theme.muted, theme.window)


def mixed(one: str, other: str) -> str:
    """Return the colour half way between two."""
    left, right = QColor(one), QColor(other)
    return QColor(
        (left.red() + right.red()) // 2,
        (left.green() + right.green()) // 2,
        (left.blue() + right.blue()) // 2,
    ).name()


def accent_strong(theme: Theme) -> str:
    """Return the accent under the pointer."""
    accent = QColor(theme.accent)
    return (accent.lighter(112) if theme.dark else accent.darker(112)).name()


def style_sheet(theme: Theme) -> str:
    """Return the style sheet with the colours of a theme, its lengths at the present text size."""
    colours = {name: colour for name, colour in vars(theme).items() if isinstance(colour, str)}
    return Template(scaled_sheet(SHEET)).substitute(
        colours,
        faded=faded(theme),
        accent_strong=accent_strong(theme),
    )

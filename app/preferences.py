"""What a person chose for the program itself: appearance, text size, the places of panels."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from app.theme import MODES

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
"""Text sizes in percent of the system's."""

MODE_WORDS = {"system": "As the system", "light": "Light", "dark": "Dark"}


def settings_file() -> QSettings:
    """Open the file with the preferences."""
    return QSettings(
        QSettings.Format.IniFormat, QSettings.Scope.UserScope, "netwright", "netwright"
    )


class Preferences:
    """Typed access to the preferences; whatever is unreadable there counts as not set."""

    def __init__(self) -> None:
        self._file = settings_file()

    @property
    def mode(self) -> str:
        """Light, dark or system."""
        found = str(self._file.value("appearance", "system"))
        return found if found in MODES else "system"

    @mode.setter
    def mode(self, mode: str) -> None:
        self._file.setValue("appearance", mode)

    @property
    def text_size(self) -> int:
        """Text size in percent of the system's."""
        found = str(self._file.value("text_size", "100"))
        return int(found) if found.isdigit() and int(found) in SIZES else 100

    @text_size.setter
    def text_size(self, percent: int) -> None:
        self._file.setValue("text_size", str(percent))

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """Return the window's geometry and the state of its docks, or ``None``."""
        geometry, state = self._file.value("geometry"), self._file.value("docks")
        if isinstance(geometry, QByteArray) and isinstance(state, QByteArray):
            return geometry, state
        return None

    def set_layout(self, geometry: QByteArray, state: QByteArray) -> None:
        """Remember the window's geometry and the state of its docks."""
        self._file.setValue("geometry", geometry)
        self._file.setValue("docks", state)

    def forget_layout(self) -> None:
        """Return to the first layout at the next start."""
        self._file.remove("geometry")
        self._file.remove("docks")


class PreferencesDialog(QDialog):
    """The few preferences there are."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferencesDialog")
        self.setWindowTitle("Preferences")
        self.mode = QComboBox(self)
        self.mode.setObjectName("modeChooser")
        for mode in MODES:
            self.mode.addItem(MODE_WORDS[mode], mode)
        self.mode.setCurrentIndex(MODES.index(preferences.mode))
        self.size_chooser = QComboBox(self)
        self.size_chooser.setObjectName("textSizeChooser")
        for percent in SIZES:
            self.size_chooser.addItem(f"{percent} %", percent)
        self.size_chooser.setCurrentIndex(SIZES.index(preferences.text_size))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.setContentsMargins(18, 16, 18, 14)
        form.setSpacing(10)
        form.addRow("Appearance", self.mode)
        form.addRow("Text size", self.size_chooser)
        hint = QLabel("The screen's own scale (for example 200 %) is followed by itself.", self)
        hint.setObjectName("muted")
        form.addRow(hint)
        form.addRow(buttons)

    def chosen(self) -> tuple[str, int]:
        """Return appearance and text size."""
        return str(self.mode.currentData()), int(self.size_chooser.currentData())

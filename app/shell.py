"""The frame of the window: bar, docks, tabs, status line, theme.

It is built in two steps. `Shell.__init__` makes a window that can be painted at once; `Shell.build` puts the real
parts into it. What only the second step needs is imported there, so that it does not delay the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.skeleton import Skeleton

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QDockWidget, QTabWidget

    from app.centre import Centre
    from app.menus import ActionSet
    from app.status import StatusLine
    from app.top_bar import TopBar
    from canvas.style import Theme

from app.preferences import Preferences

TABS = ("Training", "Problems", "Code", "Summary", "Data")
SIZE = QSize(1500, 975)
"""The window's first size in pixels at 100 %, where the screen has room for it."""

SIZES = (216, 300, 250)
"""First sizes of the docks at the left, the right and the bottom, in pixels at 100 %."""

LEAST = 170
"""Least width of the palette in pixels at 100 %: the names of the blocks must stay readable."""

LAYOUT_VERSION = 1
"""Raise it when docks come or go: older saved layouts are then passed over."""


class Holder(QWidget):
    """What a dock holds; it asks for the dock's first size, whatever its content would like."""

    def __init__(self, size: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._size = size

    def sizeHint(self) -> QSize:
        return self._size


class Shell(QMainWindow):
    """The empty window."""

    theme: Theme
    actions_of: ActionSet
    centre: Centre
    top: TopBar
    tabs: QTabWidget
    status: StatusLine
    blocks_dock: QDockWidget
    inspector_dock: QDockWidget
    panels_dock: QDockWidget

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.preferences = Preferences()
        mode = self.preferences.mode
        # Asking Qt for the colour scheme would make all of its enumerations: see `app.skeleton`.
        dark = mode == "dark" if mode != "system" else self.palette().window().color().value() < 128
        sizes = self.preferences.dock_sizes() or SIZES
        self.setCentralWidget(Skeleton(dark, sizes, self.first_painted))
        self._place_window()

    def build(self) -> None:
        """Put the real parts in place of the skeleton."""
        from PySide6.QtCore import Qt

        from app.centre import Centre
        from app.menus import ActionSet
        from app.status import StatusLine
        from app.theme import theme_for
        from app.top_bar import TopBar

        self.theme = theme_for(self.preferences.mode)
        self._apply_theme(self.theme)
        self.actions_of = ActionSet(self)
        self.centre = Centre(self)
        self.top = TopBar(self)
        self.actions_of.fill(self.top.menus)
        self.setMenuWidget(self.top)
        self.tabs = self._make_tabs()
        area = Qt.DockWidgetArea
        self.blocks_dock = self._dock("blocksDock", "Blocks", area.LeftDockWidgetArea, SIZES[0])
        self.blocks_dock.setMinimumWidth(LEAST)
        self.inspector_dock = self._dock(
            "inspectorDock", "Inspector", area.RightDockWidgetArea, SIZES[1]
        )
        self.panels_dock = self._dock("panelsDock", "", area.BottomDockWidgetArea, SIZES[2])
        self.panels_dock.setWindowTitle("Panels")
        self.fill_dock(self.panels_dock, self.tabs)
        self.status = StatusLine(self)
        self.setCentralWidget(self.centre)
        self._put_status()
        self._arrange()
        self.show_mode()

    def first_painted(self) -> None:
        """Hear that the window was painted for the first time."""

    def set_theme(self, theme: Theme) -> None:
        """Show the window in the colours of a theme."""
        self.theme = theme
        self.actions_of.colour(theme)
        self.top.set_theme(theme)
        self.centre.problem_bar.set_theme(theme)
        self.centre.breadcrumb.set_theme(theme)

    def use_mode(self, mode: str) -> None:
        """Switch to light, dark, or as the system has it, and remember it."""
        self.preferences.mode = mode
        self.show_mode()

    def show_mode(self) -> None:
        """Show the theme that the preferences ask for."""
        mode = self.preferences.mode
        from app.theme import theme_for

        theme = theme_for(mode)
        if theme is not self.theme:
            self._apply_theme(theme)
        self.set_theme(theme)
        for name in ("light", "dark", "system"):
            self.actions_of[f"view.{name}"].setChecked(mode == name)

    def use_text_size(self, percent: int) -> None:
        """Show everything at another text size, in percent of the system's, and remember it."""
        from app.text_size import use_text_size

        app = QApplication.instance()
        if percent != self.preferences.text_size and isinstance(app, QApplication):
            self.preferences.text_size = percent
            use_text_size(app, percent, self.theme)

    def follow_text_size(self, by: float) -> None:
        """Hear that the text size was multiplied: what is drawn, and the docks, are made to fit."""
        self.set_theme(self.theme)

    def use_light(self) -> None:
        """Switch to the light theme."""
        self.use_mode("light")

    def use_dark(self) -> None:
        """Switch to the dark theme."""
        self.use_mode("dark")

    def use_system(self) -> None:
        """Follow the system's choice."""
        self.use_mode("system")

    def toggle_blocks(self) -> None:
        """Show or hide the palette."""
        self.blocks_dock.setVisible(not self.blocks_dock.isVisible())

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self.inspector_dock.setVisible(not self.inspector_dock.isVisible())

    def toggle_panels(self) -> None:
        """Show or hide the panels at the bottom."""
        self.panels_dock.setVisible(not self.panels_dock.isVisible())

    def toggle_full_screen(self) -> None:
        """Fill the screen, or return to a window."""
        from PySide6.QtCore import Qt

        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_tab(self, name: str) -> None:
        """Bring one of the bottom panels to the front."""
        self.panels_dock.show()
        self.tabs.setCurrentIndex(TABS.index(name))

    def reset_layout(self) -> None:
        """Put every dock back to its first place and size."""
        from PySide6.QtCore import Qt

        self.preferences.forget_layout()
        for dock in self.docks():
            dock.setFloating(False)
            dock.show()
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.blocks_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.inspector_dock)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.panels_dock)
        self._size_docks()

    def fill_dock(self, dock: QDockWidget, content: QWidget) -> None:
        """Put something into a dock."""
        layout = dock.widget().layout()
        assert layout is not None
        layout.addWidget(content)

    def save_layout(self) -> None:
        """Remember where everything is."""
        sizes = (self.blocks_dock.width(), self.inspector_dock.width(), self.panels_dock.height())
        shown = [not dock.isHidden() and not dock.isFloating() for dock in self.docks()]
        self.preferences.set_layout(
            self.saveGeometry(),
            self.saveState(LAYOUT_VERSION),
            [size if on else 0 for size, on in zip(sizes, shown, strict=True)],
        )

    def docks(self) -> tuple[QDockWidget, QDockWidget, QDockWidget]:
        """Return the docks at the left, the right and the bottom."""
        return self.blocks_dock, self.inspector_dock, self.panels_dock

    def _place_window(self) -> None:
        geometry = self.preferences.geometry()
        if geometry is None or not self.restoreGeometry(geometry):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(SIZE.boundedTo(QSize(room.width() - 20, room.height() - 40)))

    def restore_docks(self) -> None:
        """Give the docks their places and sizes; they must have been laid out once."""
        state = self.preferences.docks()
        if state is None or not self.restoreState(state, LAYOUT_VERSION):
            self._size_docks()

    def _apply_theme(self, theme: Theme) -> None:
        from app.theme import apply_theme

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)

    def _make_tabs(self) -> QTabWidget:
        from PySide6.QtWidgets import QTabWidget, QVBoxLayout

        tabs = QTabWidget(self)
        tabs.setObjectName("panelTabs")
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        for name in TABS:
            page = QWidget(tabs)
            page.setObjectName(f"page{name}")
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            tabs.addTab(page, name)
        return tabs

    def _dock(self, name: str, title: str, area: Qt.DockWidgetArea, size: int) -> QDockWidget:
        from PySide6.QtWidgets import QDockWidget, QLabel, QVBoxLayout

        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        if title:
            label = QLabel(title, dock)
            label.setObjectName("dockTitle")
            dock.setTitleBarWidget(label)
        else:
            dock.setTitleBarWidget(QWidget(dock))
        # The widget stays when its content comes, so that the sizes of the docks do not jump.
        holder = Holder(QSize(size, size), dock)
        QVBoxLayout(holder).setContentsMargins(0, 0, 0, 0)
        dock.setWidget(holder)
        self.addDockWidget(area, dock)
        return dock

    def _put_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setStyleSheet("QStatusBar::item { border: none; } QStatusBar { padding: 0px; }")
        bar.addWidget(self.status, 1)

    def _arrange(self) -> None:
        from PySide6.QtCore import Qt

        self.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        for dock, name in (
            (self.blocks_dock, "view.blocks"),
            (self.inspector_dock, "view.inspector"),
            (self.panels_dock, "view.panels"),
        ):
            dock.visibilityChanged.connect(
                lambda _, dock=dock, name=name: self.actions_of[name].setChecked(
                    not dock.isHidden()
                )
            )

    def _size_docks(self) -> None:
        from PySide6.QtCore import Qt

        self.resizeDocks(
            [self.blocks_dock, self.inspector_dock], list(SIZES[:2]), Qt.Orientation.Horizontal
        )
        self.resizeDocks([self.panels_dock], [SIZES[2]], Qt.Orientation.Vertical)

"""The frame of the window: bar, docks, tabs, status line, theme. Light enough to be painted before anything is loaded."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.centre import Centre
from app.menus import ActionSet
from app.preferences import Preferences
from app.status import StatusLine
from app.theme import apply_theme, theme_for
from app.top_bar import TopBar
from canvas.style import Theme

TABS = ("Training", "Problems", "Code", "Summary", "Data")
SIZE = QSize(1500, 975)
"""The window's first size in pixels at 100 %, where the screen has room for it."""

LEFT, RIGHT, BOTTOM = 200, 300, 250
"""First sizes of the docks in pixels at 100 %."""

LAYOUT_VERSION = 1
"""Raise it when docks come or go: older saved layouts are then passed over."""


class Shell(QMainWindow):
    """The empty window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.preferences = Preferences()
        self.theme: Theme = theme_for(self.preferences.mode)
        self.actions_of = ActionSet(self)
        self.centre = Centre(self.first_painted, self)
        self.setCentralWidget(self.centre)
        self.top = TopBar(self)
        self.actions_of.fill(self.top.menus)
        self.setMenuWidget(self.top)
        self.tabs = self._make_tabs()
        self.blocks_dock = self._dock("blocksDock", "Blocks", Qt.DockWidgetArea.LeftDockWidgetArea)
        self.inspector_dock = self._dock(
            "inspectorDock", "Inspector", Qt.DockWidgetArea.RightDockWidgetArea
        )
        self.panels_dock = self._dock("panelsDock", "", Qt.DockWidgetArea.BottomDockWidgetArea)
        self.panels_dock.setWindowTitle("Panels")
        self.panels_dock.setWidget(self.tabs)
        self.status = StatusLine(self)
        self._put_status()
        self._arrange()

    def first_painted(self) -> None:
        """Hear that the window was painted for the first time."""

    def set_theme(self, theme: Theme) -> None:
        """Show the window in the colours of a theme."""
        self.theme = theme
        self.actions_of.colour(theme)
        self.top.set_theme(theme)
        self.centre.problem_bar.set_theme(theme)

    def use_mode(self, mode: str) -> None:
        """Switch to light, dark, or as the system has it, and remember it."""
        self.preferences.mode = mode
        self.show_mode()

    def show_mode(self) -> None:
        """Show the theme that the preferences ask for."""
        mode = self.preferences.mode
        app = QApplication.instance()
        theme = theme_for(mode)
        if isinstance(app, QApplication) and theme is not self.theme:
            apply_theme(app, theme)
        self.set_theme(theme)
        for name in ("light", "dark", "system"):
            self.actions_of[f"view.{name}"].setChecked(mode == name)

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
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_tab(self, name: str) -> None:
        """Bring one of the bottom panels to the front."""
        self.panels_dock.show()
        self.tabs.setCurrentIndex(TABS.index(name))

    def reset_layout(self) -> None:
        """Put every dock back to its first place and size."""
        self.preferences.forget_layout()
        for dock in (self.blocks_dock, self.inspector_dock, self.panels_dock):
            dock.setFloating(False)
            dock.show()
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.blocks_dock)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.inspector_dock)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.panels_dock)
        self._size_docks()

    def restore_layout(self) -> None:
        """Return to the layout of the last time, or to the first one."""
        found = self.preferences.layout()
        if found is not None and self.restoreGeometry(found[0]):
            self.restoreState(found[1], LAYOUT_VERSION)
            return
        screen = QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen is not None else SIZE
        self.resize(SIZE.boundedTo(QSize(room.width() - 20, room.height() - 40)))
        self._size_docks()

    def save_layout(self) -> None:
        """Remember where everything is."""
        state: QByteArray = self.saveState(LAYOUT_VERSION)
        self.preferences.set_layout(self.saveGeometry(), state)

    def _make_tabs(self) -> QTabWidget:
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

    def _dock(self, name: str, title: str, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        if title:
            label = QLabel(title, dock)
            label.setObjectName("dockTitle")
            dock.setTitleBarWidget(label)
        else:
            dock.setTitleBarWidget(QWidget(dock))
        dock.setWidget(QWidget(dock))
        self.addDockWidget(area, dock)
        return dock

    def _put_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setStyleSheet("QStatusBar::item { border: none; } QStatusBar { padding: 0px; }")
        bar.addWidget(self.status, 1)

    def _arrange(self) -> None:
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
        self.resizeDocks(
            [self.blocks_dock, self.inspector_dock], [LEFT, RIGHT], Qt.Orientation.Horizontal
        )
        self.resizeDocks([self.panels_dock], [BOTTOM], Qt.Orientation.Vertical)

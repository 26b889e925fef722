"""The frame of the window: bar, docks, tabs, status line, theme.

It is built in two steps. `Shell.__init__` makes a window that can be painted at once; `Shell.build` puts the real
parts into it. What only the second step needs is imported there, so that it does not delay the first paint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLayout, QMainWindow

from app.frame.skeleton import Skeleton

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QTabWidget, QWidget

    from app.actions.menus import ActionSet
    from app.docks.areas import BottomDock, SideDock
    from app.docks.room import DockRoom
    from app.frame.status import StatusLine
    from app.frame.top_bar import TopBar
    from app.window.centre import Centre
    from canvas.theme.themes import Theme

from app.frame.preferences import Preferences
from canvas.theme.measure import px, text_scale

TABS = ("Training", "Problems", "Code", "Summary", "Data")
SIZE = QSize(1500, 975)
"""The window's first size in pixels at 100 %, where the screen has room for it."""

SIZES = (216, 300, 250)
"""First sizes of the docks at the left, the right and the bottom, in pixels at 100 %."""

LEAST = (170, 272)
"""Least widths of palette and inspector in pixels at 100 %: names and fields must stay readable."""

SMALLEST = QSize(640, 480)
"""The smallest window in pixels, at every text size: docks are folded where they have no room."""

LAYOUT_VERSION = 1
"""Raise it when docks come or go: older saved layouts are then passed over."""


class Shell(QMainWindow):
    """The empty window."""

    theme: Theme
    actions_of: ActionSet
    centre: Centre
    top: TopBar
    tabs: QTabWidget
    status: StatusLine
    blocks_dock: SideDock
    inspector_dock: SideDock
    panels_dock: BottomDock
    dock_room: DockRoom

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._built = False
        self.preferences = Preferences()
        mode = self.preferences.mode
        # Asking Qt for the colour scheme would make all of its enumerations: see `app.frame.skeleton`.
        dark = mode == "dark" if mode != "system" else self.palette().window().color().value() < 128
        left, right, bottom = (px(size) for size in SIZES)
        sizes = self.preferences.dock_sizes() or (left, right, bottom)
        self.setCentralWidget(Skeleton(dark, sizes, self.first_painted))
        self._place_window()
        layout = self.layout()
        assert layout is not None
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setMinimumSize(SMALLEST)

    def build(self) -> None:
        """Put the real parts in place of the skeleton."""
        from app.actions.menus import ActionSet
        from app.docks.areas import BottomDock, SideDock
        from app.docks.panel_tabs import panel_tabs
        from app.docks.room import DockRoom
        from app.frame.status import StatusLine
        from app.frame.top_bar import TopBar
        from app.look.theme import theme_for
        from app.window.centre import Centre

        self.theme = theme_for(self.preferences.mode)
        self._apply_theme(self.theme)
        self.actions_of = ActionSet(self)
        self.centre = Centre(self)
        self.top = TopBar(self)
        self.actions_of.fill(self.top.menus)
        self.setMenuWidget(self.top)
        self.tabs = panel_tabs(TABS, self)
        sides = (SIZES[0], LEAST[0]), (SIZES[1], LEAST[1])
        self.blocks_dock = SideDock("blocksDock", "Blocks", sides[0], left=True, parent=self)
        self.inspector_dock = SideDock(
            "inspectorDock", "Inspector", sides[1], left=False, parent=self
        )
        self.panels_dock = BottomDock("panelsDock", "Panels", SIZES[2], self.tabs, self)
        self._put_docks()
        self.status = StatusLine(self)
        self.setCentralWidget(self.centre)
        self._put_status()
        self._arrange()
        self.dock_room = DockRoom(
            self,
            (self.blocks_dock, self.inspector_dock),
            self.panels_dock,
            self.centre.breadcrumb,
        )
        self._built = True
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
        for dock in self.docks():
            dock.set_theme(theme)

    def use_mode(self, mode: str) -> None:
        """Switch to light, dark, or as the system has it, and remember it."""
        self.preferences.mode = mode
        self.show_mode()

    def show_mode(self) -> None:
        """Show the theme that the preferences ask for."""
        mode = self.preferences.mode
        from app.look.theme import theme_for

        theme = theme_for(mode)
        if theme is not self.theme:
            self._apply_theme(theme)
        self.set_theme(theme)
        for name in ("light", "dark", "system"):
            self.actions_of[f"view.{name}"].setChecked(mode == name)

    def use_text_size(self, percent: int) -> None:
        """Show everything at another text size, in percent of the system's, and remember it."""
        from app.frame.text_size import use_text_size

        app = QApplication.instance()
        if percent != self.preferences.text_size and isinstance(app, QApplication):
            self.preferences.text_size = percent
            use_text_size(app, percent, self.theme)

    def follow_text_size(self, by: float) -> None:
        """Hear that the text size was multiplied: what is drawn, and the docks, are made to fit."""
        self.set_theme(self.theme)
        self.top.follow_text_size()
        self.dock_room.follow_text_size(by)

    def open_menus(self) -> None:
        """Open the first menu; arrow keys lead to the others."""
        bar = self.top.menus
        bar.setActiveAction(bar.actions()[0])

    def toggle_full_screen(self) -> None:
        """Fill the screen, or return to a window."""
        from PySide6.QtCore import Qt

        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_tab(self, name: str) -> None:
        """Bring one of the bottom panels to the front."""
        self.panels_dock.reveal()
        self.tabs.setCurrentIndex(TABS.index(name))

    def reset_layout(self) -> None:
        """Put every dock back to its first place and size."""
        self.preferences.forget_layout()
        for dock in self.docks():
            dock.setFloating(False)
            dock.reveal()
        self._put_docks()
        self.dock_room.start()

    def save_layout(self) -> None:
        """Remember where everything is."""
        sizes = (self.blocks_dock.width(), self.inspector_dock.width(), self.panels_dock.height())
        shown = [not dock.isHidden() and not dock.isFloating() for dock in self.docks()]
        self.preferences.set_layout(
            self.saveGeometry(),
            self.saveState(LAYOUT_VERSION),
            [size if on else 0 for size, on in zip(sizes, shown, strict=True)],
        )
        self.preferences.set_folded(self.dock_room.folded())

    def docks(self) -> tuple[SideDock, SideDock, BottomDock]:
        """Return the docks at the left, the right and the bottom."""
        return self.blocks_dock, self.inspector_dock, self.panels_dock

    def parts_in_order(self) -> list[QWidget]:
        """Return what the window consists of, in the order in which Tab goes through it."""
        docks = [dock for dock in self.docks() if not dock.isFloating()]
        blocks = [dock for dock in docks if dock is self.blocks_dock]
        others = [dock for dock in docks if dock is not self.blocks_dock]
        return [self.top, *blocks, self.centre, *others, self.statusBar()]

    def _place_window(self) -> None:
        geometry = self.preferences.geometry()
        if geometry is None or not self.restoreGeometry(geometry):
            room = QGuiApplication.primaryScreen().availableSize()
            self.resize(
                (SIZE * text_scale()).boundedTo(QSize(room.width() - 20, room.height() - 40))
            )

    def restore_docks(self) -> None:
        """Give the docks their places and sizes; they must have been laid out once."""
        state = self.preferences.docks()
        if state is None or not self.restoreState(state, LAYOUT_VERSION):
            self.dock_room.start()
        else:
            self.dock_room.restored(self.preferences.folded())

    def _apply_theme(self, theme: Theme) -> None:
        from app.look.theme import apply_theme

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)

    def _put_docks(self) -> None:
        from PySide6.QtCore import Qt

        area = Qt.DockWidgetArea
        places = area.LeftDockWidgetArea, area.RightDockWidgetArea, area.BottomDockWidgetArea
        for place, dock in zip(places, self.docks(), strict=True):
            self.addDockWidget(place, dock)

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
        names = "view.blocks", "view.inspector", "view.panels"
        for dock, name in zip(self.docks(), names, strict=True):
            dock.visibilityChanged.connect(
                lambda _, dock=dock, name=name: self.actions_of[name].setChecked(
                    not dock.isHidden()
                )
            )

    def event(self, event: QEvent) -> bool:
        # The event that deletes the window is gone with it: what it was is asked before.
        released = event.type() == QEvent.Type.MouseButtonRelease
        done = super().event(event)
        if released and self._built:
            self.dock_room.dragged()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._built:
            self.dock_room.squeeze()

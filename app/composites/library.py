"""Composites across projects: one's own library, composites as files, and what the palette shows of both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from app.actions.words import heading_of, title_of
from app.composites.dialogs import NameDialog
from app.composites.palette_sections import LibrarySections
from app.frame.reasons import refuse
from app.frame.save_path import PROJECT_FILTER, ask_save_path, os_words, start_folder
from app.palette.palette import COMPOSITE_SECTIONS, ENDS
from app.widgets.question import agrees
from blocks.document.document import Document
from blocks.document.edits import COMPOSITE_NAME
from blocks.errors import EditError, FileError, NetwrightError
from blocks.files.library import (
    adopt_all,
    composite_document,
    is_library_file,
    main_composites,
)
from blocks.files.library_index import LIBRARY, MINE, LibraryEntry, LibraryIndex
from blocks.files.project_file import SUFFIX, read_project, to_text, write_project
from blocks.graph.graph import MODEL

if TYPE_CHECKING:
    from app.composites.controller import CompositeActions
    from app.frame.workbench import Workbench
    from app.palette.palette import BlockPalette

MenuRow = tuple[str, "Callable[[], object]"]
"""Title in a menu, and what it does."""


class LibraryActions(QObject):
    """Saves, imports, exports and removes composites.

    Attributes:
        library_index: what can be added to any project.
        sections: shows in the palette what there is.
    """

    def __init__(
        self,
        bench: Workbench,
        library_index: LibraryIndex,
        palette: BlockPalette,
        composites: CompositeActions,
    ) -> None:
        super().__init__(bench.widget)
        self.bench = bench
        self.library_index = library_index
        self.sections = LibrarySections(bench, library_index, palette)
        self._palette = palette
        self._composites = composites
        palette.menu_wanted.connect(self.open_menu)

    # ------------------------------------------------------------ what people do

    def save_selected(self) -> None:
        """Put the selected composite into one's own library."""
        name = self._selected("saved")
        if name:
            self.save(name)

    def save(self, name: str, source: Document | None = None) -> None:
        """Put a composite into one's own library; asks before another one is replaced."""
        made = self._made(name, source)
        path = self.library_index.folders[MINE] / f"{name}{SUFFIX}"
        if made is None:
            return
        there = self._there(name)
        if there is not None and to_text(there.document) == to_text(made):
            self.bench.tell(f"{name} is in your library already.")
        elif (there is None or self.ask_replace(there.item.path.stem)) and self._write(made, path):
            self.bench.tell(f"{name} is in your library now.")

    def export_selected(self) -> None:
        """Write the selected composite to a file."""
        name = self._selected("exported")
        if name:
            self.export(name)

    def export(self, name: str, source: Document | None = None) -> None:
        """Ask for a file and write a composite there."""
        made = self._made(name, source)
        if made is None:
            return
        start = Path(start_folder(self.bench.project)) / f"{name}{SUFFIX}"
        path = ask_save_path(
            self.bench.widget, heading_of("composite.export"), start, {PROJECT_FILTER: SUFFIX}
        )
        if path is not None and self._write(made, path):
            self.bench.tell(f"{path.name} was written.")

    def import_composite(self) -> None:
        """Ask for a file and take its composites into the project."""
        chosen, _ = QFileDialog.getOpenFileName(
            self.bench.widget,
            heading_of("composite.import"),
            start_folder(self.bench.project),
            PROJECT_FILTER,
        )
        if chosen:
            self.import_path(Path(chosen))

    def import_path(self, path: Path) -> None:
        """Take the composites of a file into the project, as one undo step."""
        project = self.bench.project
        try:
            source = read_project(path)
            wanted = main_composites(source, path.stem)
            names, edits = adopt_all(project.document, source, wanted)
            label = wanted[0] if len(wanted) == 1 else f"{len(wanted)} composites"
            project.do(f"import {label}", edits)
        except NetwrightError as error:
            refuse(self.bench, f"{path.name} cannot be imported: {error}.")
            return
        words = " and ".join(names[name] for name in wanted[:3])
        words += f" and {len(wanted) - 3} more" if len(wanted) > 3 else ""
        many = "are" if len(wanted) > 1 else "is"
        self.bench.tell(f"{words} {many} in the palette{'' if edits else ' already'}.")
        self._palette.reveal(names[wanted[0]])

    def take_file(self, path: Path) -> bool:
        """Import a file where it is a library of composites; returns whether it is one."""
        if path.suffix.lower() == SUFFIX:
            try:
                found = is_library_file(read_project(path))
            except NetwrightError:
                found = False  # opening it says why
            if found:
                self.import_path(path)
                return True
        return False

    def remove(self, entry: LibraryEntry) -> None:
        """Take a composite out of one's own library, after asking."""
        name = entry.item.name
        if not self.ask(
            f"Remove {name} from your library?",
            "Projects that use it keep their copy of it.",
            "Remove",
        ):
            return
        try:
            entry.item.path.unlink(missing_ok=True)
        except OSError as error:
            refuse(self.bench, f"{name} was not removed. {os_words(error)}")
        self.sections.show_library(MINE, again=True)

    def rename(self, entry: LibraryEntry) -> None:
        """Ask for another name of a composite in one's own library."""
        old = entry.item.name
        new = self.ask_name(old)
        if not new or new == old:
            return
        path = entry.item.path.with_name(f"{new}{SUFFIX}")
        if path.exists():
            refuse(self.bench, f"There is a composite {new} in your library already.")
            return
        made = self._made(old, entry.document, new)
        if made is not None and self._write(made, path):
            try:
                entry.item.path.unlink(missing_ok=True)
            except OSError as error:
                refuse(self.bench, f"{old} is still there beside {new}. {os_words(error)}")
            self.sections.show_library(MINE, again=True)

    # ------------------------------------------------------------ menus

    def open_menu(self, section: str, key: str, at: QPoint) -> None:
        """Open the menu of a row of the palette."""
        rows = self.rows(section, key)
        if not rows:
            return
        menu = QMenu(self._palette)
        for title, run in rows:
            menu.addAction(title).triggered.connect(lambda _=False, run=run: run())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def rows(self, section: str, key: str) -> list[MenuRow]:
        """Return the titles of a palette row's menu, and what they do."""
        add: list[MenuRow] = [("Add to the model", lambda: self._palette.chosen.emit(key))]
        if section not in COMPOSITE_SECTIONS or section == ENDS:
            return add if key else []
        entry = self.library_index.find(key)
        found: list[MenuRow] = []
        if entry is not None:
            found = [*(add if entry.kind else []), *self._entry_rows(entry)]
        elif key:
            found = [*add, *self._own_rows(key)]
        found.append((title_of("composite.import"), self.import_composite))
        return found

    def _entry_rows(self, entry: LibraryEntry) -> list[MenuRow]:
        name, source = entry.item.name, entry.document
        rows: list[MenuRow] = []
        if entry.section == LIBRARY:
            rows.append((title_of("composite.save"), lambda: self.save(name, source)))
        if entry.kind is not None:
            rows.append((title_of("composite.export"), lambda: self.export(name, source)))
        if entry.section == MINE and entry.kind is not None:
            rows.append(("Rename in my library...", lambda: self.rename(entry)))
        if entry.section == MINE:
            rows.append(("Remove from my library", lambda: self.remove(entry)))
        return rows

    def _own_rows(self, name: str) -> list[MenuRow]:
        return [
            ("Open the definition", lambda: self._composites.open_definition(name)),
            (title_of("composite.save"), lambda: self.save(name)),
            (title_of("composite.export"), lambda: self.export(name)),
            (title_of("composite.rename"), lambda: self._rename_own(name)),
            ("Remove the composite", lambda: self._composites.remove(name)),
        ]

    def _rename_own(self, name: str) -> None:
        new = self.ask_name(name)
        if new and new != name:
            self._composites.rename_to(name, new)

    # ------------------------------------------------------------ questions

    def ask_replace(self, name: str) -> bool:
        """Ask whether a composite in one's own library may be replaced."""
        return self.ask(
            f"There is another {name} in your library. Replace it?",
            "Projects that use the old one keep their copy of it.",
            "Replace",
        )

    def ask(self, words: str, more: str, yes: str) -> bool:
        """Ask a question with a dialog."""
        return agrees(self.bench.widget, words, more, yes)

    def ask_name(self, old: str) -> str:
        """Ask for a composite's new name; empty where there is none."""
        dialog = NameDialog("Rename the composite", "Rename", old, _name_problem, self.bench.widget)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        name = dialog.chosen() if dialog.exec() else ""
        dialog.deleteLater()
        return name

    # ------------------------------------------------------------ parts

    def _selected(self, done: str) -> str:
        """Return the composite that is selected, or else on screen; says so where there is none."""
        bench = self.bench
        place, chosen = bench.project.place, bench.canvas.selected_ids()
        if len(chosen) == 1 and place.can_enter(chosen[0]):
            return place.graph.blocks[chosen[0]].type
        if not chosen and place.graph_name != MODEL:
            return place.graph_name
        self.bench.tell(f"Select the composite that is to be {done}.")
        return ""

    def _made(self, name: str, source: Document | None, new_name: str = "") -> Document | None:
        try:
            return composite_document(source or self.bench.project.document, name, new_name)
        except EditError as error:
            refuse(self.bench, f"{name} cannot be saved: {error}.")
            return None

    def _there(self, name: str) -> LibraryEntry | None:
        """Return what has a name in one's own library; some systems know no capital letters in file names."""
        entries = self.library_index.entries(MINE)
        return next((each for each in entries if each.item.path.stem.lower() == name.lower()), None)

    def _write(self, document: Document, path: Path) -> bool:
        try:
            if path.parent == self.library_index.folders[MINE]:
                path.parent.mkdir(parents=True, exist_ok=True)
            write_project(document, path)
        except (OSError, FileError) as error:
            refuse(self.bench, f"{path.name} was not written. {os_words(error)}")
            return False
        if path.parent == self.library_index.folders[MINE]:
            self.sections.show_library(MINE, again=True)
        return True


def _name_problem(name: str) -> str:
    """Say why a file cannot have a composite of that name; an empty text where it can."""
    if COMPOSITE_NAME.fullmatch(name):
        return ""
    return "the name of a composite begins with a letter and has letters, digits and _ only"

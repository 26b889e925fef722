"""The table of metaparameters: name, value with a slider where there are limits, and a menu for each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from app.forms.editors import TextInput
from app.forms.name_refusal import NameRefusal, nearest, refusal_words
from app.forms.text import hint_of, limits_of
from app.inspector.meta_dialog import MetaDialog, open_meta_dialog
from app.project import metaparameter_edits as edits
from app.project.project import Project
from app.widgets.calm import CalmSlider
from app.widgets.layouts import column
from app.widgets.parts import label, link, with_name
from blocks.document.edits import Edit
from blocks.errors import InvalidValue, NetwrightError
from blocks.graph.graph import MODEL, Metaparameter
from blocks.parameters import Integer, Parameter, read_literal, show
from blocks.values.expressions import names_in
from blocks.values.values import has_expression
from canvas.theme.measure import px
from canvas.theme.plain_text import plain_tip

SLIDER_STEPS = 200


class MetaparameterRow(QWidget):
    """One metaparameter."""

    def __init__(self, table: MetaparameterTable, at: int) -> None:
        super().__init__(table)
        self._table = table
        self._meta: Metaparameter | None = None
        self.name, self.value = TextInput(self), TextInput(self)
        with_name(self.name, f"metaName{at}", accessible="Name of the metaparameter")
        with_name(self.value, f"metaValue{at}", accessible="Value of the metaparameter")
        self.slider = CalmSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(f"metaSlider{at}")
        self.slider.setRange(0, SLIDER_STEPS)
        self.more = QToolButton(self)
        with_name(self.more, f"metaMenu{at}", accessible="More for this metaparameter")
        self.more.setText("⋯")
        self.error = NameRefusal(self)
        self.error.follow(self.name, self._rename)
        self.value.typed.connect(lambda: self._tell(""))
        self._arrange()
        self.name.entered.connect(self._rename)
        self.value.entered.connect(self._set)
        self.slider.valueChanged.connect(self._slide)
        self.slider.sliderReleased.connect(lambda: table.project.history.seal())
        self.more.clicked.connect(self._open_menu)

    def show_meta(self, meta: Metaparameter) -> None:
        """Show a metaparameter."""
        other = self._meta is None or self._meta.name != meta.name
        self._meta = meta
        if other or not self.name.isModified():
            self.name.set_text(meta.name)
        if other or not self.value.isModified():
            self.value.set_text(repr(meta.value) if isinstance(meta.value, str) else show(meta.value))  # fmt: skip
        if other:
            self._tell("")
        self.value.setToolTip(plain_tip(hint_of(meta.parameter).partition("\n")[0]))
        limits = limits_of(meta.parameter)
        self.slider.setVisible(limits is not None)
        if limits is not None and isinstance(meta.value, (int, float)):
            low, high = limits
            with QSignalBlocker(self.slider):
                self.slider.setValue(round((meta.value - low) / (high - low) * SLIDER_STEPS))

    def commit(self) -> None:
        """Take over what is being typed."""
        self._rename()
        self._set()

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.setVerticalSpacing(px(3))
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.value, 0, 1)
        grid.addWidget(self.more, 0, 2)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        grid.addWidget(self.error, 2, 0, 1, 3)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)

    def _rename(self) -> None:
        if self._meta is None or not self.name.isModified():
            return
        old, typed = self._meta.name, self.name.text()

        def renamed(name: str) -> list[Edit]:
            document, graph = self._table.project.document, self._table.graph_name
            return edits.rename_metaparameter(document, graph, old, name)

        if not self._try(f"Rename {old}", lambda: renamed(typed), self.name):
            self.name.take_back()
            self._tell(refusal_words(typed, self.error.text()), nearest(typed, renamed, "knob"))

    def _set(self) -> None:
        if self._meta is None or not self.value.isModified():
            return
        name, text = self._meta.name, self.value.text()
        document, graph = self._table.project.document, self._table.graph_name

        def make() -> list[Edit]:
            value = read_literal(text)
            if has_expression(value):
                # A bare word is a text; arithmetic over other metaparameters has no order to be worked out in.
                if text.strip().isidentifier() and names_in(text):
                    return edits.give(document, name, text.strip(), graph)
                raise InvalidValue("a metaparameter is a plain value: 0.5, 32, True, 'same'")
            return edits.give(document, name, value, graph)

        self._try(f"Set {name}", make, self.value)

    def _slide(self, step: int) -> None:
        meta = self._meta
        limits = limits_of(meta.parameter) if meta else None
        if meta is None or limits is None:
            return
        low, high = limits
        number = low + (high - low) * step / SLIDER_STEPS
        value = round(number) if isinstance(meta.parameter, Integer) else _tidy(number, high - low)
        project, graph = self._table.project, self._table.graph_name
        made = edits.give(project.document, meta.name, value, graph)
        project.do(f"Set {meta.name}", made, f"meta {graph} {meta.name}")

    def _try(self, label: str, make: Callable[[], list[Edit]], line: TextInput) -> bool:
        """Make a change; tells whether that went well."""
        try:
            made = make()
        except NetwrightError as error:
            self._tell(str(error))
            return False
        line.settle()
        self._tell("")
        self._table.project.do(label, made)
        self._table.refresh()
        return True

    def take_back(self) -> None:
        """Take back what was typed, with the words about it."""
        self.name.take_back()
        self.value.take_back()
        self._tell("")

    def delete(self) -> None:
        """Delete it; where it is in use, say where."""
        if self._meta is not None:
            try:
                self._table.delete(self._meta.name)
            except NetwrightError as error:
                self._tell(str(error))

    def _tell(self, words: str, offer: str = "") -> None:
        self.error.tell(words, offer)

    def _open_menu(self) -> None:
        assert self._meta is not None
        name = self._meta.name
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Type, limits and help...").triggered.connect(
            lambda: self._table.ask_details(name)
        )
        menu.addAction("Delete").triggered.connect(self.delete)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


class MetaparameterTable(QWidget):
    """All metaparameters of the model, or of a composite.

    Attributes:
        graph_name: whose they are.
    """

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.graph_name = self._shown = MODEL
        self.setObjectName("metaparameterTable")
        self.project = project
        self.rows: list[MetaparameterRow] = []
        heading = label("Metaparameters", "heading")
        heading.setToolTip("Values that set the structure: use their names in any field.")
        words = "Values such as alpha, for use in any field: int(64 * alpha)"
        self.hint = label(words, "muted", wrap=True)
        self.adder = link("+ Add a metaparameter", "", self.add, "addMetaparameter")
        self._column = column(heading, self.hint, self.adder, on=self, gap=6)

    def set_project(self, project: Project) -> None:
        """Show another project's metaparameters."""
        self.project = project
        self.refresh()

    def refresh(self) -> None:
        """Show them as they are now."""
        if self.graph_name != self._shown:
            for row in self.rows:
                row.take_back()  # what was typed there is no word about this one
        self._shown = self.graph_name
        known = self._known()
        while len(self.rows) < len(known):
            row = MetaparameterRow(self, len(self.rows))
            self.rows.append(row)
            self._column.insertWidget(self._column.count() - 1, row)
        for at, row in enumerate(self.rows):
            row.setVisible(at < len(known))
            if at < len(known):
                row.show_meta(known[at])
        self.hint.setVisible(not known)

    def commit(self) -> None:
        """Take over what is being typed."""
        for row in self.rows[: len(self._known())]:
            row.commit()

    def add(self) -> None:
        """Add one and put the cursor into its name."""
        name, made = edits.add(self.project.document, self.graph_name)
        self.project.do(f"Add {name}", made)
        self.refresh()
        row = self.rows[len(self._known()) - 1]
        row.name.setFocus(Qt.FocusReason.OtherFocusReason)
        row.name.selectAll()

    def delete(self, name: str) -> None:
        """Delete one; raises `EditError` where an expression uses it."""
        made = edits.delete(self.project.document, name, self.graph_name)
        self.project.do(f"Delete {name}", made)
        self.refresh()

    def ask_details(self, name: str) -> MetaDialog:
        """Ask for type, limits and help."""
        meta = next(one for one in self._known() if one.name == name)
        dialog = open_meta_dialog(self, meta)
        dialog.accepted.connect(lambda: self._redefine(name, dialog.chosen()))
        return dialog

    def _redefine(self, name: str, parameter: Parameter) -> None:
        made = edits.redefine(self.project.document, name, parameter, self.graph_name)
        self.project.do(f"Redefine {name}", made)
        self.refresh()

    def _known(self) -> tuple[Metaparameter, ...]:
        return self.project.document.graph(self.graph_name).metaparameters


def _tidy(number: float, span: float) -> float:
    """Round to about a hundredth of a span, so that a slider gives numbers that people would type."""
    digits = 0
    while span < 100 and digits < 8:
        span *= 10
        digits += 1
    return round(number, digits)

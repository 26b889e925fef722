"""The inspector's page for blocks: type and layer name, parameters, and how the numbers come about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.editors import TextInput
from app.explanation import Explanation, lines_of
from app.forms import MIXED, ParameterForm
from app.icons import square
from app.project import Project
from blocks.commands import rename_block, set_values
from blocks.edits import Edit
from blocks.errors import NetwrightError
from blocks.graph import MODEL, Block, Graph
from blocks.parameters import Parameter, same_value
from canvas.style import Theme


class BlockPage(QWidget):
    """Edits one block, or what several have in common."""

    def __init__(self, project: Project, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("blockPage")
        self._project = project
        self._theme = theme
        self._ids: tuple[str, ...] = ()
        self._graph_name = MODEL
        self._forms: dict[tuple[str, ...], ParameterForm] = {}
        self.form: ParameterForm | None = None
        self.square = QLabel(self)
        self.title = _label("blockTitle", self)
        self.name = TextInput(self)
        self.name.setObjectName("nameEdit")
        self.name.setAccessibleName("Layer name")
        self.name.setToolTip("Layer name; leave it empty for Keras's own")
        self.name.entered.connect(self._rename)
        self.name_error = _label("wrongWords", self)
        self.summary = _label("muted", self)
        self.explanation = Explanation(self)
        self._column = QVBoxLayout(self)
        self._arrange()

    def set_project(self, project: Project) -> None:
        """Edit blocks of another project."""
        self._project = project
        self._ids = ()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of a theme."""
        self._theme = theme

    def show_blocks(self, ids: Sequence[str]) -> None:
        """Show blocks of the graph on screen; all of them exist."""
        self._ids = tuple(ids)
        self._graph_name = self._project.place.graph_name
        blocks = [self._project.place.checker.graph.blocks[block_id] for block_id in ids]
        self._show_head(blocks)
        self._use_form(blocks)
        self._bind(blocks)
        kind = self._project.place.checker.graph.kind_of(blocks[0])
        single = kind if len(blocks) == 1 else None
        lines = lines_of(single, self._project.place.checker.results[ids[0]]) if single else []
        self.explanation.show_lines(lines, self._theme)

    def commit(self) -> None:
        """Take over what is being typed."""
        if self._alive():
            self._rename()
            if self.form is not None:
                self.form.commit()

    def edit_name(self) -> None:
        """Put the cursor into the layer's name."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def edit_first(self) -> None:
        """Put the cursor into the first field."""
        if self.form is not None and self.form.fields:
            field = next(iter(self.form.fields.values()))
            field.input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------ showing

    def _arrange(self) -> None:
        self.name_error.setWordWrap(True)
        self.name_error.hide()
        self.summary.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.square)
        head.addWidget(self.title)
        head.addWidget(self.name, 1)
        head.addStretch(0)  # keeps the title at the left where there is no name
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        self._column.addWidget(self.name_error)
        self._column.addWidget(self.summary)
        self._column.addWidget(self.explanation)
        self._column.addStretch(1)

    def _show_head(self, blocks: list[Block]) -> None:
        kinds = {block.type for block in blocks}
        many = len(blocks) > 1
        graph = self._project.place.checker.graph
        kind = graph.kind_of(blocks[0]) if len(kinds) == 1 else None
        word = blocks[0].type if len(kinds) == 1 else "blocks"
        self.title.setText(f"{len(blocks)} {word}" if many else word)
        colour = self._theme.categories[kind.category] if kind else self._theme.muted
        self.square.setPixmap(square(colour).pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self.name.setVisible(not many)
        if not many and not self.name.isModified():
            self.name.set_text(blocks[0].name)
            self.name.set_hint(self._project.place.checker.names[blocks[0].id])
        self.summary.setText(_words_about(graph, blocks))

    def _use_form(self, blocks: list[Block]) -> None:
        types = tuple(dict.fromkeys(block.type for block in blocks))
        form = self._forms.get(types)
        if form is None:
            form = ParameterForm(common_parameters(self._project.place.checker.graph, blocks), self)
            form.changed.connect(self._change)
            form.reset.connect(self._reset)
            form.left.connect(self._project_seal)
            self._forms[types] = form
            self._column.insertWidget(self._column.indexOf(self.explanation), form)
        if form is not self.form:
            if self.form is not None:
                self.form.hide()
            self.form = form
        form.setVisible(bool(form.names))

    def _bind(self, blocks: list[Block]) -> None:
        assert self.form is not None
        values: dict[str, Any] = {}
        for name in self.form.names:
            found = [block.value(name) for block in blocks]
            agree = all(same_value(value, found[0]) for value in found)
            values[name] = found[0] if agree else MIXED
        arguments = self._arguments(blocks)
        self.form.bind(
            (self._graph_name, *self._ids), values, arguments, self._words_of_problems(blocks)
        )

    def _arguments(self, blocks: list[Block]) -> dict[str, Any]:
        results = [self._project.place.checker.results[block.id].arguments for block in blocks]
        names = set.intersection(*(set(arguments) for arguments in results))
        return {
            name: results[0][name]
            for name in names
            if all(same_value(arguments[name], results[0][name]) for arguments in results)
        }

    def _words_of_problems(self, blocks: list[Block]) -> dict[str, str]:
        if len(blocks) != 1:
            return {}
        found = {}
        for problem in self._project.place.checker.results[blocks[0].id].problems:
            if problem.parameter:
                from blocks.wording import describe

                words = describe(problem, self._project.place.checker)
                found[problem.parameter] = words.partition(": ")[2] or words
        return found

    # ------------------------------------------------------------ changing

    def _change(self, name: str, value: Any, more: bool) -> None:
        edits: list[Edit] = []
        for block_id in self._alive():
            edits += set_values(self._project.document, block_id, self._graph_name, **{name: value})
        merge = f"value {name} {' '.join(self._ids)}" if more else ""
        self._do(f"Change {name}", edits, merge)

    def _reset(self, name: str) -> None:
        edits: list[Edit] = []
        for block_id in self._alive():
            block = self._project.place.checker.graph.blocks[block_id]
            kind = self._project.place.checker.graph.kind_of(block)
            parameter = kind.parameter(name) if kind else None
            if parameter is not None:
                value: Any = parameter.start if parameter.required else parameter.default
                edits += set_values(
                    self._project.document, block_id, self._graph_name, **{name: value}
                )
        self._do(f"Reset {name}", edits)
        self.show_blocks(self._ids)

    def _rename(self) -> None:
        if len(self._alive()) != 1 or not self.name.isModified():
            return
        try:
            edits = rename_block(
                self._project.document, self._ids[0], self.name.text(), self._graph_name
            )
        except NetwrightError as error:
            self.name_error.setText(str(error))
            self.name_error.show()
            return
        self.name_error.hide()
        self.name.setModified(False)
        self._do("Name the layer", edits)

    def _do(self, label: str, edits: list[Edit], merge: str = "") -> None:
        self._project.do(label, edits, merge)

    def _project_seal(self) -> None:
        self._project.history.seal()

    def _alive(self) -> list[str]:
        graph = self._project.document.graphs.get(self._graph_name)
        return [block_id for block_id in self._ids if graph is not None and block_id in graph]


def _words_about(graph: Graph, blocks: Sequence[Block]) -> str:
    if len(blocks) > 1:
        return "What you change is changed in all of them."
    kind = graph.kind_of(blocks[0])
    return kind.summary if kind else "This version does not know this block. It is kept as it is."


def common_parameters(graph: Graph, blocks: Sequence[Block]) -> tuple[Parameter, ...]:
    """Return the parameters that all blocks have, declared alike, in the order of the first one."""
    kinds = list(dict.fromkeys(block.type for block in blocks))
    first = graph.kind_of(blocks[0])
    others = [graph.kind_of(block) for block in blocks if block.type in kinds[1:]]
    if first is None or any(kind is None for kind in others):
        return ()
    return tuple(
        parameter
        for parameter in first.parameters
        if all(_alike(parameter, kind.parameter(parameter.name)) for kind in others if kind)
    )


def _alike(one: Parameter, other: Parameter | None) -> bool:
    if other is None or type(one) is not type(other):
        return False
    return getattr(one, "choices", ()) == getattr(other, "choices", ()) and getattr(
        one, "rank", 0
    ) == getattr(other, "rank", 0)


def _label(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

"""The inspector's page for blocks: type and layer name, parameters, and how the numbers come about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.forms.field import MIXED, Shown
from app.forms.form import ParameterForm
from app.forms.name_refusal import nearest, refusal_words
from app.inspector.block_head import BlockHead
from app.inspector.explanation import Explanation, lines_of
from app.inspector.instance_bar import InstanceBar
from app.inspector.structure_form import StructureForm
from app.inspector.unknown_layer_view import KeptView
from app.project.navigator import Navigator
from app.project.project import Project
from app.project.scope import names_for, structure_now
from app.project.shared_values import common_parameters, value_of
from app.project.structure_labels import field_of, structure_label
from app.widgets.layouts import STRETCH, column
from blocks.check.receptive_fields import field_text
from blocks.commands.blocks import rename_block, set_values
from blocks.commands.composites import rename_port, set_structure
from blocks.commands.wrappers import LAYER, change_layer
from blocks.document.edits import Edit
from blocks.errors import NetwrightError
from blocks.graph.graph import MODEL, Block
from blocks.graph.structure import Structure
from blocks.inference.repeats import can_have_structure
from blocks.parameters import Parameter, same_value
from blocks.parameters.base import Required
from blocks.types.block_type import BlockType, Form
from blocks.values.values import Value
from canvas.theme.themes import Theme


class BlockPage(QWidget):
    """Edits one block, or what several have in common.

    Signals:
        asked (str): the id of an action that a button stands for.
        promote_asked (str): a parameter that is to become a metaparameter.
    """

    asked = Signal(str)
    promote_asked = Signal(str)

    def __init__(self, project: Project, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("blockPage")
        self._project = project
        self._theme = theme
        self._ids: tuple[str, ...] = ()
        self._graph_name = MODEL
        self._forms: dict[tuple[str, ...], ParameterForm] = {}
        self.form: ParameterForm | None = None
        self.head = BlockHead(self)
        self.head.name.entered.connect(self._rename)
        self.head.name_error.follow(self.head.name, self._rename)
        head = self.head
        self.title, self.name, self.name_error = head.title, head.name, head.name_error
        self.summary = head.summary
        self.instance = InstanceBar(self)
        self.instance.asked.connect(self.asked)
        self.structure = StructureForm(self)
        self.structure.changed.connect(self._restructure)
        self.structure.left.connect(self._project_seal)
        self.kept = KeptView(self)
        self.explanation = Explanation(self)
        parts = self.head, self.instance, self.kept, self.structure, self.explanation
        self._column = column(*parts, STRETCH, on=self, gap=8)

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
        self._graph_name = self._place.graph_name
        blocks = [self._place.graph.blocks[block_id] for block_id in ids]
        self.head.show_blocks(blocks, self._place.checker, self._theme)
        self._use_form(blocks)
        self._bind(blocks)
        kind = self._place.graph.kind_of(blocks[0])
        single = kind if len(blocks) == 1 else None
        self.kept.show_block(blocks[0] if len(blocks) == 1 and kind is None else None)
        self._show_instance(single)
        self._show_structure(blocks[0], single)
        checker = self._place.checker
        field = checker.fields()[ids[0]]
        words = field_text(checker.graph, checker.results, field) if field is not None else ""
        lines = lines_of(single, checker.results[ids[0]], words) if single else []
        self.explanation.show_lines(lines, self._theme)

    def commit(self) -> None:
        """Take over what is being typed."""
        if self._alive():
            self._rename()
            if self.form is not None:
                self.form.commit()
            self.structure.commit()

    def edit_structure(self) -> None:
        """Put the cursor where repeats are chosen."""
        self.structure.edit()

    def edit_name(self) -> None:
        """Put the cursor into the layer's name."""
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.selectAll()

    def edit_first(self) -> None:
        """Put the cursor into the first field."""
        if self.form is not None and self.form.fields:
            next(iter(self.form.fields.values())).edit()

    @property
    def _place(self) -> Navigator:
        return self._project.place

    # ------------------------------------------------------------ showing

    def _use_form(self, blocks: list[Block]) -> None:
        types = tuple(dict.fromkeys(block.type for block in blocks))
        parameters = common_parameters(self._place.graph, blocks)
        form = self._forms.get(types)
        if form is not None and form.parameters != parameters:
            self._drop_form(types, form)  # a composite has other metaparameters now
            form = None
        if form is None:
            form = self._forms[types] = self._make_form(parameters)
        before = self.form
        focused = before.focused() if before is not None else ""
        if before is not None and before is not form:
            before.hide()
        self.form = form
        form.setVisible(bool(form.names))
        if before is not form:
            form.take_focus(focused)

    def _make_form(self, parameters: tuple[Parameter, ...]) -> ParameterForm:
        form = ParameterForm(parameters, self)
        form.changed.connect(self._change)
        form.reset.connect(self._reset)
        form.left.connect(self._project_seal)
        form.promoted.connect(self.promote_asked)
        self._column.insertWidget(self._column.indexOf(self.structure), form)
        return form

    def _drop_form(self, types: tuple[str, ...], form: ParameterForm) -> None:
        del self._forms[types]
        if form is self.form:
            self.form = None
        form.hide()
        form.deleteLater()

    def _show_instance(self, kind: BlockType | None) -> None:
        shown = kind is not None and kind.form is Form.COMPOSITE
        self.instance.setVisible(shown)
        if kind is not None and shown:
            self.instance.show_uses(self._project.document, kind.name)

    def _show_structure(self, block: Block, kind: BlockType | None) -> None:
        shown = block.structure is not None or (kind is not None and can_have_structure(kind))
        self.structure.setVisible(kind is not None and shown)
        if kind is not None and shown:
            checker = self._place.checker
            self.structure.bind(
                (self._graph_name, block.id),
                block.structure,
                structure_now(checker, block.id),
                self._words_of_problems([block]),
                names_for(checker, block.id),
            )

    def _bind(self, blocks: list[Block]) -> None:
        assert self.form is not None
        graph = self._place.graph
        values: dict[str, Shown] = {}
        for name in self.form.names:
            found = [value_of(graph, block, name) for block in blocks]
            agree = all(same_value(value, found[0]) for value in found)
            values[name] = found[0] if agree else MIXED
        names = [names_for(self._place.checker, block.id) for block in blocks]
        common = {name: names[0][name] for name in names[0] if all(name in each for each in names)}
        self.form.set_names(common)
        self.form.set_promotable(len(blocks) == 1)
        self.form.bind(
            (self._graph_name, *self._ids),
            values,
            self._arguments(blocks),
            self._words_of_problems(blocks),
        )

    def _arguments(self, blocks: list[Block]) -> dict[str, Value]:
        results = [self._place.checker.results[block.id].arguments for block in blocks]
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
        for problem in self._place.checker.results[blocks[0].id].problems:
            name = problem.parameter or field_of(problem, blocks[0].structure)
            if name:
                from blocks.inference.wording import describe

                words = describe(problem, self._place.checker)
                own = problem.text if problem.kind == "expression" else words.partition(": ")[2]
                found[name] = own or words
        return found

    # ------------------------------------------------------------ changing

    def _change(self, name: str, value: Value, more: bool) -> None:
        edits: list[Edit] = []
        document, place = self._project.document, self._graph_name
        for block_id in self._alive():
            if name == LAYER:
                edits += change_layer(document, block_id, str(value), place)
            else:
                edits += set_values(document, block_id, place, **{name: value})
        merge = f"value {name} {' '.join(self._ids)}" if more else ""
        self._do(f"Change {name}", edits, merge)

    def _reset(self, name: str) -> None:
        edits: list[Edit] = []
        for block_id in self._alive():
            block = self._place.graph.blocks[block_id]
            kind = self._place.graph.kind_of(block)
            parameter = kind.parameter(name) if kind else None
            if parameter is not None:
                default = parameter.default
                value = parameter.start if isinstance(default, Required) else default
                edits += set_values(
                    self._project.document, block_id, self._graph_name, **{name: value}
                )
        self._do(f"Reset {name}", edits)
        self.show_blocks(self._ids)

    def _restructure(self, structure: Structure | None, more: bool) -> None:
        if len(self._alive()) != 1:
            return
        edits = set_structure(self._project.document, self._ids[0], structure, self._graph_name)
        merge = f"structure {self._ids[0]}" if more else ""
        self._do(structure_label(structure), edits, merge)

    def _rename(self) -> None:
        if len(self._alive()) != 1 or not self.name.isModified():
            return
        block_id, typed = self._ids[0], self.name.text()
        try:
            edits = self._renamed(block_id, typed)
        except NetwrightError as error:
            self.name.take_back()
            offer = nearest(typed, lambda name: self._renamed(block_id, name))
            self.name_error.tell(refusal_words(typed, str(error)), offer)
            return
        self.name_error.tell("")
        self.name.settle()
        self._do("Name the layer", edits)

    def _renamed(self, block_id: str, name: str) -> list[Edit]:
        document, graph = self._project.document, self._graph_name
        kind = document.graph(graph).kind(block_id)
        if kind is not None and kind.form is Form.PORT and graph != MODEL:
            return rename_port(document, graph, block_id, name)
        return rename_block(document, block_id, name, graph)

    def _do(self, label: str, edits: list[Edit], merge: str = "") -> None:
        self._project.do(label, edits, merge)

    def _project_seal(self) -> None:
        self._project.history.seal()

    def _alive(self) -> list[str]:
        graph = self._project.document.graphs.get(self._graph_name)
        return [block_id for block_id in self._ids if graph is not None and block_id in graph]

"""Carries out the actions on composites: make one, expand it, make it independent, rename it, begin an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.composites.dialogs import MakeDialog, NameDialog
from app.project.composite_edits import end_edits, new_composite
from app.project.navigator import Navigator, PathStep
from blocks.catalog.ports import IN, OUT
from blocks.commands.composites import (
    can_make,
    expand_instance,
    free_composite_name,
    make_composite,
    make_independent,
    name_problem,
    promote_parameter,
    remove_composite,
    rename_composite,
)
from blocks.document.edits import AddBlock, Edit
from blocks.errors import NetwrightError
from blocks.graph.graph import MODEL
from blocks.inference.repeats import can_have_structure

if TYPE_CHECKING:
    from app.frame.workbench import Workbench
    from blocks.document.document import Document

SUGGESTED = "Block"
"""Stem of the names that are offered for new composites."""


class CompositeActions(QObject):
    """Carries out what menus and buttons ask for, on the graph on screen. Each is one step of undo.

    Signals:
        structure_wanted: the fields for repeats and the condition of the selected block are to be shown.
    """

    structure_wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench.widget)
        self.bench = bench

    @property
    def _document(self) -> Document:
        return self.bench.project.document

    @property
    def _place(self) -> Navigator:
        return self.bench.project.place

    # ------------------------------------------------------------ make and expand

    def make(self) -> None:
        """Ask for a name, then put the selected blocks into a composite."""
        self.bench.commit()
        ids, name = self.bench.canvas.selected_ids(), self._place.graph_name
        reason = can_make(self._document, ids, name)
        if reason:
            self._tell(reason)
            return
        dialog = MakeDialog(
            self._place.checker, ids, self._free_name(), self._name_problem, self.bench.widget
        )
        dialog.accepted.connect(lambda: self._make(ids, name, dialog))
        _open(dialog)

    def _make(self, ids: list[str], graph_name: str, dialog: MakeDialog) -> None:
        name, promote = dialog.chosen(), dialog.promoted()
        self._do(
            f"Make composite {name}",
            lambda: make_composite(self._document, ids, name, graph_name, promote),
        )

    def expand(self) -> None:
        """Put what is in the selected composite into its place."""
        chosen = self._chosen()
        if chosen:
            name = self._place.graph.blocks[chosen].type
            self._do(
                f"Expand {name}",
                lambda: expand_instance(self._document, chosen, self._place.graph_name),
            )

    def unfold(self) -> None:
        """Make the model flat: a block for every layer, laid out again."""
        from blocks.commands.composites.unfolding import unfold_all
        from canvas.layout.document import places

        self.bench.commit()
        self._place.go(0)
        before = len(self._document.model.blocks)
        if self._do("Unfold all composites", lambda: unfold_all(self._document, places)):
            self.bench.canvas.select([])
            now = len(self._document.model.blocks)
            self._tell(f"{before:,} blocks have become {now:,}. Undo folds them again")

    def independent(self) -> None:
        """Give the selected composite a definition of its own."""
        chosen = self._chosen()
        if chosen and self._do(
            "Make independent",
            lambda: make_independent(self._document, chosen, self._place.graph_name),
        ):
            name = self._place.graph.blocks[chosen].type
            self._tell(f"It is a {name} of its own now")
            self.bench.canvas.select([chosen])

    # ------------------------------------------------------------ definitions

    def new(self) -> None:
        """Ask for a name, add a composite with an input and an output, and step inside."""
        self.bench.commit()
        dialog = NameDialog(
            "New composite", "Create", self._free_name(), self._name_problem, self.bench.widget
        )
        dialog.accepted.connect(lambda: self._new(dialog.chosen()))
        _open(dialog)

    def _new(self, name: str) -> None:
        canvas = self.bench.canvas
        chosen = canvas.selected_ids()
        after = chosen[0] if len(chosen) == 1 else ""
        at = canvas.adding.place_for_new(after)
        graph = self._place.graph_name
        block_id, edits = new_composite(self._document, name, graph, at, after)
        if self._do(f"New composite {name}", lambda: edits):
            self._place.enter(block_id)

    def open_definition(self, name: str) -> None:
        """Step to the nearest instance of a composite; where there is none, show the definition by itself."""
        path = self._place.find(name)
        if path is not None:
            self._place.show(path)
            self.bench.canvas.select([])

    def rename(self) -> None:
        """Ask for another name of the selected composite, or of the one on screen."""
        self.bench.commit()
        old = self._named()
        if not old:
            return
        dialog = NameDialog(
            f"Rename {old}",
            "Rename",
            old,
            lambda name: "" if name == old else self._name_problem(name),
            self.bench.widget,
        )
        dialog.accepted.connect(lambda: self.rename_to(old, dialog.chosen()))
        _open(dialog)

    def rename_to(self, old: str, new: str) -> bool:
        """Rename a composite at all its instances, and stay where we are; tells whether that went well."""
        chosen = self.bench.canvas.selected_ids()
        path = [
            PathStep(s.block, new if s.graph == old else s.graph, s.index) for s in self._place.path
        ]
        inside = any(step.graph == new for step in path)
        if not self._do(f"Rename {old}", lambda: rename_composite(self._document, old, new)):
            return False
        if inside:
            self._place.show(path)
        self.bench.canvas.select(chosen)
        return True

    def remove(self, name: str) -> bool:
        """Remove a composite that nothing uses; tells whether that went well."""
        if name in {step.graph for step in self._place.path}:
            self._place.go(0)
        return self._do(f"Remove {name}", lambda: remove_composite(self._document, name))

    def add_input(self) -> None:
        """Add an input to the composite on screen."""
        self._add_end(IN.name, "Add an input")

    def add_output(self) -> None:
        """Add an output to the composite on screen."""
        self._add_end(OUT.name, "Add an output")

    def _add_end(self, type_name: str, label: str) -> None:
        graph = self._place.graph
        if graph.name != MODEL:
            at = self.bench.canvas.adding.place_for_new("")
            self._do(label, lambda: end_edits(graph, type_name, at))

    # ------------------------------------------------------------ blocks

    def repeat(self) -> None:
        """Put the cursor where repeats and the condition of the selected block are."""
        chosen = self.bench.canvas.selected_ids()
        kind = self._place.graph.kind(chosen[0]) if len(chosen) == 1 else None
        if kind is None:
            self._tell("select one block to repeat it")
        elif not can_have_structure(kind):
            self._tell(f"{kind.name} cannot be repeated: it needs one input and one output")
        else:
            self.structure_wanted.emit()

    def promote(self, parameter: str) -> None:
        """Make a metaparameter of a value of the selected block."""
        chosen = self.bench.canvas.selected_ids()
        if len(chosen) != 1:
            return
        name = self._place.graph_name
        if self._do(
            f"Promote {parameter}",
            lambda: promote_parameter(self._document, name, chosen[0], parameter),
        ):
            self._tell(f"{parameter} is a metaparameter of {name or 'the model'} now")

    # ------------------------------------------------------------ helpers

    def states(self) -> set[str]:
        """Return ``definition`` where a composite is selected or on screen."""
        return {"definition"} if self._named() else set()

    def _named(self) -> str:
        chosen = self._chosen()
        return self._place.graph.blocks[chosen].type if chosen else self._place.graph_name

    def _chosen(self) -> str:
        chosen = self.bench.canvas.selected_ids()
        return chosen[0] if len(chosen) == 1 and self._place.can_enter(chosen[0]) else ""

    def _free_name(self) -> str:
        return free_composite_name(self._document, SUGGESTED)

    def _name_problem(self, name: str) -> str:
        return name_problem(self._document, name)

    def _do(self, label: str, make: Callable[[], Iterable[Edit]]) -> bool:
        """Apply edits as one step, and select the blocks that they add to the graph on screen."""
        try:
            edits = list(make())
            self.bench.project.do(label, edits)
        except NetwrightError as error:
            self._tell(str(error))
            return False
        here = self._place.graph_name
        made = [e.block.id for e in edits if isinstance(e, AddBlock) and e.graph == here]
        if made:
            self.bench.canvas.select(made)
        return True

    def _tell(self, words: str) -> None:
        self.bench.tell(words[:1].upper() + words[1:])


def _open(dialog: NameDialog) -> None:
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.show()
    dialog.name.setFocus()

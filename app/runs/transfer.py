"""Transfer learning in the window: which weights training starts from, what is frozen, and a new head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.actions.words import title_of
from app.exports.weights import WEIGHT_SUFFIXES
from app.frame.notices import Notice
from app.frame.reasons import Holds, while_done, while_open, while_said
from app.frame.save_path import start_folder
from app.project.start_weights import REMEDY, missing_words, other_file, state_words, without
from app.runs.log_window import show_log
from app.system.errors import UserError
from app.training.messages import WeightsGiven
from blocks.commands.transfer import freeze_before, replace_head, set_trainable
from blocks.document.edits import Edit
from blocks.document.weights_source import source_of
from blocks.errors import EditError
from blocks.graph.graph import MODEL

if TYPE_CHECKING:
    from app.frame.workbench import Workbench

KEY = "transfer"
"""Of the notices about starting weights and heads."""


class TransferActions:
    """Carries out what the menus ask for. Each is one step of undo."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    # ------------------------------------------------------------ weights

    def show_weights(self) -> None:
        """Say what training starts from, and offer to change that."""
        project = self.bench.project
        words = partial(state_words, project.document, project.path)
        answers = self._answers() if source_of(project.document) else []
        self._tell(words(), answers, holds=while_said(self.bench, words))

    def look_at_project(self) -> None:
        """Say at once where a project's weights are not there; another project is on screen now."""
        self.bench.notices.close_notice(KEY)
        self.refuse_missing()

    def refuse_missing(self) -> bool:
        """Say so where the weights that the project starts from are not there; returns whether they are missing."""
        project = self.bench.project
        words = partial(missing_words, project.document, project.path)
        missing = words()
        if missing:
            holds = while_said(self.bench, words)
            self._tell(f"{missing} {REMEDY}", self._answers(), bad=True, holds=holds)
        return bool(missing)

    def show_given(self, event: WeightsGiven) -> None:
        """Say which layers have got their weights, and which have not."""
        answers: list[tuple[str, Callable[[], object]]] = []
        if event.missing:
            answers.append(("Show the layers", lambda: self._show_layers(event)))
        self._tell(event.text, answers)

    def _show_layers(self, event: WeightsGiven) -> None:
        wide = max(len(name) for name, _ in event.missing)
        lines = [f"{name:{wide}}  {reason}" for name, reason in event.missing]
        show_log(self.bench.widget, "Layers without weights from the file", "\n".join(lines))

    def choose_file(self) -> None:
        """Ask for the file with the weights."""
        patterns = " ".join(f"*{suffix}" for suffix in WEIGHT_SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self.bench.widget,
            "Weights to start from",
            start_folder(self.bench.project),
            f"Weights ({patterns})",
        )
        if name:
            self.use_file(Path(name))

    def use_file(self, path: Path) -> None:
        """Start from the weights in a file."""
        project = self.bench.project
        try:
            edits = other_file(project.document, project.path, path)
        except UserError as error:
            self._tell(str(error), bad=True)
            return
        project.do("Choose the starting weights", edits)
        self.show_weights()

    def drop_weights(self) -> None:
        """Start from random weights."""
        project = self.bench.project
        project.do("Start from random weights", without(project.document))
        self.show_weights()

    def _answers(self) -> list[tuple[str, Callable[[], object]]]:
        return [("Choose the file...", self.choose_file), ("Start without", self.drop_weights)]

    # ------------------------------------------------------------ freezing

    def freeze(self) -> None:
        """Keep the weights of the selected blocks as they are."""
        self._set_trainable("Freeze", False)

    def train_again(self) -> None:
        """Let training change the weights of the selected blocks again."""
        self._set_trainable("Train again", True)

    def freeze_before(self) -> None:
        """Keep the weights of everything whose data come to the selected block."""
        self.bench.commit()
        ids = self.bench.canvas.selected_ids()
        if len(ids) != 1:
            self._tell(
                "Select the first block that is to be trained.",
                holds=lambda: len(self.bench.canvas.selected_ids()) != 1,
            )
            return
        project = self.bench.project
        name = project.place.graph_name
        self._do("Freeze what comes before", lambda: freeze_before(project.document, ids[0], name))

    def _set_trainable(self, label: str, on: bool) -> None:
        self.bench.commit()
        ids = self.bench.canvas.selected_ids()
        project = self.bench.project
        edits = set_trainable(project.document, ids, on, project.place.graph_name)
        if edits:
            project.do(label, edits)
        else:
            state = "trained" if on else "frozen"
            self.bench.tell(f"There are no weights here that are not {state} yet.")

    # ------------------------------------------------------------ head

    def new_head(self) -> None:
        """Put a new Dense layer at the end, as the data ask for."""
        bench = self.bench
        bench.commit()
        project = bench.project
        if project.data is None:
            words = project.data_error or "Choose the data that the model is to learn first."
            holds = while_said(bench, lambda: str(project.data and project.data.title))
            self._tell(
                words,
                [(title_of("view.data"), partial(bench.trigger, "view.data"))],
                bad=True,
                holds=holds,
            )
            return
        data, made = project.data, list[str]()

        def edits() -> list[Edit]:
            ids, found = replace_head(project.document, project.checker, data)
            made.extend(ids)
            return found

        if not self._do("Replace the head", edits):
            return
        project.place.go(0)
        bench.canvas.select(made)
        words = f"The model has a new head for {data.title}; it begins with random weights."
        answers = [(title_of("train.freeze_before"), lambda: self._freeze_all_before(made[0]))]
        self._tell(words, answers, holds=while_done(bench))

    def _freeze_all_before(self, block_id: str) -> None:
        document = self.bench.project.document
        if block_id in document.model:
            self._do("Freeze what comes before", lambda: freeze_before(document, block_id, MODEL))

    # ------------------------------------------------------------ parts

    def _do(self, label: str, make: Callable[[], list[Edit]]) -> bool:
        try:
            self.bench.project.do(label, make())
        except EditError as error:
            words = str(error)
            self._tell(f"{words[:1].upper()}{words[1:]}.", bad=True)
            return False
        return True

    def _tell(
        self,
        words: str,
        answers: Sequence[tuple[str, Callable[[], object]]] = (),
        bad: bool = False,
        holds: Holds | None = None,
    ) -> None:
        holds = holds or while_open(self.bench)
        self.bench.notices.tell(Notice(KEY, words, answers, bad=bad, holds=holds))

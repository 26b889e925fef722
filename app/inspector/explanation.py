"""The box "How the numbers come about": the arithmetic of one block, line by line."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from app.look.figures import bytes_text, count_text, short_count
from app.widgets.layouts import column
from app.widgets.parts import label
from blocks.inference.result import BlockCheck, Totals
from blocks.types.block_type import BlockType
from blocks.types.rules import ExplanationStep, Weight
from blocks.values.shapes import shape_text
from canvas.theme.themes import Theme

ExplanationLine = tuple[str, str, str]
"""Label, formula and result."""


def lines_of(kind: BlockType, check: BlockCheck, field: str = "") -> list[ExplanationLine]:
    """Return what there is to say of a block whose shapes are known, with its receptive field where it has one."""
    lines = _lines(kind, check)
    if field and lines:
        lines.append(("Receptive field", "", field))
    return lines


def _lines(kind: BlockType, check: BlockCheck) -> list[ExplanationLine]:
    inference = check.inference
    if inference is None or None in check.inputs:
        return []
    if check.inside is not None:
        return _sums(check)
    shapes = tuple(shape for shape in check.inputs if shape is not None)
    steps = kind.explain(check.arguments, shapes, inference)
    sizes, weights, sums = _parted([_step(step) for step in steps], inference.weights)
    if not sizes or len(check.output or ()) > 1:  # the one step of a plain size has told it
        sizes.append(("Output", "", shape_text(check.output)))
    if not sums and check.multiply_adds:
        sums = [("Multiply-adds", "", short_count(check.multiply_adds))]
    if weights:
        weights.append(("Parameters", "", count_text(check.parameters)))
    sums.append(("Activations", "", f"{bytes_text(check.activation_bytes)} per example"))
    return [*sizes, *weights, *sums]


def _sums(check: BlockCheck) -> list[ExplanationLine]:
    """Return what there is to say of a composite or a repeated block: sums over the layers inside."""
    layers = " + ".join(f"{count:,} {name}" for name, count in check.layers)
    fixed = check.parameters - check.trainable
    return [
        *((("Output", "", shape_text(check.output)),) if len(check.outputs) == 1 else ()),
        ("Layers", layers, count_text(sum(count for _, count in check.layers))),
        ("Parameters", "", count_text(check.parameters)),
        *((("Not trained", "", count_text(fixed)),) if fixed else ()),
        ("Multiply-adds", "", short_count(check.multiply_adds)),
        ("Activations", "", f"{bytes_text(check.activation_bytes)} per example"),
    ]


def _parted(
    steps: list[ExplanationLine], weights: tuple[Weight, ...]
) -> tuple[list[ExplanationLine], list[ExplanationLine], list[ExplanationLine]]:
    """Part what a type explains into sizes, weights and multiply-adds; weights that it leaves out are added.

    A type tells sizes first, then its weights, then the multiply-adds, so that nothing need be told twice.
    """
    end = len(steps) - (bool(steps) and steps[-1][0] == "Multiply-adds")
    cut = end - len(weights)
    if cut >= 0 and [line[2] for line in steps[cut:end]] == [count_text(w.count) for w in weights]:
        return steps[:cut], steps[cut:end], steps[end:]
    return steps[:end], [_weight(weight) for weight in weights], steps[end:]


def _step(step: ExplanationStep) -> ExplanationLine:
    return step.label, step.formula, step.result


def _weight(weight: Weight) -> ExplanationLine:
    word = weight.name.rpartition("/")[2].replace("_", " ")
    words = word[:1].upper() + word[1:] + ("" if weight.trainable else " (not trained)")
    sizes = " × ".join(map(str, weight.shape)) if len(weight.shape) > 1 else ""
    return words, sizes, count_text(weight.count)


def total_lines(totals: Totals, blocks: int, *, weights: bool = False) -> list[ExplanationLine]:
    """Return what there is to say of a whole graph: of its sums, and of its number of blocks."""
    memory = [("Weights", "", bytes_text(totals.weight_bytes))] if weights else []
    return [
        ("Blocks", "", count_text(blocks)),
        ("Parameters", "", count_text(totals.parameters)),
        ("Trained", "", count_text(totals.trainable)),
        ("Multiply-adds", "", short_count(totals.multiply_adds)),
        *memory,
        ("Activations", "", f"{bytes_text(totals.activation_bytes)} per example"),
    ]


def html_of(lines: list[ExplanationLine], theme: Theme) -> str:
    """Write lines as rich text; every part is escaped."""
    rows = []
    for words, formula, result in lines:
        formula = "" if formula == result else formula
        middle = f" {escape(formula)} =" if formula and result else f" {escape(formula)}"
        rows.append(
            f'<span style="color:{theme.muted}">{escape(words)}</span>'
            f"{middle if formula else ''} <b>{escape(result)}</b>"
        )
    return "<br>".join(rows)


class Explanation(QFrame):
    """The box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explanation")
        self.heading = label("How the numbers come about", "heading")
        self.body = label("", "explanationText", wrap=True)
        self.body.setTextFormat(Qt.TextFormat.RichText)
        self.body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column(self.heading, self.body, on=self, rim=(12, 10, 12, 12), gap=6)

    def show_lines(self, lines: list[ExplanationLine], theme: Theme) -> None:
        """Show lines; hidden where there are none."""
        self.setVisible(bool(lines))
        text = f'<div style="line-height:145%">{html_of(lines, theme)}</div>' if lines else ""
        if text != self.body.text():
            self.body.setText(text)

"""Words about blocks: tooltips, and what a screen reader says of the selection."""

from __future__ import annotations

from html import escape

from blocks.graph.graph import Block
from blocks.graph.shared_layers import group_of, is_again
from blocks.graph.unknown_layers import unknown_layer_of, words_of
from blocks.values.shapes import shape_text
from canvas.items.repeat_marks import RepeatMark, repeat_of
from canvas.scene.scene import GraphScene

_TIP_LINES = 8
_TIP_LETTERS = 80


def block_tip(scene: GraphScene, block_id: str) -> str:
    """Return the tooltip of a block as rich text."""
    block = scene.graph.blocks[block_id]
    kind = scene.graph.kind_of(block)
    result = scene.checker.results.get(block_id)
    name = scene.checker.names.get(block_id, "")
    lines = [f"<b>{escape(block.type)}</b> {escape(name)}"]
    if kind is not None:
        lines.append(escape(kind.summary))
    else:
        lines += [escape(words) for words in _kept_words(block)]
    if result is not None and result.inference is not None:
        work = "" if result.multiply_adds is None else f" · {result.multiply_adds:,} multiply-adds"
        lines.append(
            f"{escape(shape_text(result.output))} · {result.parameters:,} parameters{work}"
        )
    if len(group_of(scene.graph, block_id)) > 1:
        lines.append(escape(_shared_words(scene, block_id)))
    repeat = repeat_of(scene.checker, block_id)
    lines += [escape(words) for words in repeat_words(repeat)]
    for words in problem_words(scene, block_id):
        lines.append(f'<span style="color:{scene.pens.theme.error}">{escape(words)}</span>')
    return "<br>".join(lines)


def _shared_words(scene: GraphScene, block_id: str) -> str:
    """Say that a layer is applied by several blocks, and where its weights are counted."""
    if is_again(scene.graph, block_id):
        return "Applies a layer again that another block makes: the same weights, counted there."
    others = len(group_of(scene.graph, block_id)) - 1
    return f"Its layer is applied again by {others} other block{'s' if others > 1 else ''}, with the same weights."


def _kept_words(block: Block) -> list[str]:
    """Say what is kept of a layer that is not known: its module and its arguments, shortened."""
    unknown_layer = unknown_layer_of(block)
    if unknown_layer is None:
        return []
    lines = [
        f"{words_of(unknown_layer)}{f', of {unknown_layer.module}' if unknown_layer.module else ''}"
    ]
    for name, value in list(unknown_layer.config.items())[:_TIP_LINES]:
        lines.append(f"{name} = {value}"[:_TIP_LETTERS])
    if len(unknown_layer.config) > _TIP_LINES:
        lines.append(f"and {len(unknown_layer.config) - _TIP_LINES} more")
    return lines


def repeat_words(repeat: RepeatMark) -> list[str]:
    """Say how often a block is there, and under which condition."""
    lines = []
    if repeat.times:
        way = f"in parallel, then {repeat.merge}" if repeat.sideways else "one after the other"
        source = f" = {repeat.written}" if repeat.written else ""
        lines.append(f"{repeat.times} {way}{source}")
    if repeat.condition:
        lines.append(f"only {repeat.condition}" if repeat.condition != "never" else "never there")
    if repeat.absent:
        lines.append("Here it is not there: what comes in passes through.")
    return lines


def problem_words(scene: GraphScene, block_id: str) -> list[str]:
    """Return a block's problems as sentences."""
    from blocks.inference.wording import describe

    return [describe(problem, scene.checker) for problem in scene.marks.problems(block_id)]


def describe_selection(scene: GraphScene) -> str:
    """Say what is selected: ``Conv2D conv2d_1, output 26×26×32, 1 problem``."""
    chosen = sorted(scene.selection.blocks & scene.cards.keys())
    if not chosen:
        count = len(scene.selection.wires)
        return f"{len(scene.cards)} blocks, {count or 'nothing'} selected"
    if len(chosen) > 1:
        return f"{len(chosen)} of {len(scene.cards)} blocks selected"
    (only,) = chosen
    result = scene.checker.results.get(only)
    words = [f"{scene.graph.blocks[only].type} {scene.checker.names.get(only, '')}".strip()]
    repeat = repeat_of(scene.checker, only)
    words += [each for each in (repeat.times, repeat.condition) if each]
    if result is not None and result.output is not None:
        words.append(f"output {shape_text(result.output)}")
    problems = len(scene.marks.problems(only))
    if problems:
        words.append(f"{problems} problem{'s' if problems > 1 else ''}")
    return ", ".join(words)

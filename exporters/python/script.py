"""The exported Python script: complete, runnable, importable, and the same model that the worker trains.

Random numbers are drawn in the worker's order: seed, data, model, compile, fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exporters.data.steps import DataPlan
from exporters.plan.tree import Plan
from exporters.python.backend import policy_lines
from exporters.python.parts import parts_of
from exporters.python.pieces.marks import without_marks
from exporters.python.source_map import SourceMap, map_of
from exporters.python.training import main_function
from exporters.styles.options import MODEL_ONLY, SCRIPT, ExportOptions, Style
from exporters.text.formatting import format_code
from exporters.text.lines import indented


def write_script(
    plan: Plan,
    data: DataPlan | None = None,
    model_only: bool = False,
    style: Style = Style.FUNCTIONS,
    options: ExportOptions | None = None,
) -> str:
    """Write the script; arguments and errors are those of `raw_script`."""
    return format_code(raw_script(plan, data, model_only, style, options))


def write_mapped_script(
    plan: Plan,
    data: DataPlan | None = None,
    model_only: bool = False,
    style: Style = Style.FUNCTIONS,
    options: ExportOptions | None = None,
) -> tuple[str, SourceMap]:
    """Write the very same script, and say which line is for which block."""
    raw, marks = without_marks(raw_script(plan, data, model_only, style, options, traced=True))
    text = format_code(raw)
    return text, map_of(raw, text, marks)


def raw_script(
    plan: Plan,
    data: DataPlan | None = None,
    model_only: bool = False,
    style: Style = Style.FUNCTIONS,
    options: ExportOptions | None = None,
    traced: bool = False,
) -> str:
    """Write the script before it is laid out.

    Args:
        plan: the model and its training.
        data: how the data are loaded; worked out from the settings where it is not given. Where no data are
            chosen, or several inputs do not all fit them, ``load_data()`` says what to fill in.
        model_only: leave out everything but ``build_model()``.
        style: how the model is written.
        options: all of this, the two before among it.
        traced: put marks around the code of every call, which say where it comes from.

    Raises:
        EmitError: a value in the plan has no form in Python, or the model none in this style.
        DataFileError: the chosen file of data cannot be read.
    """
    scope = MODEL_ONLY if model_only else SCRIPT
    options = options or ExportOptions(style=style, scope=scope)
    parts = parts_of(plan, data, options, traced)
    if options.model_only:
        run = [*policy_lines(parts.plan, options), "build_model().summary()"]
        return _joined([parts.head, *parts.functions, _when_run(run)])
    main = main_function(parts.plan, parts.data, options)
    return _joined([parts.head, parts.load, *parts.functions, main, _when_run(["main()"])])


def _when_run(lines: Sequence[str]) -> list[str]:
    return ['if __name__ == "__main__":', *indented(lines)]


def _joined(parts: Iterable[Sequence[str]]) -> str:
    return "\n\n\n".join("\n".join(part) for part in parts if part) + "\n"

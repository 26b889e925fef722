"""The round trip of an import: built again with Keras, is it the model that the file describes? Loads Keras."""

from __future__ import annotations

from pathlib import Path

from app.imports.answers import Verdict
from app.system.errors import UserError
from blocks.check.checker import Checker
from blocks.errors import NetwrightError
from blocks.files.project_file import from_text
from blocks.values import safe_json as json_safe
from exporters.plan.make import make_plan
from importers.keras_json.comparing import same_structure
from importers.keras_json.read import read_model
from importers.keras_json.tied import opened_where_tied
from importers.model_file import import_model, model_of
from importers.reports.errors import UnreadableModel
from importers.source.text.source import is_script

MOST_BYTES = 2 * 2**30
"""Weights, of all models that are built for the comparison: the largest of Keras's own have 1.4 GB."""


def compare(path: Path, project: str) -> Verdict:
    """Build a project and compare it with the file that it was read from.

    The file itself is only read as data: Keras sees nothing but our own description. Of a script that is what
    it comes to with every call and every loop written out.

    Args:
        path: the model file.
        project: the text of a project file.

    Raises:
        UserError: one of the two cannot be read, or nothing can be built.
    """
    try:
        script = is_script(path)
        original = None if script else opened_where_tied(model_of(path))
        document = from_text(project)
        plan = make_plan(document)
        flat = make_plan(import_model(path).flat or document) if script else None
    except (UnreadableModel, NetwrightError) as error:
        raise UserError(f"There is nothing to compare: {error}") from None
    checker = Checker(document, follows=False)
    _check_size(checker, flat is not None)
    from exporters.keras_model import build_model

    try:
        model = build_model(plan)
    except NetwrightError as error:
        raise UserError(f"There is nothing to compare: {error}") from None
    made = read_model(json_safe.parse(model.to_json().encode()))
    if original is None or flat is not None:
        assert flat is not None
        original = read_model(json_safe.parse(build_model(flat).to_json().encode()))
    difference, counted = same_structure(original, made, by_value=True), checker.totals().parameters
    if not difference and original.cut:
        difference = f"{original.cut[0]} shares its weights with another layer in the file"
    return _verdict(difference, made.count(), model.count_params(), counted)


def _verdict(difference: str, layers: int, parameters: int, counted: int) -> Verdict:
    """Say what the comparison found; ``counted`` are the parameters as the canvas counts them."""
    if not difference and parameters != counted:
        difference = f"Keras counts {parameters:,} parameters, the canvas {counted:,}"
    if difference:
        return Verdict(False, f"Built with Keras, the model differs from the file: {difference}.")
    return Verdict(
        True,
        f"Built with Keras, the model is the same as in the file: {layers:,} layers with all their settings, "
        f"connections and shapes, {parameters:,} parameters.",
    )


def _check_size(checker: Checker, twice: bool) -> None:
    """Refuse by our own count of bytes what could not be built, before Keras is loaded; raises `UserError`."""
    needed = checker.totals().weight_bytes * (2 if twice else 1)
    if needed > MOST_BYTES:
        raise UserError(
            f"The model is too large to be built and compared: its weights would take {needed / 2**30:,.1f} GB, "
            f"and the limit is {MOST_BYTES / 2**30:.0f} GB."
        )

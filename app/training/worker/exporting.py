"""A model file written in the worker: built, given its weights, written, loaded again and compared."""

from __future__ import annotations

import shutil
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.system.installation import install_command
from app.training.explain import Cause, RunError, explain_exception
from app.training.messages import ExportFile, FileExported, Phase, RunFailed
from app.training.worker.job import name_weights_whole
from app.training.worker.outbox import Outbox
from app.training.worker.pretrained import Given, give_by_name, give_weights
from app.training.worker.reading_back import compared, outputs_of, random_inputs, read_back
from blocks.document.document import Document
from blocks.files.project_file import from_text
from exporters.model_files import KERAS, LITERT, ONNX, WEIGHTS, ModelFormat, format_named
from exporters.plan.make import make_plan
from exporters.plan.tree import Plan

if TYPE_CHECKING:
    import keras

    from app.training.worker.reading_back import Arrays

SEED = 7
"""Of the random inputs."""


def export(command: ExportFile, outbox: Outbox) -> None:
    """Write a file, and tell how it ended; every failure becomes one sentence."""
    draft = Path(command.scratch)
    try:
        outbox.put(_exported(command, draft, outbox))
    except BaseException as error:
        cause = explain_exception(error)
        known = isinstance(error, RunError)
        details = "" if known else "".join(traceback.format_exception(error))
        outbox.put(RunFailed(cause.kind, cause.sentence, cause.remedy, cause.block, details))


def _exported(command: ExportFile, scratch: Path, outbox: Outbox) -> FileExported:
    start = time.perf_counter()
    format_ = format_named(command.format)
    if format_.missing:
        raise RunError(Cause("start", format_.refusal(install_command)))
    document = from_text(command.project_text)
    name_weights_whole(document, command.base_folder)
    plan = make_plan(document)
    outbox.put(Phase("Building the model"))
    model, words = _model(command, document, plan, scratch)
    outbox.put(Phase(f"Writing the {format_.title}"))
    target = Path(command.path)
    draft = scratch / f"draft{format_.suffix}"
    inputs = random_inputs(model, SEED)
    # First, since Keras writes ONNX of models alone that have been called.
    wanted = outputs_of(lambda given: model(given, training=False), inputs)
    _write(model, format_, draft)
    outbox.put(Phase("Loading it again to compare"))
    found = _read(command, plan, format_, draft, model, inputs)
    comparison = compared(format_, wanted, found, _has_half_precision(model))
    if not comparison.good:
        sentence = (
            f"{target.name} was not kept: loaded again it gives other values than the model "
            f"(largest difference {comparison.difference:.3g}, tolerance {comparison.tolerance:.3g})."
        )
        raise RunError(Cause("difference", sentence, "Choose another kind of file."))
    size = _size(draft)
    _move(draft, target)
    return FileExported(
        path=str(target),
        format=format_.key,
        bytes=size,
        difference=comparison.difference,
        tolerance=comparison.tolerance,
        values=comparison.values,
        weights=words,
        seconds=time.perf_counter() - start,
    )


def _model(
    command: ExportFile, document: Document, plan: Plan, scratch: Path
) -> tuple[keras.Model, str]:
    """Return the model with its weights, and where they are from, in words."""
    import keras

    from exporters.keras_model import build_with_layers, inference_model

    keras.utils.clear_session()
    keras.utils.set_random_seed(plan.training.seed)
    model, made = build_with_layers(plan)
    given: Given | None
    if command.weights:
        model = inference_model(model, plan) if command.inference else model
        given = give_by_name(model, Path(command.weights), scratch)
        if given.missing:
            name, reason = given.missing[0]
            sentence = f"{given.file} does not fit this model: {name}: {reason}."
            raise RunError(Cause("weights", sentence, "Choose other weights, or train the model."))
        return model, given.words
    given = give_weights(document, made, Path(), scratch)
    model = inference_model(model, plan) if command.inference else model
    return model, given.words if given else ""


def _write(model: keras.Model, format_: ModelFormat, draft: Path) -> None:
    if format_ is KERAS:
        model.save(draft)
    elif format_ is WEIGHTS:
        model.save_weights(draft)
    else:
        names = {LITERT.key: "litert", ONNX.key: "onnx"}
        model.export(draft, format=names.get(format_.key, "tf_saved_model"), verbose=False)


def _read(
    command: ExportFile,
    plan: Plan,
    format_: ModelFormat,
    draft: Path,
    model: keras.Model,
    inputs: Arrays,
) -> Arrays:
    """Return what the file gives; weights go into a model that is built again, whose own are other random numbers."""
    if format_ is not WEIGHTS:
        return read_back(format_, draft, model, inputs)
    import keras

    from exporters.keras_model import build_model, inference_model

    keras.utils.clear_session()
    keras.utils.set_random_seed(plan.training.seed + 1)
    again = build_model(plan)
    if command.inference:
        again = inference_model(again, plan)
    again.load_weights(draft)
    return outputs_of(lambda given: again(given, training=False), inputs)


def _has_half_precision(model: keras.Model) -> bool:
    return any("16" in str(getattr(layer, "compute_dtype", "")) for layer in model.layers)


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else (path,)
    return sum(each.stat().st_size for each in files if each.is_file())


def _move(draft: Path, target: Path) -> None:
    """Put the file in its place; what was there goes, but never before the new one is whole."""
    if not draft.is_dir():
        draft.replace(target)
        return
    old = draft.with_name("old")
    if target.exists():
        target.replace(old)
    try:
        draft.replace(target)
    except OSError:
        if old.exists():
            old.replace(target)
        raise
    with suppress(OSError):
        shutil.rmtree(old)

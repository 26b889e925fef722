"""Lists the weights that a model file can take: those of runs, the initial ones; as lines of a list. No Qt here."""

from __future__ import annotations

from dataclasses import replace

from app.exports.weights import Weights, finished_runs, of_run, same_model, untrained
from app.project.project import Project
from app.project.scripts import blocking
from app.system.errors import UserError
from app.training.messages import RunFinished
from app.training.run_folder.folder import Run

MOST_RUNS = 12
"""So many runs are offered, the latest ones."""


def choices(project: Project) -> list[Weights]:
    """Return what there is to choose from, the best choice first.

    That is the newest run whose model is the present one, else what training begins with. Only runs of the same model
    stand before the initial weights. A model that is not finished has none; runs have a model of their own.
    """
    same: list[Weights] = []
    others: list[Weights] = []
    for run in finished_runs(project)[:MOST_RUNS]:
        found = _of_run(run)
        if found is None:
            continue
        if same_model(found.document, project.document):
            same.append(found)
        else:
            others.append(replace(found, words=f"{found.words}, with the model of that run"))
    initial = [] if blocking(project) else [untrained(project)]
    return [_capital(each) for each in (*same, *initial, *others)]


def _of_run(run: Run) -> Weights | None:
    try:
        found = of_run(run.folder)
    except UserError:
        return None
    value = _value(run)
    return replace(found, words=f"{found.words.removeprefix('trained in the ')}{value}")


def _value(run: Run) -> str:
    """Say how good a run was at its best epoch: ``, val_loss 0.123``."""
    result = run.result
    if not isinstance(result, RunFinished) or not result.best_epoch:
        return ""
    for name in ("val_loss", "loss"):
        values = result.history.get(name, [])
        value = values[result.best_epoch - 1] if result.best_epoch <= len(values) else None
        if value is not None:
            return f", {name} {value:.4g}"
    return ""


def _capital(weights: Weights) -> Weights:
    return replace(weights, words=weights.words[:1].upper() + weights.words[1:])

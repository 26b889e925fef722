"""Models of sequences train in the worker's code: words by their numbers, films, two sequences of one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.training.messages import RunFinished
from app.training.run_folder import folder as runs
from blocks.files.project_file import to_text
from tests.app.training.harness import train_here
from tests.app.training.worker.test_fitting import run_script
from tests.exporters.documents import document_of
from tests.exporters.sequences import SEQUENCES

RANDOM = np.random.default_rng(5)
CLASSES = np.arange(40) % 3
WORDS = RANDOM.integers(0, 20, (40, 6))
ARRAYS = {
    "transformer": {"x": WORDS, "y": CLASSES},
    "both_ways": {"x": WORDS, "y": CLASSES},
    "video": {"x": RANDOM.normal(size=(40, 3, 8, 8, 1)), "y": CLASSES},
    "pictures": {"x": RANDOM.normal(size=(40, 8, 8, 1)), "y": CLASSES},
    "translator": {
        "x_asks": RANDOM.normal(size=(40, 4, 6)),
        "x_knows": RANDOM.normal(size=(40, 5, 6)),
        "y_dense": CLASSES,
    },
}


@pytest.mark.keras
@pytest.mark.parametrize(
    "name",
    [
        "transformer",
        pytest.param("both_ways", marks=pytest.mark.slow),
        pytest.param("video", marks=pytest.mark.slow),
        "translator",
        "pictures",
    ],
)
def test_a_model_of_sequences_trains(name: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "own.npz", **ARRAYS[name])
    document = SEQUENCES[name]()
    data = document.settings.with_data(
        source="file", path=str(tmp_path / "own.npz"), channel_axis=name == "pictures"
    )
    document.settings = data.with_training(epochs=1)

    events = train_here(to_text(document), tmp_path / "run")

    assert isinstance(events.last, RunFinished), events.last
    assert events.last.reason == "complete"


@pytest.mark.keras
def test_normalization_learns_the_same_in_worker_and_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = document_of(
        [
            ("x", "Input", (), {"shape": (13,)}),
            ("norm", "Normalization", ("x",), {}),
            ("y", "Dense", ("norm",), {"units": 3, "activation": "softmax"}),
        ]
    )
    document.settings = document.settings.with_data(source="wine").with_training(epochs=2)

    finished = train_here(to_text(document), tmp_path).last

    assert isinstance(finished, RunFinished), finished
    assert "Standard" not in (tmp_path / runs.SCRIPT).read_text("ascii")
    for series, values in run_script(tmp_path, monkeypatch).items():
        assert np.allclose(values, finished.history[series], rtol=1e-6, atol=1e-7), series

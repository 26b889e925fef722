"""scikit-learn's bundled data sets, read from its folder without importing it (that takes 3.6 s).

The arrays are bit for bit those of ``sklearn.datasets.load_*(return_X_y=True)``; a test compares them.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

Arrays = tuple[np.ndarray, np.ndarray]

_FILES = {
    "digits": "digits.csv.gz",
    "iris": "iris.csv",
    "wine": "wine_data.csv",
    "breast_cancer": "breast_cancer.csv",
    "diabetes": "diabetes_data_raw.csv.gz",
}


def read_bundled(name: str) -> Arrays:
    """Return (x, y) of a bundled set: x (examples, columns) float64, y (examples,) whole numbers or float64.

    Args:
        name: ``digits``, ``iris``, ``wine``, ``breast_cancer`` or ``diabetes``.

    Raises:
        ModuleNotFoundError: scikit-learn is not installed.
    """
    x, y = _read(name)
    return x.copy(), y.copy()


@cache
def _read(name: str) -> Arrays:
    folder = _folder()
    if folder is None or not (folder / _FILES[name]).is_file():
        return _ask_sklearn(name)
    if name == "digits":
        table = np.loadtxt(folder / _FILES[name], delimiter=",")
        return table[:, :-1], table[:, -1].astype(int)
    if name == "diabetes":
        x = np.loadtxt(folder / _FILES[name])
        return _as_published(x), np.loadtxt(folder / "diabetes_target.csv.gz")
    # The first line holds counts and class names.
    table = np.loadtxt(folder / _FILES[name], delimiter=",", skiprows=1)
    return np.ascontiguousarray(table[:, :-1]), table[:, -1].astype(int)


def _folder() -> Path | None:
    found = importlib.util.find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "datasets" / "data"


def _as_published(x: np.ndarray) -> np.ndarray:
    """Center and scale the columns as ``load_diabetes`` does: the squares of each column sum to 1."""
    deviation = x.std(axis=0)
    x -= x.mean(axis=0)
    x /= deviation
    x /= x.shape[0] ** 0.5
    return x


def _ask_sklearn(name: str) -> Arrays:
    """Let scikit-learn itself read: for versions that keep their files elsewhere."""
    from sklearn import datasets

    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    return x, y

"""Models of ``keras.applications``: read, folded, written as a script that is run, and compared; unfolded again.

    python -m tests.importers.test_applications [NAME ...]

compares all of them, or those that are named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from blocks.check.checker import Checker
from blocks.commands.composites.unfolding import unfold_all
from blocks.document.document import Document
from blocks.document.history import History
from blocks.values import safe_json as json_safe
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from importers.folding import fold
from importers.keras_json.calls import Model
from importers.keras_json.read import read_model
from importers.model_file import import_model
from tests.importers.structure import same_structure

ORDINARY = {
    "ResNet50": 15,
    "MobileNetV2": 25,
    "DenseNet121": 20,
    "InceptionV3": 40,
    "EfficientNetB0": 30,
    "NASNetMobile": 70,
}
"""Those in the ordinary suite, with the most blocks that their canvas may have."""


def names() -> list[str]:
    """Return the models of ``keras.applications``."""
    from keras import applications

    return [name for name in dir(applications) if name[0].isupper()]


def differences(name: str) -> Iterator[tuple[str, str, int]]:
    """Yield for a model how it was read, where it differs then, and how many blocks the canvas shows."""
    import keras
    from keras import applications

    keras.utils.clear_session()
    text = getattr(applications, name)(weights=None).to_json()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        path.write_text(text)
        found = import_model(path)
    original = _read(text)
    folded = fold(found.document, found.origins)
    for form, document in (("flat", found.document), ("folded", folded.document)):
        model = by_script(write_script(make_plan(document), model_only=True))
        difference = same_structure(original, _read(model.to_json()))
        if Checker(document).totals().parameters != model.count_params():
            difference = difference or "another number of parameters"
        yield form, difference, len(document.model.blocks)
    yield "again", *unfolding(folded.document, found.document)


def unfolding(folded: Document, flat: Document) -> tuple[str, int]:
    """Return where a document that is unfolded again differs from the flat one, and its blocks; changes it."""
    History(folded).do("Unfold", unfold_all(folded))
    shown, wanted = folded.model.blocks, flat.model.blocks
    if len(flat.graphs) == 1 and len(shown) != len(wanted):  # nested models are unfolded, too
        return f"{len(wanted)} blocks", len(shown)
    sums, mine = Checker(flat).totals(), Checker(folded).totals()
    alike = sums.parameters == mine.parameters and sums.multiply_adds == mine.multiply_adds
    return "" if alike else "other sums", len(shown)


def by_script(script: str) -> Any:
    """Run a script of ours and return its model."""
    import keras

    keras.utils.clear_session()
    names: dict[str, Any] = {"__name__": "script"}
    exec(compile(script, "script", "exec"), names)
    return names["build_model"]()


def _read(text: str) -> Model:
    return read_model(json_safe.parse(text.encode()))


@pytest.mark.keras
@pytest.mark.parametrize("name", ORDINARY)
def test_a_model_of_keras_is_the_same_after_reading_and_folding(name: str) -> None:
    found = list(differences(name))
    assert [difference for _, difference, _ in found] == ["", "", ""]
    assert found[1][2] <= ORDINARY[name]


def main() -> int:
    """Compare models and print a line for each; returns 1 where one differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    chosen = parser.parse_args().names or names()
    wrong = 0
    for name in chosen:
        try:
            found = list(differences(name))
        except Exception as error:  # one model must not hide the others
            found = [("", f"{type(error).__name__}: {error}"[:200], 0)]
        for form, difference, blocks in found:
            print(f"{name:20} {form:7} {blocks:5} blocks  {difference or 'same'}", flush=True)
            wrong += bool(difference)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Every network that the handbook lists is the one that its template's script builds; and weights go over.

What the listings build is in ``fingerprints.json``; see `tests.templates.handbook`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.templates.catalog import open_template, small_of
from blocks.commands.blocks import set_metaparameter
from blocks.document.document import Document
from exporters.plan.make import make_plan
from exporters.python.script import write_script
from tests.templates.figures import FIGURES
from tests.templates.fingerprint import Layer, numbered, read, write
from tests.templates.listings import LISTINGS
from tests.templates.script_network import comparable, network_of

NETWORKS = read()

IN_IMAGES = {"densenet121": 64, "batchnorm-example": 8}
"""Height and width of small images, where those of the template's small size will not do."""


def test_there_is_a_fingerprint_of_every_listing() -> None:
    assert [*NETWORKS] == [listing.template for listing in LISTINGS]
    assert len(NETWORKS) == 22


@pytest.mark.parametrize("name", NETWORKS)
def test_a_script_builds_what_the_handbook_lists(name: str) -> None:
    listed, ours = NETWORKS[name], network_of(open_template(name))

    assert [*map(comparable, ours.layers)] == [*map(comparable, listed.layers)]
    assert ours.outputs == listed.outputs
    assert (ours.parameters, ours.trainable) == (listed.parameters, listed.trainable)
    assert (listed.parameters, listed.trainable) == FIGURES[name][1:]


def test_what_the_unmended_listings_come_to() -> None:
    printed = {name: each.printed for name, each in NETWORKS.items() if each.printed is not None}
    assert printed == {
        "densenet121": 9_666_984,  # 6, 12, 24 and 24 layers
        "resnext50": 26_493_160,  # other slices, as many weights
        "resnext50-factored": 16_777_960,
    }


def test_the_order_of_inputs_is_part_of_a_fingerprint() -> None:
    entry = Layer("Input", {"shape": [4]}, (), (4,))
    left, right = (Layer("Dense", {"units": 4 * at}, (0,), (4,)) for at in (1, 2))
    sums = [Layer("Add", {}, inputs, (4,)) for inputs in ((1, 2), (2, 1))]
    first, second = (numbered([entry, left, right, each], [3])[0] for each in sums)
    assert [*map(comparable, first)] != [*map(comparable, second)]
    assert first == numbered([entry, right, left, sums[1]], [3])[0], "the order of making matters"


def test_fingerprints_are_read_as_they_are_written(tmp_path: Path) -> None:
    write(NETWORKS, tmp_path / "again.json")
    assert read(tmp_path / "again.json") == NETWORKS


@pytest.mark.keras
@pytest.mark.parametrize("name", NETWORKS)
def test_weights_of_a_listing_load_into_our_script(name: str, tmp_path: Path) -> None:
    import keras
    import numpy as np

    from tests.exporters.running import assert_same_outputs, built_by_script
    from tests.templates import keras_network

    document = in_small_images(name)
    ours = built_by_script(write_script(make_plan(document), model_only=True))
    keras.utils.clear_session()
    listed = keras_network.rebuilt(NETWORKS[name], ours.input_shape[1:])
    keras_network.give_weights(listed)
    order = [keras_network.network_of(each).order for each in (ours, listed)]
    assert order == [NETWORKS[name].order] * 2
    listed.save_weights(tmp_path / "listing.weights.h5")
    ours.load_weights(tmp_path / "listing.weights.h5")
    (tmp_path / "listing.weights.h5").unlink()

    assert_same_outputs(listed, ours)
    given = np.asarray(listed(np.ones((1, *ours.input_shape[1:]), "float32")))
    assert np.isfinite(given).all()
    assert given.size == 1 or np.ptp(given) > 0, "outputs that are all one say nothing"


def in_small_images(name: str) -> Document:
    """Return a network as it is listed, but for the height and width of its images."""
    document = open_template(name)
    small = small_of(document)
    if small is not None and len(NETWORKS[name].layers[0].shape) == 3:
        size = IN_IMAGES.get(name, small.set["input"])
        document.apply(set_metaparameter(document, "input", size))
    return document


def test_small_images_leave_a_network_as_it_is_listed() -> None:
    for name, listed in NETWORKS.items():
        ours = network_of(in_small_images(name))
        assert [each.type for each in ours.layers] == [each.type for each in listed.layers]

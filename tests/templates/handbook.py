"""Reads the handbook's network listings, builds them in Keras, and writes down what they are.

Run by hand, with a text of the handbook; neither the text nor the listings are part of the project:

python -m tests.templates.handbook PATH --out tests/templates/fingerprints.json
python -m tests.templates.handbook PATH --weights  # save the listings' own weights, load them into our scripts
"""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
import warnings
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.templates import fingerprint
from tests.templates.listings import LISTINGS, Listing

MOST = 10**9
"""Parameters of a model whose weights are compared."""


def main() -> int:
    """Write the fingerprints of all listings, and say what was mended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="the handbook's text")
    parser.add_argument("--out", type=Path, default=fingerprint.FILE, help="the file to write")
    parser.add_argument("--weights", action="store_true", help="compare weights, write no file")
    args = parser.parse_args()
    text = args.path.read_text(encoding="utf-8")
    if args.weights:
        for listing in LISTINGS:
            print(f"{listing.template}: {compare_weights(listing, text)}", flush=True)
        return 0
    networks = {}
    for listing in LISTINGS:
        network = networks[listing.template] = fingerprint_of(listing, text)
        print(f"{listing.template}: {network.parameters:,} parameters", flush=True)
        for mend in (*listing.indents, *listing.mends):
            print(f"  mended: {mend.why}")
        if network.printed is not None:
            print(f"  as it is printed: {network.printed:,} parameters")
    fingerprint.write(networks, args.out)
    print(f"Wrote {len(networks)} networks to {args.out}.")
    return 0


def fingerprint_of(listing: Listing, text: str) -> fingerprint.Network:
    """Return what a mended listing builds."""
    from tests.templates.keras_network import network_of

    printed = built(listing.code(text, slips=True)).count_params() if listing.slips else None
    return network_of(built(listing.code(text)), printed)


def compare_weights(listing: Listing, text: str) -> str:
    """Save a listing's weights, load them into our script's model, and compare what both give.

    Returns:
        what was found; a model that is too large is left out.
    """
    from app.templates.catalog import open_template
    from exporters.plan.make import make_plan
    from exporters.python.script import write_script
    from tests.exporters.running import assert_same_outputs, built_by_script
    from tests.templates.keras_network import give_weights

    if built(listing.code(text)).count_params() > MOST:
        return "too many weights to have them"
    listed = built(listing.code(text), values=True)
    give_weights(listed)
    ours = built_by_script(
        write_script(make_plan(open_template(listing.template)), model_only=True)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "listing.weights.h5"
        listed.save_weights(path)
        ours.load_weights(path)
    assert_same_outputs(listed, ours)
    return "the same outputs with the listing's weights"


def built(code: str, values: bool = False) -> Any:
    """Run a listing and return its model.

    Args:
        code: the listing.
        values: weights have values; without them even 17 GB of weights need no memory.
    """
    import keras

    keras.utils.clear_session()
    space: dict[str, Any] = {}
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        patch("keras.Model.compile"),
        contextlib.nullcontext() if values else keras.StatelessScope(initialize_variables=False),
    ):
        warnings.simplefilter("ignore")  # of later Keras about older habits
        exec(compile(code, "listing", "exec"), space)
    return space["model"]


if __name__ == "__main__":
    raise SystemExit(main())

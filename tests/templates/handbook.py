"""Reads the handbook's network listings, builds them in Keras, and writes down what they are.

Run by hand, with a text of the handbook; neither the text nor the listings are part of the project:

python -m tests.templates.handbook PATH --out tests/templates/fingerprints.json
"""

from __future__ import annotations

import argparse
import contextlib
import io
import warnings
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.templates import fingerprint
from tests.templates.listings import LISTINGS, Listing


def main() -> int:
    """Write the fingerprints of all listings, and say what was mended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="the handbook's text")
    parser.add_argument("--out", type=Path, default=fingerprint.FILE, help="the file to write")
    args = parser.parse_args()
    text = args.path.read_text(encoding="utf-8")
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


def built(code: str) -> Any:
    """Run a listing and return its model; no weight gets a value, so that 17 GB of them need no memory."""
    import keras

    keras.utils.clear_session()
    space: dict[str, Any] = {}
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        patch("keras.Model.compile"),
        keras.StatelessScope(initialize_variables=False),
    ):
        warnings.simplefilter("ignore")  # of later Keras about older habits
        exec(compile(code, "listing", "exec"), space)
    return space["model"]


if __name__ == "__main__":
    raise SystemExit(main())

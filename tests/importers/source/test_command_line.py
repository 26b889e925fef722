"""A script that asks for arguments of a command line gets their defaults."""

from __future__ import annotations

import pytest

from tests.importers.source.scripts import script, told


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ("p.add_argument('--width', type=int, default=16)", "a.width"),
        ("p.add_argument('-w', '--the-width', type=int, default='16')", "a.the_width"),
        ("p.add_argument('-w', default=16)", "a.w"),
        ("p.add_argument('--other', dest='width', default=4 * 4)", "a.width"),
        ("p.add_argument('--deep', action='store_true')", "4 if a.deep else 16"),
        ("p.add_argument('--flat', action='store_false')", "16 if a.flat else 4"),
        ("p.add_argument('--size', type=int)", "16 if a.size is None else a.size"),
        (
            "g = p.add_argument_group('model')\ng.add_argument('--width', type=int, default=16)",
            "a.width",
        ),
        ("p.add_argument('--width')\np.set_defaults(width=16)", "a.width"),
        ("p.add_argument('--width', default=3)", "vars(a)['width'] + 13"),
        ("p.add_argument('--name', choices=['a', 'b'], default='b')", "{'a': 4, 'b': 16}[a.name]"),
    ],
)
@pytest.mark.parametrize("parse", ["a = p.parse_args()", "a, _ = p.parse_known_args()"])
def test_defaults(lines: str, value: str, parse: str) -> None:
    text = f"import argparse\np = argparse.ArgumentParser(description='d')\n{lines}\n{parse}\n"
    found = script(f"{text}i = Input((8,))\nm = Model(i, layers.Dense({value})(i))\n")
    assert found.flat is not None
    units = [b.values["units"] for b in found.flat.model.blocks.values() if b.type == "Dense"]
    assert units == [16]
    assert told(found) == []


def test_an_argument_that_must_be_given_is_not_known() -> None:
    found = script("""
import argparse
p = argparse.ArgumentParser()
p.add_argument('width', type=int)
a = p.parse_args()
i = Input((8,))
m = Model(i, layers.Dense(a.width)(i))
""")
    words = "units is the argument width of the command line, which is not known: left out"
    assert told(found) == [("line", words)]


def test_what_is_set_afterwards_counts() -> None:
    found = script("""
import argparse
p = argparse.ArgumentParser()
p.add_argument('--width', type=int, default=3)
a = p.parse_args()
a.width = 16
i = Input((8,))
m = Model(i, layers.Dense(a.width)(i))
""")
    (units,) = (
        b.values["units"] for b in found.document.model.blocks.values() if b.type == "Dense"
    )
    assert units == 16

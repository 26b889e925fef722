"""Lists and dictionaries of the source are changed as Python does, and put in order by any key."""

from __future__ import annotations

import pytest

from tests.importers.source.scripts import script, told

CASES = [
    ("a = sorted([5, 3, 4], reverse=True)", [5, 4, 3]),
    ("a = sorted([5, -3, 4], key=lambda v: abs(v))", [-3, 4, 5]),
    ("a = sorted([5, -3, 4], key=abs, reverse=True)", [5, 4, -3]),
    ("def last(p):\n    return p[1]\na = [n for n, _ in sorted([(2, 9), (3, 1)], key=last)]", [3, 2]),
    ("a = [len(w) for w in sorted(['abc', 'a', 'ab'], key=len)]", [1, 2, 3]),
    ("a = [len(w) for w in sorted(['b', 'aaa'])]", [3, 1]),
    ("a = [w for w in sorted({4: 1, 2: 3})]", [2, 4]),
    ("a = sorted([(1, 2), (0, 7)])[0]", [0, 7]),
    ("a = [5, 3, 4]\na.sort()", [3, 4, 5]),
    ("a = [5, 3, 4]\na.sort(key=lambda v: -v)", [5, 4, 3]),
    ("a = sorted(set([5, 3, 5]))", [3, 5]),
    ("a = [2, 3, 4]\ndel a[0]", [3, 4]),
    ("a = [2, 3, 4]\ndel a[-1], a[0]", [3]),
    ("a = [2, 3, 4, 5]\ndel a[1:3]", [2, 5]),
    ("a = [2, 3, 4, 5]\na[1:3] = [9]", [2, 9, 5]),
    ("a = [2, 3, 4]\na.remove(3)", [2, 4]),
    ("a = [2, 3, 4]\na.clear()\na.append(7)", [7]),
    ("a = [2] * [3, 3, 4].count(3)", [2, 2]),
    ("d = {'u': 1, 'v': 7}\ndel d['u']\na = [d[k] for k in d]", [7]),
    ("d = {'u': 1}\nd.update(v=7)\na = [d[k] for k in d]", [1, 7]),
    ("d = {'u': 1}\nc = d.copy()\nd.clear()\na = [c[k] for k in c]", [1]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "values"), CASES)
@pytest.mark.parametrize("inside", [False, True])
def test_values(lines: str, values: list[int], inside: bool) -> None:
    if inside:
        body = lines.replace("\n", "\n    ")
        lines = f"def made():\n    {body}\n    return a\na = made()"
    text = f"{lines}\ni = x = Input((8,))\nfor n in a:\n    x = layers.Dense(n + 10)(x)\nm = Model(i, x)\n"
    found = script(text)
    assert found.flat is not None
    units = [b.values["units"] for b in found.flat.model.blocks.values() if b.type == "Dense"]
    assert units == [each + 10 for each in values]
    assert told(found) == []


@pytest.mark.parametrize(
    "line",
    [
        "del a[k]",
        "a.remove(k)",
        "a.sort(key=k)",
        "a[k:] = [1]",
        "a.insert(k, 1)",
        "d.update(k)",
        "del d[k]",
    ],
)
def test_changes_that_are_not_known_are_told(line: str) -> None:
    text = f"k = open('f').read()\na, d = [2, 3], {{}}\n{line}\ni = Input((8,))\n"
    found = script(f"{text}m = Model(i, layers.Dense(a[0])(i))\n")
    assert [words.endswith("is not known: left out") for _, words in told(found)] == [True]

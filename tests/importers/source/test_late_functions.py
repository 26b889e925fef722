"""A lambda that reads a name which a loop or a later line gives another value: read as meant, and told."""

from __future__ import annotations

import ast

import pytest

from app.imports.importing import report_lines
from app.imports.words import sections_of
from blocks.check.checker import Checker
from importers.source.text.late_functions import Late
from tests.importers.source.scripts import HEAD, layers_of, script

LATE = {
    "loop": ("for i in range(4):\n    f(lambda z: z[i])", ["i"]),
    "what the loop works out": ("for i in range(4):\n    a = 2 * i\n    f(lambda z: z[a:])", ["a"]),
    "two loops": ("for i in r:\n    for k in r:\n        f(lambda z: z[i:k])", ["i", "k"]),
    "while": ("i = 0\nwhile i < 4:\n    f(lambda z: z[i])\n    i += 1", ["i"]),
    "comprehension": ("a = [f(lambda z: z[i]) for i in range(4)]", ["i"]),
    "generator": ("a = sum(f(lambda z: z[i]) for i in range(4))", ["i"]),
    "in a function": ("def g(n):\n    for i in range(n):\n        f(lambda z: z[i * n])", ["i"]),
    "function in a loop": (
        "for i in r:\n    def g(x):\n        return f(lambda z: z[i])(x)",
        ["i"],
    ),
    "loop outside": ("def g(x):\n    return f(lambda z: z[i])(x)\nfor i in r:\n    g(i)", ["i"]),
    "a later line": ("n = 4\nf(lambda z: z[:n])\nn = 8", ["n"]),
    "unpacked": ("for i, (j, k) in r:\n    f(lambda z: z[j])", ["j"]),
    "walrus": ("for _ in r:\n    f(n := g(), lambda z: z[n])", ["n"]),
    "its own value": ("for i in r:\n    f(lambda z, i=i: z[i])", []),
    "an argument": ("def g(i):\n    return f(lambda z: z[i])\nfor k in r:\n    g(k)", []),
    "an earlier line": ("n = 4\nn = 2 * n\nf(lambda z: z[:n])", []),
    "once": ("n = 4\nfor i in r:\n    f(lambda z: z[:n])", []),
    "a constant": ("def g(x):\n    return f(lambda z: z[:N])(x)\nN = 4", []),
    "after the loop": ("for i in r:\n    g(i)\nf(lambda z: z[i])", []),
    "of its own": ("for i in r:\n    f(lambda z: [z[i] for i in z])", []),
    "the same name elsewhere": (
        "def g():\n    for i in r:\n        pass\ni = 1\nf(lambda z: z[i])",
        [],
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_names_that_a_lambda_reads_late(name: str) -> None:
    text, expected = LATE[name]
    tree = ast.parse(text)
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.Lambda))
    assert Late(tree).names(found) == expected


SPLIT = """
def split(x, n=4):
    parts = []
    for i in range(n):
        part = layers.Lambda(lambda z{}: z[..., 2 * i:2 * i + 2])(x)
        parts.append(layers.Conv2D(2, 3, padding="same")(part))
    return layers.concatenate(parts)

i = Input((8, 8, 8))
model = Model(i, split(i))
"""


def test_branches_of_a_lambda_in_a_loop_are_read_as_meant_and_told() -> None:
    found = script(SPLIT.format(""))
    (remark,) = [each for each in found.report.remarks if each.kind == "late"]
    assert remark.line == 5 + HEAD.count("\n")
    assert "it reads i when the model runs" in remark.text
    assert "i=i among its arguments" in remark.text
    headings = [title for title, _ in sections_of(found.report)]
    assert "Functions that read a name late: 1" in headings
    assert any("it reads i" in line for line in report_lines(found.report))
    clean = script(SPLIT.format(", i=i"))
    assert [each for each in clean.report.remarks if each.kind == "late"] == []
    assert layers_of(found.document) == layers_of(clean.document)
    assert found.flat is not None
    slices = [block.values for block in found.flat.model.blocks.values() if block.type == "Slice"]
    assert [each.get("start", 0) for each in slices] == [0, 2, 4, 6]
    assert Checker(found.document).problems() == []


def test_a_function_whose_code_is_not_read_is_told_as_well() -> None:
    found = script("""
x = Input((8,))
for i in range(2):
    def scale(z):
        return open(z, i)
    x = layers.Lambda(scale)(x)
""")
    kinds = {each.kind for each in found.report.remarks}
    assert {"late", "code"} <= kinds

"""Every function and every operation of expressions is bounded: wherever an expression stands, and whoever wrote it."""

from __future__ import annotations

import ast
from itertools import product

import pytest

from blocks.check.checker import Checker
from blocks.errors import ExpressionError, InvalidValue
from blocks.files.project_file import from_text
from blocks.values.arithmetic import FUNCTIONS, MAX_NUMBER, OPERATIONS
from blocks.values.expressions import MAX_ITEMS, evaluate, names_in
from blocks.values.literals import read_literal
from blocks.values.values import Value
from importers.source.reader import read_model
from importers.source.text.source import read_script
from importers.source.values.arithmetic import PLAIN_FUNCTIONS, plain_binary, plain_call
from importers.source.values.values import Unknown

NUMBERS = ("0", "1", "(-1)", "10**15", "(-10**15)", "0.5", "10**9", "(-10**9)", "1e-300", "True")
SIGNS = (*OPERATIONS, "**", "<<", ">>", "&", "|", "^", "@")

pytestmark = pytest.mark.timeout(60)


def bounded(text: str) -> None:
    """Evaluate an expression: a number that is small enough, or the error for people."""
    try:
        found = evaluate(text, {})
    except ExpressionError:
        return
    assert isinstance(found, (int, float, bool))
    assert -MAX_NUMBER <= found <= MAX_NUMBER


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_takes_every_pair(name: str) -> None:
    for count in (1, 2, 3):
        for given in product(NUMBERS, repeat=count):
            bounded(f"{name}({', '.join(given)})")


@pytest.mark.parametrize("sign", SIGNS)
def test_every_operation_takes_every_pair(sign: str) -> None:
    for left, right in product(NUMBERS, repeat=2):
        bounded(f"({left}) {sign} ({right})")
        for name in FUNCTIONS:
            bounded(f"{name}(({left}) {sign} ({right}), {right})")
            bounded(f"({name}({left}, {right})) {sign} {name}({right})")


def test_nested_powers_and_products_are_bounded() -> None:
    for text in ("2", "10**15", "0.5", "-3"):
        for sign, depth in product(("**", "*", "+", "-"), (2, 20, 50)):
            bounded(f" {sign} ".join([text] * depth))
            bounded("(" * depth + text + f") {sign} {text}" * depth)


@pytest.mark.parametrize("digits", [18, 309, 390])
def test_a_number_of_many_digits_is_refused_and_no_error_of_python(digits: int) -> None:
    for text in ("9" * digits, f"-{'9' * digits}", f"0x{'f' * digits}", f"1e{'9' * digits}"):
        with pytest.raises(ExpressionError):
            names_in(text)


def test_brackets_within_brackets_do_not_grow() -> None:
    def doubled(value: Value, times: int) -> Value:
        return doubled(evaluate("(a, a)", {"a": value}), times - 1) if times else value

    with pytest.raises(ExpressionError, match=f"{MAX_ITEMS:,} values"):
        doubled((), 40)


@pytest.mark.parametrize(
    "text",
    [
        "'\\d'",
        "'a\\\\b'",
        "1 is 1",
        "1()",
        "f'{1!r:{2}}'",
        'f"{\'a\'+\\"\'\\"}"',
        "'%s' % 1",
        "'a' * 9**9",
    ],
)
def test_odd_texts_are_refused_without_a_warning(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, {})


def test_what_is_typed_into_a_field_is_bounded() -> None:
    for text in (
        "round(7, -10**9)",
        "9" * 400,
        "(" * 90 + ")" * 90,
        "'\\d'",
        "-" * 900 + "1",
        "1e999",
    ):
        try:
            value = read_literal(text)
        except InvalidValue:
            continue
        assert len(str(value)) <= 2 * len(text), text


PROJECT = """{"format": "netwright project", "version": 1, "min_reader": 1, "title": "", "description": "", "data": {},
"training": {}, "model": {"metaparameters": [{"name": "n", "kind": "integer", "value": 7}], "blocks": [
{"id": "input-1", "type": "Input", "values": {"shape": [4]}},
{"id": "dense-2", "type": "Dense", "values": {"units": {"=": "TEXT"}}}],
"wires": [["input-1", "output", "dense-2", "input"]]}}"""


@pytest.mark.parametrize(
    "text", ["round(n, -10**9)", "round(n, 10**9)", "n ** 64 ** 64", "max(n, 9" + "9" * 320 + ")"]
)
def test_a_project_file_is_checked_and_says_what_is_wrong(text: str) -> None:
    checker = Checker(from_text(PROJECT.replace("TEXT", text)))
    (problem,) = checker.problems()
    assert (problem.kind, problem.block) == ("expression", "dense-2")


@pytest.mark.parametrize(
    "text", ["round(7, -10**9)", "7 ** 10 ** 9", "n = 7\nn = round(n, -10**9)\n"]
)
def test_an_imported_script_has_the_same_bounds(text: str) -> None:
    script = f"from keras import *\nx = Input((4,))\n{text}\ny = layers.Dense({text if '=' not in text else 'n'})(x)\n"
    read = read_model(read_script(f"{script}m = Model(x, y)\n".encode()), "")
    (dense,) = [block for block in read.document.model.blocks.values() if block.type == "Dense"]
    (remark,) = read.report.remarks
    assert "units" not in dense.values
    assert "units" in remark.text


@pytest.mark.parametrize("name", PLAIN_FUNCTIONS)
def test_functions_that_only_a_script_has_are_bounded(name: str) -> None:
    numbers = (0, 1, -1, 10**15, -(10**15), 0.5, "x" * 9_000, "9" * 4_000, (10**15,) * 9_000)
    for count in (1, 2):
        for given in product(numbers, repeat=count):
            found = plain_call(name, given)
            assert (
                isinstance(found, Unknown) or not isinstance(found, int) or abs(found) <= MAX_NUMBER
            )
            assert not isinstance(found, (str, tuple)) or len(found) <= 10_000


def test_operations_that_only_a_script_has_are_bounded() -> None:
    values = (0, -1, 10**15, 0.5, "x" * 9_000, ("x" * 9_000,) * 9, "%s" * 900, None)
    for op, left, right in product(
        (ast.Add(), ast.Mult(), ast.Mod(), ast.Pow(), ast.LShift()), values, values
    ):
        found = plain_binary(op, left, right)
        assert not isinstance(found, (str, tuple)) or len(found) <= 10_000

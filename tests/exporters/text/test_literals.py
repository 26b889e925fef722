"""Values, names and expressions as Python."""

from __future__ import annotations

import ast
import keyword
import math

import pytest
from hypothesis import given, strategies as st

from blocks.catalog.core import DENSE
from blocks.catalog.normalization import BATCH_NORMALIZATION
from blocks.catalog.preprocessing import RESCALING
from blocks.values.expressions import evaluate
from blocks.values.values import INTEGER_LIMIT, Configured, Value
from exporters.python.pieces.expressions import expression_code
from exporters.text.literals import EmitError, literal, source
from exporters.text.names import LONGEST, RESERVED, identifier, slug

PLAIN: st.SearchStrategy[Value] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-INTEGER_LIMIT, INTEGER_LIMIT),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(), max_size=30),
    ),
    lambda items: st.lists(items, max_size=4).map(tuple),
    max_leaves=8,
)


@given(PLAIN)
def test_python_reads_back_the_value_that_was_written(value: Value) -> None:
    code = source(value)

    assert code.isascii()
    assert "\n" not in code
    assert repr(ast.literal_eval(code)) == repr(value)


class _Sly(int):
    def __repr__(self) -> str:
        return "__import__('os')"


def test_what_has_no_literal_is_refused() -> None:
    for value in (math.nan, math.inf, -math.inf, 10**5000, _Sly(1), b"", [1], object):
        with pytest.raises(EmitError):
            literal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1e-07, "1e-7"),
        (1e20, "1e20"),
        (0.5, "0.5"),
        ((3,), "(3,)"),
        (((1, 2), (3, 4)), "((1, 2), (3, 4))"),
        ("same", "'same'"),
    ],
)
def test_values_look_as_people_write_them(value: Value, code: str) -> None:
    assert source(value) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Configured("L2", (("l2", 1e-05),)), "keras.regularizers.L2(1e-5)"),
        (Configured("L1L2", (("l1", 0.0), ("l2", 0.1))), "keras.regularizers.L1L2(l2=0.1)"),
        (Configured("L2"), "keras.regularizers.L2()"),
    ],
)
def test_a_keras_object_is_written_with_its_module(value: Value, code: str) -> None:
    assert source(value, DENSE.parameter("kernel_regularizer")) == code


def test_numbers_by_name_are_a_dictionary() -> None:
    value = Configured("dict", (("rmax", 3.0), ("dmax", 5.0)))

    assert (
        source(value, BATCH_NORMALIZATION.parameter("renorm_clipping"))
        == "{'rmax': 3.0, 'dmax': 5.0}"
    )


@pytest.mark.parametrize("name", ["os.system", "Lambda", "__import__", "L2(0.1); import os"])
def test_an_object_that_the_catalog_does_not_know_is_refused(name: str) -> None:
    with pytest.raises(EmitError):
        source(Configured(name), DENSE.parameter("kernel_regularizer"))


@given(st.text(st.characters(), max_size=80), st.sets(st.sampled_from(("a", "b", "block", "x"))))
def test_an_identifier_is_plain_and_free(text: str, taken: set[str]) -> None:
    name = identifier(text, taken, "value")

    assert name.isascii()
    assert name.isidentifier()
    assert name == name.lower()
    assert not keyword.iskeyword(name)
    assert name not in RESERVED | taken
    assert len(name) < 2 * LONGEST


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("alpha", "alpha"),
        ("num_classes", "num_classes"),
        ("Dense 1", "dense_1"),
        ("3x3", "block_3x3"),
        ("\xe9", "block"),
    ],
)
def test_a_slug_resembles_the_name(text: str, name: str) -> None:
    assert slug(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("input", "input_size"),
        ("keras", "keras_size"),
        ("x", "x_size"),
        ("if", "if_size"),
        ("Max", "max_size"),
    ],
)
def test_a_name_that_means_something_else_gets_a_suffix(text: str, name: str) -> None:
    assert identifier(text, (), "size") == name


NAMES = {"a": "alpha", "n": "count", "channels": "x.shape[-1]", "max": "max_value"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("int(64 * a)", "int(64 * alpha)"),
        ("max(max, n)", "max(max_value, count)"),
        ("channels // 2", "x.shape[-1] // 2"),
        ("a, n", "(alpha, count)"),
        ("(a, n), (n, a)", "((alpha, count), (count, alpha))"),
        ("'same' if a or n else 'valid'", "'same' if alpha or count else 'valid'"),
        ("a or n", "bool(alpha or count)"),
        ("int(a and (n or a))", "int(bool(alpha and (count or alpha)))"),
        ("not (a and n)", "not (alpha and count)"),
        ("'a' if 'n' == 'n' else 'channels'", "'a' if 'n' == 'n' else 'channels'"),
    ],
)
def test_an_expression_keeps_its_words(text: str, code: str) -> None:
    assert expression_code(text, NAMES) == code


def test_a_name_that_the_script_does_not_know_is_refused() -> None:
    with pytest.raises(EmitError, match="beta"):
        expression_code("a + beta", NAMES)


OPERANDS = st.sampled_from(("a", "n", "0", "1", "2.5", "True", "False", "channels"))
OPERATORS = st.sampled_from(("+", "-", "*", "<", ">=", "==", "and", "or"))
EXPRESSIONS = st.recursive(
    OPERANDS,
    lambda parts: st.one_of(
        st.tuples(parts, OPERATORS, parts).map(lambda found: "({} {} {})".format(*found)),
        st.tuples(parts, parts, parts).map(lambda found: "({} if {} else {})".format(*found)),
        st.tuples(parts, parts).map(lambda found: "max({}, {})".format(*found)),
        parts.map(lambda part: f"(not {part})"),
        parts.map(lambda part: f"(-{part})"),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.sampled_from((0, 1, 3, 0.5)), st.integers(0, 3))
def test_python_finds_the_value_that_the_live_check_found(text: str, a: float, n: int) -> None:
    values: dict[str, Value] = {"a": a, "n": n, "channels": 16}
    found = evaluate(text, values)
    code = expression_code(text, {"a": "a", "n": "n", "channels": "channels"})

    assert repr(eval(code, {"__builtins__": {"max": max, "bool": bool}}, dict(values))) == repr(
        found
    )


def test_factors_of_bytes_are_written_as_people_do() -> None:
    scale = RESCALING.parameter("scale")
    assert source(1 / 255, scale) == "1.0 / 255"
    assert source((1 / 127.5, 0.5), scale) == "[1.0 / 127.5, 0.5]"
    assert source(1 / 255) == repr(1 / 255)
    assert all(eval(source(each, scale)) == each for each in (1 / 255, 1 / 127.5))

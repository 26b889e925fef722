"""Functions of the source: decorators are applied, and a list that is a default or an argument is one and the same."""

from __future__ import annotations

import pytest

from blocks.check.checker import Checker
from importers.source.reader import Script
from tests.importers.source.scripts import script, told

TWICE = """
import functools
def twice(fn):
    @functools.wraps(fn)
    def inner(x, *a):
        return layers.ReLU()(fn(fn(x, *a), *a))
    return inner
"""


def _parameters(found: Script) -> tuple[int, int]:
    assert found.flat is not None
    return tuple(Checker(each).totals().parameters for each in (found.document, found.flat))  # type: ignore[return-value]  # two


def test_a_decorator_is_applied() -> None:
    found = script(f"""{TWICE}
@twice
def part(x, n):
    return layers.Dense(n)(x)
i = Input((8,))
m = Model(i, part(i, 4))
""")
    assert _parameters(found) == (36 + 20, 36 + 20)
    assert told(found) == []


def test_two_functions_with_one_decorator_stay_two() -> None:
    found = script(f"""{TWICE}
@twice
def part(x, n):
    return layers.Dense(n)(x)
@twice
def wide(x, n):
    return layers.Dense(n * 2)(x)
i = Input((8,))
m = Model(i, wide(part(i, 4), 4))
""")
    assert _parameters(found) == (56 + 40 + 72, 56 + 40 + 72)


def test_decorators_with_arguments_and_in_a_row() -> None:
    found = script("""
def then(n):
    def outer(fn):
        def inner(x):
            return layers.Dense(n)(fn(x))
        return inner
    return outer
@then(5)
@then(3)
def part(x):
    return layers.Dense(4)(x)
i = Input((8,))
m = Model(i, part(i))
""")
    assert _parameters(found) == (36 + 15 + 20, 36 + 15 + 20)


@pytest.mark.parametrize(
    "mark",
    ["tf.function", "functools.lru_cache(maxsize=3)", "keras.saving.register_keras_serializable()"],
)
def test_decorators_of_libraries_leave_the_function(mark: str) -> None:
    found = script(f"""
import functools
import tensorflow as tf
@{mark}
def part(x):
    return layers.Dense(4)(x)
i = Input((8,))
m = Model(i, part(i))
""")
    assert _parameters(found) == (36, 36)
    assert told(found) == []


def test_a_decorator_that_is_not_known_is_told() -> None:
    found = script("""
class Mark:
    def __init__(self, fn):
        self.fn = fn
@Mark
def part(x):
    return layers.Dense(4)(x)
i = Input((8,))
m = Model(i, part(i))
""")
    words = "what its decorator makes of part() is not known: left out"
    assert ("line", words) in told(found)


def test_a_list_that_is_a_default_is_the_same_at_every_call() -> None:
    found = script("""
def f(x, seen=[]):
    seen.append(1)
    return layers.Dense(len(seen))(x)
i = Input((8,))
m = Model(i, f(f(i)))
""")
    assert _parameters(found) == (9 + 4, 9 + 4)


def test_a_list_that_a_function_makes_longer_is_longer_afterwards() -> None:
    found = script("""
def f(x, sizes):
    sizes.append(7)
    return layers.Dense(sizes[0])(x)
i = Input((8,))
sizes = [3]
x = f(f(i, sizes), sizes)
for n in sizes:
    x = layers.Dense(n)(x)
m = Model(i, x)
""")
    rest = 12 + 28 + 56
    assert _parameters(found) == (27 + 12 + rest, 27 + 12 + rest)


def test_a_list_in_the_frame_around_is_changed_as_well() -> None:
    found = script("""
def outer(x):
    made = []
    def f(x, into):
        into.append(x)
        return layers.Dense(4)(x)
    x = f(f(x, made), made)
    return layers.Concatenate()([x, *made])
i = Input((8,))
m = Model(i, layers.Dense(1)(outer(i)))
""")
    assert _parameters(found) == (36 + 20 + 17, 36 + 20 + 17)

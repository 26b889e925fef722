"""Arrays of data, as far as their shapes are known: the data sets of Keras, and what NumPy makes of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from importers.source.values.symbols import settled
from importers.source.values.values import (
    AbstractValue,
    Api,
    Args,
    Kwargs,
    ListValue,
    SourceValue,
    Unknown,
)

Sizes = tuple[int | None, ...]

MOST_AXES = 16


@dataclass(frozen=True, slots=True)
class ArrayValue(AbstractValue):
    """An array of which the shape is known.

    Attributes:
        sizes: the shape; ``None`` for a size that is not known.
        classes: for labels, how many there are: they go from 0 on.
    """

    sizes: Sizes
    classes: int | None = None


_SETS: dict[str, tuple[Sizes, Sizes, int, int, int | None]] = {
    "mnist": ((28, 28), (), 60_000, 10_000, 10),
    "fashion_mnist": ((28, 28), (), 60_000, 10_000, 10),
    "cifar10": ((32, 32, 3), (1,), 50_000, 10_000, 10),
    "cifar100": ((32, 32, 3), (1,), 50_000, 10_000, 100),
    "imdb": ((), (), 25_000, 25_000, 2),
    "reuters": ((), (), 8_982, 2_246, 46),
    "boston_housing": ((13,), (), 404, 102, None),
    "california_housing": ((8,), (), 16_512, 4_128, None),
}
"""The shapes of an example and of its label, how many there are to train and to test with, and how many classes.

Source: the pages of ``keras.datasets``, https://keras.io/api/datasets/.
"""


def known_set(api: Api, args: Args, kwargs: Kwargs) -> SourceValue | None:
    """Return what ``keras.datasets.mnist.load_data()`` gives; ``None`` for any other function."""
    found = _SETS.get(api.path[-2]) if api.path[-1] == "load_data" and len(api.path) > 3 else None
    if found is None or api.path[:2] != ("keras", "datasets"):
        return None
    one, label, train, test, classes = found
    mode = kwargs.get("label_mode", args[0] if args and api.path[-2] == "cifar100" else "fine")
    if mode != "fine":
        classes = 20 if mode == "coarse" else None
    # Other parts than usual; texts that are too long are left out.
    other = {"test_split", "maxlen", "version"} & kwargs.keys()
    counts: Sizes = (None, None) if other else (train, test)
    return tuple(
        (ArrayValue((count, *one)), ArrayValue((count, *label), classes)) for count in counts
    )


def attribute(array: ArrayValue, name: str) -> SourceValue | None:
    """Return an attribute of an array; ``None`` for a method."""
    if name == "shape":
        return tuple(map(_size, array.sizes))
    if name == "ndim":
        return len(array.sizes)
    if name == "size":
        return _size(_product(array.sizes))
    return ArrayValue(array.sizes[::-1]) if name == "T" else None


def _size(size: int | None) -> SourceValue:
    return Unknown("a size of the data") if size is None else size


def of_python(name: str, array: ArrayValue) -> SourceValue:
    """Call one of Python's own functions."""
    if name == "len" and array.sizes:
        return _size(array.sizes[0])
    if name in ("set", "max", "min") and len(array.sizes) == 1 and array.classes is not None:
        labels = range(array.classes)
        return ListValue(labels) if name == "set" else max(labels) if name == "max" else 0
    return Unknown(f"{name}() of the data")


def takes(api: Api, args: Args) -> bool:
    """Tell whether `function` is the one for a function of a library other than Keras."""
    inner = args[0].look() if args and isinstance(args[0], ListValue) else args[:1]
    if any(isinstance(each, ArrayValue) for each in (*args, *_row(inner))):
        return True
    made = api.path[-1] in (*_MADE, *_DRAWN)
    return made and api.path[0] in ("numpy", "np")


def _row(value: object) -> Sequence[object]:
    found = value[0] if isinstance(value, tuple) and value else value
    return found if isinstance(found, (tuple, list)) else ()


def method(array: ArrayValue, name: str, args: Args, kwargs: Kwargs) -> SourceValue:
    """Call a method of an array."""
    if name in ("reshape", "transpose") and len(args) > 1:
        args = (tuple(args),)
    return function(name, (array, *args), kwargs)


_SAME = (
    "astype", "copy", "asarray", "array", "ascontiguousarray", "float32", "zeros_like", "ones_like", "clip",
    "normalize",
)  # fmt: skip
"""Functions that give an array of the same shape."""

_LABELS = (
    "astype", "copy", "asarray", "array", "reshape", "squeeze", "ravel", "flatten", "expand_dims",
)  # fmt: skip
"""Functions that keep the values."""

_MADE = ("zeros", "ones", "empty", "random", "random_sample")
_DRAWN = ("rand", "randn")


def function(name: str, args: Args, kwargs: Kwargs) -> SourceValue:
    """Call a function of NumPy or Keras that takes an array first, or makes one; `Unknown` for what is not known."""
    unknown = Unknown(f"{name[:40]}()")
    plain = tuple(map(_plain, args))
    if name in _MADE or name in _DRAWN:
        given = plain if name in _DRAWN else plain[0] if plain else kwargs.get("size")
        sizes = None if given == () else _sizes(_plain(given))
        return unknown if sizes is None else ArrayValue(sizes)
    if name in ("concatenate", "vstack"):
        return _joined(
            plain[0] if plain else None, kwargs.get("axis", plain[1] if len(plain) > 1 else 0)
        )
    array = args[0] if args else None
    if name == "train_test_split":
        return _split(args)
    if not isinstance(array, ArrayValue):
        return unknown
    rest, named = plain[1:], {key: _plain(each) for key, each in kwargs.items()}
    classes = array.classes if name in _LABELS else None
    if name in _SAME:
        return ArrayValue(array.sizes, classes)
    if name in ("max", "amax", "min", "amin", "unique"):
        return _extreme(array, name) if not rest and not kwargs else unknown
    sizes = _changed(array.sizes, name, rest, named, array.classes)
    return unknown if sizes is None else ArrayValue(sizes, classes)


def _split(arrays: Args) -> SourceValue:
    """Return two parts of each array, however long."""
    parts: list[SourceValue] = []
    for each in arrays:
        known = isinstance(each, ArrayValue) and each.sizes
        part = (
            ArrayValue((None, *each.sizes[1:]), each.classes)
            if isinstance(each, ArrayValue)
            else each
        )
        parts += [part if known else Unknown("a part of the data")] * 2
    return tuple(parts)


def _extreme(array: ArrayValue, name: str) -> SourceValue:
    if array.classes is None:
        return Unknown(f"{name}() of the data")
    if name == "unique":
        return ArrayValue((array.classes,), array.classes)
    return array.classes - 1 if name in ("max", "amax") else 0


def _changed(
    sizes: Sizes, name: str, rest: Args, named: Kwargs, classes: int | None
) -> Sizes | None:
    """Return the shape after a function that changes it; ``None`` where it is not known."""
    axis = named.get("axis", rest[0] if rest else None)
    if name == "reshape":
        return _reshaped(sizes, named.get("newshape", named.get("shape", axis)))
    if name in ("flatten", "ravel"):
        return (_product(sizes),)
    if name == "expand_dims" and isinstance(axis, int):
        at = axis if axis >= 0 else axis + len(sizes) + 1
        return (*sizes[:at], 1, *sizes[at:]) if 0 <= at <= len(sizes) else None
    if name == "squeeze":
        return _squeezed(sizes, axis)
    if name == "transpose":
        order = axis if isinstance(axis, tuple) else tuple(range(len(sizes)))[::-1]
        good = sorted(each for each in order if isinstance(each, int)) == list(range(len(sizes)))
        return tuple(sizes[at] for at in order if isinstance(at, int)) if good else None
    if name == "to_categorical":
        count = named.get("num_classes", named.get("nb_classes", axis))
        count = classes if count is None else count
        kept = sizes[:-1] if len(sizes) > 1 and sizes[-1] == 1 else sizes
        return (*kept, count if isinstance(count, int) else None)
    if name == "pad_sequences":
        count = named.get("maxlen", axis)
        return (*sizes[:1], count if isinstance(count, int) else None)
    return None


def _squeezed(sizes: Sizes, axis: SourceValue) -> Sizes | None:
    if axis is None:
        return None if None in sizes else tuple(each for each in sizes if each != 1)
    if not isinstance(axis, int) or not -len(sizes) <= axis < len(sizes) or sizes[axis] != 1:
        return None
    at = axis % len(sizes)
    return (*sizes[:at], *sizes[at + 1 :])


def _reshaped(sizes: Sizes, shape: SourceValue) -> Sizes | None:
    """Return a new shape with its open size worked out."""
    found = _sizes(shape)
    if found is None or found.count(-1) > 1:
        return None
    whole, rest = _product(sizes), _product(tuple(each for each in found if each != -1))
    if -1 not in found:
        return found
    fits = whole is not None and rest is not None and rest > 0 and whole % rest == 0
    open_ = whole // rest if fits and whole is not None and rest is not None else None
    return tuple(open_ if each == -1 else each for each in found)


def _joined(arrays: SourceValue, axis: SourceValue) -> SourceValue:
    parts = (
        [each for each in arrays if isinstance(each, ArrayValue)]
        if isinstance(arrays, tuple)
        else []
    )
    whole = isinstance(arrays, tuple) and len(parts) == len(arrays) > 0
    if not whole or not isinstance(axis, int):
        return Unknown("arrays that are joined")
    first = parts[0].sizes
    if not -len(first) <= axis < len(first) or any(len(each.sizes) != len(first) for each in parts):
        return Unknown("arrays that are joined")
    at = axis % len(first)
    lengths = [each.sizes[at] for each in parts]
    total = None if None in lengths else sum(each for each in lengths if each is not None)
    labels = {each.classes for each in parts}
    return ArrayValue(
        (*first[:at], total, *first[at + 1 :]), labels.pop() if len(labels) == 1 else None
    )


def operation(left: SourceValue, right: SourceValue) -> SourceValue:
    """Return what arithmetic with arrays gives: the shape that both fit into."""
    one, other = (each.sizes if isinstance(each, ArrayValue) else () for each in (left, right))
    if not all(isinstance(each, (ArrayValue, int, float)) for each in (left, right)):
        return Unknown("arithmetic with data")
    rank = max(len(one), len(other))
    pairs = zip((1,) * (rank - len(one)) + one, (1,) * (rank - len(other)) + other, strict=True)
    return ArrayValue(tuple(b if a == 1 else a if b in (1, a) else None for a, b in pairs))


def part(array: ArrayValue, places: Sequence[SourceValue | slice]) -> SourceValue:
    """Return a part of an array, by a whole number, a slice, dots, or a new axis for every axis in turn."""
    places = [
        None if isinstance(each, Api) and each.path[-1] == "newaxis" else each for each in places
    ]
    used = sum(each is not None and each is not ... for each in places)
    if used > len(array.sizes) or len(places) > MOST_AXES:
        return Unknown("a part of the data")
    rest, found = list(array.sizes), list[int | None]()
    for place in places:
        if place is None:
            found.append(1)
        elif place is ...:
            taken = len(array.sizes) - used
            found += rest[:taken]
            del rest[:taken]
        elif isinstance(place, slice):
            size = rest.pop(0)
            found.append(None if size is None else len(range(*place.indices(size))))
        elif isinstance(place, int) and not isinstance(place, bool):
            rest.pop(0)
        else:
            return Unknown("a part of the data")
    sizes = (*found, *rest)
    return ArrayValue(sizes, array.classes) if sizes else Unknown("a number of the data")


def _plain(value: SourceValue) -> SourceValue:
    """Return a value without symbols, a list as a row."""
    return tuple(value.look()) if isinstance(value, ListValue) else settled(value)


def _sizes(value: SourceValue) -> Sizes | None:
    """Return a value as a shape; ``None`` for what is none."""
    row = value if isinstance(value, tuple) else (value,)
    whole = all(isinstance(each, (int, Unknown)) and not isinstance(each, bool) for each in row)
    if not whole or len(row) > MOST_AXES:
        return None
    return tuple(each if isinstance(each, int) else None for each in row)


def _product(sizes: Sizes) -> int | None:
    known = [each for each in sizes if each is not None]
    found = math.prod(known) if len(known) == len(sizes) else None
    return None if found is None or found > _LARGEST else found


_LARGEST = 10**15

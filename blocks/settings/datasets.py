"""Facts about the data before any of it is loaded: shapes, classes, counts. No arrays here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from blocks.settings.declarations import Settings
from blocks.values.shapes import Shape, shape_text

REGRESSION, BINARY, CLASSES = "regression", "binary", "classes"
"""The kinds of problem: a number, yes or no, one of several."""


@dataclass(frozen=True, slots=True)
class NamedArray:
    """An array of a file that has one for each input or output of a model.

    Attributes:
        key: its name in the file.
        shape: one example as the model meets it; ``None`` where it cannot be given to an input.
        task: `REGRESSION`, `BINARY` or `CLASSES`; empty where it cannot be learnt.
        classes: values that an output must give for it; 1 for numbers and for yes or no.
        class_names: names of the classes, where there are any.
    """

    key: str
    shape: Shape | None
    task: str = ""
    classes: int = 1
    class_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataDescription:
    """Data as a model meets it, after scaling to the size asked for.

    Attributes:
        title: name for people, e.g. ``digits 28×28``.
        task: `REGRESSION`, `BINARY` or `CLASSES`.
        shape: one example, without the batch axis.
        classes: number of classes; 1 for regression and for yes or no.
        count: number of examples.
        class_names: names of the classes, where there are any.
        feature_names: names of the columns, where it is a table.
        arrays: the arrays of a file that has more than two, which inputs and outputs are matched with by name.
        only_named: there is nothing for an input or an output without an array of its own.
        reading: bytes of memory that reading the file takes, before anything is scaled; 0 where that is little.
    """

    title: str
    task: str
    shape: Shape
    classes: int
    count: int
    class_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    arrays: tuple[NamedArray, ...] = ()
    only_named: bool = False
    reading: int = 0

    def array_of_input(self, name: str) -> NamedArray | None:
        """Return the array that an input has for itself, called like it or ``x_...``."""
        names = (name, f"x_{name}")
        return next((each for each in self.arrays if each.key in names and each.shape), None)

    def array_of_output(self, name: str) -> NamedArray | None:
        """Return the array that an output has for itself, called like it or ``y_...``."""
        names = (name, f"y_{name}")
        return next((each for each in self.arrays if each.key in names and each.task), None)

    def for_input(self, name: str) -> DataDescription | None:
        """Return the data as one input meets them; ``None`` where there are none for it."""
        found = self.array_of_input(name)
        if found is None or found.shape is None:
            return None if self.only_named else self
        return replace(self, shape=found.shape)

    def for_output(self, name: str) -> DataDescription | None:
        """Return the data with the answers that one output learns; ``None`` where there are none for it."""
        found = self.array_of_output(name)
        if found is None:
            return None if self.only_named else self
        return replace(self, task=found.task, classes=found.classes, class_names=found.class_names)

    @property
    def name(self) -> str:
        """The title without the shape, for sentences that tell the shape themselves."""
        return self.title.removesuffix(shape_text(self.shape)).rstrip()


_IRIS = ("sepal length", "sepal width", "petal length", "petal width")
_WINE = (
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "od280/od315",
    "proline",
)
_CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
_CELLS = tuple(way.format(name) for way in ("mean {}", "{} error", "worst {}") for name in _CELL)
_DIABETES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
BUNDLED: dict[str, DataDescription] = {
    "digits": DataDescription("digits", CLASSES, (8, 8), 10, 1797, tuple("0123456789")),
    "iris": DataDescription(
        "iris", CLASSES, (4,), 3, 150, ("setosa", "versicolor", "virginica"), _IRIS
    ),
    "wine": DataDescription(
        "wine", CLASSES, (13,), 3, 178, ("class_0", "class_1", "class_2"), _WINE
    ),
    "breast_cancer": DataDescription(
        "breast cancer", BINARY, (30,), 1, 569, ("malignant", "benign"), _CELLS
    ),
    "diabetes": DataDescription("diabetes", REGRESSION, (10,), 1, 442, (), _DIABETES),
}


def image_shape(shape: Shape, settings: Settings) -> Shape:
    """Return the shape of an image after scaling it as the settings ask.

    Args:
        shape: (height, width) or (height, width, channels) as stored.
        settings: size, channels and channel_axis are read.
    """
    size, channels = settings.of_data("size"), settings.of_data("channels")
    height, width = (size, size) if isinstance(size, int) else shape[:2]
    depth = channels if isinstance(channels, int) else (shape[2] if len(shape) == 3 else 1)
    if depth == 1 and not settings.of_data("channel_axis"):
        return (height, width)
    return (height, width, depth)


def rescaled(data: DataDescription, settings: Settings) -> DataDescription:
    """Return data of images as they would be with other settings."""
    arrays = tuple(
        replace(each, shape=image_shape(each.shape, settings))
        if each.shape and len(each.shape) in (2, 3)
        else each
        for each in data.arrays
    )
    shape = image_shape(data.shape, settings) if len(data.shape) > 1 else data.shape
    return replace(data, shape=shape, arrays=arrays)


def describe_bundled(settings: Settings) -> DataDescription | None:
    """Describe the data that the settings choose; ``None`` for none and for a person's own file."""
    found = BUNDLED.get(str(settings.of_data("source")))
    if found is None or len(found.shape) < 2:
        return found
    shape = image_shape(found.shape, settings)
    title = f"{found.title} {'×'.join(str(size) for size in shape)}"
    return DataDescription(title, found.task, shape, found.classes, found.count, found.class_names)

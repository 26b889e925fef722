"""Classes of scripts: what derives from what, models that objects make, and those that nobody makes."""

from __future__ import annotations

from textwrap import dedent

import pytest

from blocks.check.checker import Checker
from tests.importers.source.scripts import layers_of, script, told

BASE = """
class Base:
    act = "relu"
    sizes = {"small": [4], "large": [8, 16]}

    def __init__(self, shape, **more):
        self.shape = shape
        self._model = None
        for key, value in more.items():
            self.last = key, value

    def dense(self, x, n, **more):
        return layers.Dense(n, activation=self.act, **more)(x)

    @property
    def model(self):
        return self._model

    @model.setter
    def model(self, value):
        self._model = value
"""


def parameters(text: str) -> object:
    """Return the number of parameters of a script's model, which is the same folded and flat."""
    found = script(dedent(text))
    totals = {Checker(each).totals().parameters for each in (found.document, found.flat) if each}
    (number,) = totals
    return number


CLASSES = {
    "a method that returns the model": (
        """
        class Net:
            def build(self, n=4):
                x = Input((3,))
                return Model(x, layers.Dense(n)(x))
        Net().build(5).summary()
        """,
        20,
    ),
    "a static method, called on the class": (
        """
        class Net:
            @staticmethod
            def build(width, classes):
                model = Sequential()
                model.add(Input((width,)))
                model.add(layers.Dense(classes))
                return model
        Net.build(width=3, classes=2).compile("adam", "mse")
        """,
        8,
    ),
    "a class method that makes the object": (
        """
        class Net:
            def __init__(self, n):
                x = Input((3,))
                self.model = Model(x, layers.Dense(n)(x))
            @classmethod
            def large(cls):
                return cls(10)
        Net.large().model.summary()
        """,
        40,
    ),
    "methods and properties of a base class, set by its setter": (
        BASE
        + """
class Net(Base):
    act = "tanh"
    def __init__(self, kind="large"):
        super().__init__((3,), a=1)
        inputs = Input(self.shape)
        x = inputs
        for n in self.sizes[kind]:
            x = self.dense(x, n, use_bias=False)
        self.model = Model(inputs, x)
net = Net()
net.model.summary()
""",
        3 * 8 + 8 * 16,
    ),
    "a base class by its name, and a method that adds to that of the base": (
        BASE
        + """
class Net(Base):
    def __init__(self):
        Base.__init__(self, (3,))
        x = Input(self.shape)
        self._model = Model(x, self.dense(x, 2))
    def dense(self, x, n, **more):
        return super(Net, self).dense(super().dense(x, n), n)
Net().model.summary()
""",
        8 + 6,
    ),
    "two bases: the first one is asked first": (
        """
        class A:
            def size(self): return 2
        class B(A):
            def size(self): return 1 + super().size()
        class C(A):
            def size(self): return 10 * super().size()
        class D(B, C):
            def __init__(self):
                x = Input((1,))
                self.model = Model(x, layers.Dense(self.size())(x))
        D().model.summary()
        """,
        42,
    ),
    "super().__init__ with inputs and outputs": (
        """
        class Net(Model):
            def __init__(self, n=4, **kwargs):
                x = Input((3,))
                y = layers.Dense(n)(x)
                super().__init__(inputs=x, outputs=y, name="net", **kwargs)
        net = Net(2)
        net.compile("sgd", "mse")
        """,
        8,
    ),
    "such a model within another": (
        """
        class Net(keras.Model):
            def __init__(self):
                x = Input((3,))
                super(Net, self).__init__(x, layers.Dense(4)(x))
        x = Input((3,))
        Model(x, layers.Dense(1)(Net()(x))).summary()
        """,
        16 + 5,
    ),
    "a Sequential model that adds to itself": (
        """
        class Net(Sequential):
            def __init__(self, n):
                super().__init__()
                self.add(layers.Dense(n, input_shape=(3,)))
                self.add(layers.Dense(1))
        Net(4).compile("adam", "mse")
        """,
        16 + 5,
    ),
    "a model with a call, built with a shape": (
        """
        class Net(keras.Model):
            def __init__(self, n=4):
                super().__init__()
                self.one = layers.Dense(n, activation="relu")
                self.drop = layers.Dropout(0.5)
                self.two = layers.Dense(1)
            def call(self, x, training=False):
                return self.two(self.drop(self.one(x), training=training))
        net = Net(2)
        net.build((None, 3))
        net.compile("adam", "mse")
        """,
        8 + 3,
    ),
    "a model with a call that a method draws": (
        """
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.one = layers.Dense(4)
            def call(self, x):
                return self.one(x)
            def graph(self):
                x = Input((3,))
                return Model(inputs=[x], outputs=self.call(x))
        Net().graph().summary()
        """,
        16,
    ),
    "layers kept in an object are used again": (
        """
        class Net:
            def __init__(self):
                self.shared = layers.Dense(3)
            def model(self):
                x = Input((3,))
                return Model(x, self.shared(self.shared(x)))
        Net().model().summary()
        """,
        12,
    ),
    "a layer that is another with arguments of its own": (
        """
        class Small(layers.Dense):
            def __init__(self, **kwargs):
                super().__init__(4, activation="relu", **kwargs)
        x = Input((3,))
        Model(x, Small()(x)).summary()
        """,
        16,
    ),
    "partial and reduce": (
        """
        from functools import partial, reduce
        import functools
        Small = partial(layers.Dense, 4, use_bias=False)
        x = Input((3,))
        y = reduce(lambda z, layer: layer(z), [Small(), Small(activation="relu")], x)
        y = functools.reduce(lambda z, n: layers.Dense(n)(z), [2], y)
        Model(x, y).summary()
        """,
        12 + 16 + 10,
    ),
    "match with values, alternatives, a guard and the rest": (
        """
        def units(kind, more=False):
            match kind:
                case "small" | "tiny":
                    return 2
                case None:
                    return 1
                case "large" if more:
                    return 16
                case 5 as n:
                    return n
                case other:
                    return len(other)
        x = y = Input((1,))
        for kind in ("tiny", None, "large", 5, "abc"):
            y = layers.Dense(units(kind, True), use_bias=False)(y)
        Model(x, y).summary()
        """,
        2 + 2 + 16 + 16 * 5 + 15,
    ),
    "match around layers": (
        """
        def block(x, kind):
            match kind:
                case "a":
                    x = layers.Dense(2)(x)
                case _:
                    x = layers.Dense(3)(x)
            return x
        x = Input((1,))
        Model(x, block(block(x, "a"), "b")).summary()
        """,
        4 + 9,
    ),
    "entries and items that are taken away": (
        """
        given = {"n": 4, "m": 5}
        def block(x, **more):
            n = more["n"]
            del more["n"]
            return layers.Dense(n + len(more))(x)
        sizes = [1, 2, 3]
        del sizes[0]
        x = Input((3,))
        Model(x, layers.Dense(sizes[0])(block(x, **given))).summary()
        """,
        20 + 12,
    ),
}


@pytest.mark.parametrize("words", CLASSES)
def test_models_made_in_classes(words: str) -> None:
    text, number = CLASSES[words]
    assert parameters(text) == number
    assert not [each for each in told(script(dedent(text))) if each[0] != "model"]


def test_a_class_that_nobody_makes_is_read_with_its_defaults() -> None:
    text = """
    class Net:
        def __init__(self, n=4):
            x = Input((3,))
            self.model = Model(x, layers.Dense(n)(x))
    class Other(Net):
        def __init__(self, n=2):
            super().__init__(n)
            self.more = Model(Input((1,)), Input((1,)))
    def small():
        return Sequential([Input((1,)), layers.Dense(1)])
    """
    found = script(dedent(text))
    assert ("model", "is called by nobody: it was read with the defaults of its arguments") in told(
        found
    )
    names = [each.name for each in found.report.remarks if "not opened" in each.text]
    assert names == ["Other"]


def test_an_example_that_nobody_calls_gives_a_class_its_arguments() -> None:
    text = """
    class Net:
        def __init__(self, n):
            x = Input((3,))
            self.model = Model(x, layers.Dense(n)(x))
    def example():
        net = Net(5)
        net.model.summary()
    """
    assert parameters(text) == 20


def test_a_method_that_changes_its_object_is_no_composite_that_forgets_it() -> None:
    text = """
    class Net:
        def stem(self, x):
            self.kept = x
            return layers.Dense(3)(x)
        def model(self):
            x = Input((3,))
            y = self.stem(x)
            y = self.stem(y)
            return Model(x, layers.Add()([y, self.kept]))
    Net().model().summary()
    """
    found = script(dedent(text))
    assert found.flat is not None
    assert layers_of(found.document) == layers_of(found.flat)


def test_what_is_told_of_a_composite_is_told_where_a_trial_around_it_was_undone() -> None:
    text = """
    def inner(x):
        return layers.Strange()(x)
    class Net:
        def outer(self, x):
            x = inner(x)
            self.kept = x
            return x
    x = Input((3,))
    Model(x, Net().outer(x)).summary()
    """
    assert [kind for kind, _ in told(script(dedent(text)))] == ["unknown"]

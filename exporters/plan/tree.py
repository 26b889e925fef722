"""The plan of a model: what Keras is told, as data.

The Keras builder and the script writer both read this and nothing else, so what is trained and what is exported
cannot differ. The plan is a tree: a function has a body, a body is a sequence of statements: calls of layers and
of composites, and calls that are repeated or depend on a condition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from blocks.graph.graph import Metaparameter
from blocks.settings.datasets import DataDescription
from blocks.settings.declarations import Settings
from blocks.values.values import Value
from exporters.plan.calls import Call, CompositeCall, TensorRef
from exporters.plan.compile_plan import CompilePlan
from exporters.plan.needs import Needs


@dataclass(frozen=True, slots=True)
class Activated:
    """A layer and the activation that follows it as a layer of its own, both repeated or under one condition.

    Attributes:
        body: the layer.
        activation: what is applied to its result.
    """

    body: Call
    activation: Call


@dataclass(frozen=True, slots=True)
class Branches:
    """A call that is made several times on the same input, and the layer that merges the results.

    Attributes:
        count: how many times; may be an expression.
        indexed: the call uses the loop index.
        body: the call.
        merge: type of the merging layer.
    """

    count: Value
    indexed: bool
    body: Call | Activated
    merge: str


@dataclass(frozen=True, slots=True)
class If:
    """A statement that runs only where a test holds; else the input passes through."""

    test: Value
    body: Call | Activated | Branches


@dataclass(frozen=True, slots=True)
class Loop:
    """A statement that is repeated, each time on the result of the time before.

    Attributes:
        count: how many times; may be an expression.
        indexed: what is repeated uses the loop index.
        body: what is repeated.
    """

    count: Value
    indexed: bool
    body: Call | Activated | If


Statement = Call | Activated | Branches | If | Loop
"""A statement of a function's body."""


def parts_of(statement: Statement) -> Iterator[Statement]:
    """Yield a statement and what is in it, from outside in; the last one is its call."""
    yield statement
    while not isinstance(statement, Call):
        statement = statement.body
        yield statement


def call_of(statement: Statement) -> Call:
    """Return the call at the heart of a statement."""
    while not isinstance(statement, Call):
        statement = statement.body
    return statement


def layers_of(statement: Statement) -> tuple[Call, ...]:
    """Return the call at the heart of a statement, and the activation that follows it as a layer of its own."""
    after = (part.activation for part in parts_of(statement) if isinstance(part, Activated))
    return (call_of(statement), *after)


def sources_of(statement: Statement) -> Iterator[Value]:
    """Yield every value of a statement as it is written: arguments, counts and tests."""
    yield from (argument.source for argument in call_of(statement).arguments)
    for part in parts_of(statement):
        if isinstance(part, If):
            yield part.test
        elif isinstance(part, (Loop, Branches)):
            yield part.count


def with_call(statement: Statement, call: Call | Activated) -> Statement:
    """Return a statement with another call at its heart, or with a call and its activation."""
    if isinstance(statement, Call):
        return call
    body = with_call(statement.body, call)
    return replace(statement, body=body)  # type: ignore[arg-type]  # as deep as before: each part fits its place


@dataclass(frozen=True, slots=True)
class Function:
    """A graph as a function from input tensors to output tensors.

    Attributes:
        metaparameters: those that its expressions use, in the order of the graph.
        body: statements in the order in which they run; inputs come first.
        inputs: the tensors of the Input blocks.
        outputs: the tensors that it gives back.
        name: name of the composite; empty for the model.
        description: what the composite does.
        nested: ``Functional`` or ``Sequential`` for a model of its own within the model.
    """

    metaparameters: tuple[Metaparameter, ...] = ()
    body: tuple[Statement, ...] = ()
    inputs: tuple[TensorRef, ...] = ()
    outputs: tuple[TensorRef, ...] = ()
    name: str = ""
    description: str = ""
    nested: str = ""

    def calls(self) -> Iterator[Call]:
        """Yield the call of every statement, in order."""
        yield from map(call_of, self.body)

    @property
    def plain(self) -> bool:
        """Whether every statement makes a layer of its own: no composite, no repeat, no condition."""
        return all(type(statement) is Call and not statement.shared for statement in self.body)


def uses_of(functions: Iterable[Function]) -> Counter[str]:
    """Return how many instances of each composite there are in functions."""
    calls = (call for function in functions for call in function.calls())
    return Counter(call.function for call in calls if isinstance(call, CompositeCall))


@dataclass(frozen=True, slots=True)
class Start:
    """Weights that training starts from instead of random ones.

    Attributes:
        file: the file with all of the model's weights, beside the script; empty where the layers of the script are
            arranged otherwise than those that the worker makes, so that it cannot load them.
        layers: names of the layers of the main graph that have theirs from the imported file.
    """

    file: str
    layers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a worker or a script needs to know.

    Attributes:
        title: the project's title, as the user wrote it.
        description: the project's description, as the user wrote it.
        model: the main graph.
        sequential: the model is one chain, to be written as ``keras.Sequential``.
        training: how it is compiled and fitted.
        settings: the project's settings, for those who load the data.
        data: what is known of the data.
        functions: the composites in use, each after those that it uses.
        plain_kernels: training must keep to TensorFlow's own kernels; see `blocks.check.tensorflow_limits`.
        needs: what the model takes and learns, for those who load the data.
        outputs_by_name: the model gives its outputs as a dictionary, since not each of them is a layer with a name
            of the user's.
        start: weights that training starts from; ``None`` for random ones.
    """

    title: str
    description: str
    model: Function
    sequential: bool
    training: CompilePlan
    settings: Settings = field(default_factory=Settings)
    data: DataDescription | None = None
    plain_kernels: bool = False
    functions: tuple[Function, ...] = ()
    needs: Needs | None = None
    outputs_by_name: bool = False
    start: Start | None = None

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of the model's outputs, where it has several."""
        return tuple(output.name for output in self.training.outputs)

    @property
    def every_function(self) -> tuple[Function, ...]:
        """The composites in use, each after those that it uses, then the main graph."""
        return (*self.functions, self.model)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The call of every statement of the main graph, in order."""
        return tuple(self.model.calls())

    def function(self, name: str) -> Function:
        """Return the function of a composite in use."""
        return next(function for function in self.functions if function.name == name)

    @property
    def inputs(self) -> tuple[TensorRef, ...]:
        """The model's inputs."""
        return self.model.inputs

    @property
    def outputs(self) -> tuple[TensorRef, ...]:
        """The model's outputs."""
        return self.model.outputs

    @property
    def metaparameters(self) -> tuple[Metaparameter, ...]:
        """The metaparameters that the model's expressions use."""
        return self.model.metaparameters

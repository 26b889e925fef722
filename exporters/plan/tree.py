"""The plan of a model: what Keras is told, as data.

The Keras builder and the script writer both read this and nothing else, so what is trained and what is exported
cannot differ. The plan is a tree: a function has a body, a body is a sequence of statements: calls of layers and
of composites, and calls that are repeated or depend on a condition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from blocks.errors import NetwrightError
from blocks.graph.graph import Metaparameter
from blocks.graph.unknown_layers import NOBODY, Stranger
from blocks.settings.datasets import DataDescription
from blocks.settings.declarations import Settings
from blocks.types.block_type import Form
from blocks.types.problems import Problem
from blocks.values.shapes import Shape
from blocks.values.values import Value
from exporters.plan.compile_plan import CompilePlan
from exporters.plan.needs import Needs


class PlanError(NetwrightError):
    """The model is unfinished or wrong, so that there is nothing to build.

    Attributes:
        problems: what is in the way, the first one named in the text.
    """

    def __init__(self, text: str, problems: tuple[Problem, ...] = ()) -> None:
        """Keep the problems beside their words."""
        super().__init__(text)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TensorRef:
    """A tensor: an output of a block, by the number of its port."""

    block: str
    port: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """The block that a call was made from.

    Attributes:
        graph: name of its graph.
        block: its id.
        turn: which turn of its loop, from 0, where the loop is written out.
    """

    graph: str
    block: str
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call that is not left at Keras's default.

    Attributes:
        name: Keras's name of it.
        value: the value that Keras gets, expressions evaluated.
        source: the value as code is to show it, expressions kept.
    """

    name: str
    value: Value
    source: Value


@dataclass(frozen=True, slots=True)
class Call:
    """A layer that is made and applied, an input that is declared, or a slice that is cut.

    Attributes:
        block: id of the block.
        name: the layer's name, the user's or the one that Keras will give.
        named: the name is the user's, so Keras must be told.
        type: name of the block type.
        form: how it becomes Keras.
        arguments: in Keras's order.
        inputs: the tensors that it is applied to, in the order of its ports.
        many: it takes its inputs as a list.
        input_shapes: shapes of the inputs, without the batch axis.
        trail: the instances that it was written in place of, outer ones first, then its own block; only in a plan whose
            script is to say so.
        shared: a word that all calls of one layer in a function have, and no other; empty for a layer of its own.
        notes: lines of a comment for its reader.
        apart: the activation that follows it as a layer of its own, where what is repeated has one.
    """

    block: str
    name: str
    named: bool
    type: str
    form: Form
    arguments: tuple[Argument, ...] = ()
    inputs: tuple[TensorRef, ...] = ()
    many: bool = False
    input_shapes: tuple[Shape, ...] = ()
    trail: tuple[Origin, ...] = ()
    shared: str = ""
    notes: tuple[str, ...] = ()
    apart: Call | None = None

    @property
    def steps(self) -> tuple[Call, ...]:
        """The call, and what follows it as a layer of its own."""
        return (self, self.apart) if self.apart else (self,)

    @property
    def output(self) -> TensorRef:
        """The tensor that it makes."""
        return TensorRef(self.block)

    @property
    def outputs(self) -> tuple[TensorRef, ...]:
        """All tensors that it makes: several only where it is a composite."""
        return (self.output,)

    def value(self, name: str) -> Value:
        """Return an argument's value, or ``None`` where it is left at its default."""
        return next((argument.value for argument in self.arguments if argument.name == name), None)


@dataclass(frozen=True, slots=True)
class CompositeCall(Call):
    """An instance of a composite.

    Attributes:
        function: name of the definition.
        ports: number of tensors that it makes.
    """

    function: str = ""
    ports: int = 1

    @property
    def outputs(self) -> tuple[TensorRef, ...]:
        """All tensors that it makes."""
        return tuple(TensorRef(self.block, port) for port in range(self.ports))


@dataclass(frozen=True, slots=True)
class StrangerCall(Call):
    """A layer of a class that is not known here: it can be written, not built.

    Attributes:
        stranger: what the file says of it.
        ports: number of tensors that it makes.
    """

    stranger: Stranger = NOBODY
    ports: int = 1

    @property
    def outputs(self) -> tuple[TensorRef, ...]:
        """All tensors that it makes."""
        return tuple(TensorRef(self.block, port) for port in range(self.ports))


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
    body: Call
    merge: str


@dataclass(frozen=True, slots=True)
class If:
    """What is only there where a test holds; else the input passes through."""

    test: Value
    body: Call | Branches


@dataclass(frozen=True, slots=True)
class Loop:
    """What is applied again and again, each time to the result of the time before.

    Attributes:
        count: how many times; may be an expression.
        indexed: what is repeated uses the loop index.
        body: what is repeated.
    """

    count: Value
    indexed: bool
    body: Call | If


Statement = Call | Branches | If | Loop
"""What a body is made of."""


def call_of(statement: Statement) -> Call:
    """Return the call at the heart of a statement."""
    while not isinstance(statement, Call):
        statement = statement.body
    return statement


def with_call(statement: Statement, call: Call) -> Statement:
    """Return a statement with another call at its heart."""
    if isinstance(statement, Call):
        return call
    return replace(statement, body=with_call(statement.body, call))  # type: ignore[arg-type]


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

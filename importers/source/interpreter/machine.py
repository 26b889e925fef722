"""The interpreter of source, put together: every part is made here once, with the parts that it needs."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from blocks.errors import InvalidValue
from importers.source.interpreter.apply import Applying
from importers.source.interpreter.builtins import Builtins
from importers.source.interpreter.calls import Calls
from importers.source.interpreter.collections import Collections
from importers.source.interpreter.comprehensions import Comprehensions
from importers.source.interpreter.conditions import Conditions
from importers.source.interpreter.containers import Containers
from importers.source.interpreter.expressions import Expressions
from importers.source.interpreter.libraries import Libraries
from importers.source.interpreter.loops import Loops
from importers.source.interpreter.model_classes import ModelClasses
from importers.source.interpreter.models import Models
from importers.source.interpreter.modules import Modules
from importers.source.interpreter.statements import Statements
from importers.source.reading.contents import Contents
from importers.source.reading.interpreter import Work
from importers.source.reading.state import ReadingState
from importers.source.structure.binding import Binding
from importers.source.structure.classes import Classes
from importers.source.structure.composites import Composites
from importers.source.structure.definitions import Definitions
from importers.source.structure.functions import FunctionCalls
from importers.source.structure.hierarchy import Hierarchy
from importers.source.structure.instances import Instances
from importers.source.structure.layer_blocks import LayerBlocks
from importers.source.structure.model_parameters import ModelParameters
from importers.source.structure.nested import Nesting
from importers.source.values import budget
from importers.source.values.budget import TooLong
from importers.source.values.values import Frame, NotStructure, SourceValue, Unknown

_NOTHING = (ast.Pass, ast.Assert)


class Machine:
    """Goes through the source of one script: an `Interpreter`.

    Attributes:
        state: what is known so far.
        functions: calls functions of the source.
        nesting: knows the models within the model.
        models: knows the models that were made.
        composites: makes composites.
    """

    def __init__(self, state: ReadingState) -> None:
        self.state = state
        contents = Contents(state)
        parameters = ModelParameters(state)
        instances = Instances(state)
        self.composites = composites = Composites(state, instances)
        self.nesting = Nesting(state, composites, instances)
        definitions = Definitions(state, composites, instances)
        binding = Binding(state, self, parameters)
        blocks = LayerBlocks(state, binding)
        self.hierarchy = Hierarchy(state)
        self.functions = FunctionCalls(state, self, contents, binding, definitions)
        classes = Classes(state, self.functions, binding, definitions, blocks, self.hierarchy)
        applying = Applying(state, blocks, composites, self.nesting, self.functions, classes)
        self.models = Models(state, contents, applying)
        self.model_classes = ModelClasses(state, contents, self.models, classes)
        expressions = Expressions(
            state, self, contents, binding, blocks, self.functions, self.hierarchy, classes
        )
        collections = Collections(state, self, contents, blocks)
        containers = Containers(state, contents, self.functions)
        builtins = Builtins(state, contents, expressions, containers)
        libraries = Libraries(state, contents, blocks, applying, self.models, builtins)
        calls = Calls(
            state, self, collections, contents, applying, self.models, self.functions,
            self.model_classes, self.hierarchy, builtins, containers, libraries,
        )  # fmt: skip
        loops = Loops(state, self, contents, composites)
        comprehensions = Comprehensions(state, self, loops)
        conditions = Conditions(state, self, composites)
        statements = Statements(
            state, self, contents, binding, self.functions, self.hierarchy, parameters, containers,
            Modules(state, self, self.models),
        )  # fmt: skip
        self.apply, self.truth, self.assign = applying.apply, contents.truth, statements.assign
        self._expressions: dict[type[ast.expr], Work] = {
            **expressions.work(), **collections.work(), **comprehensions.work(),
            ast.Call: calls.call_value, ast.IfExp: conditions.choice,
        }  # fmt: skip
        self._statements = statements.work() | loops.work() | conditions.work()

    def evaluate(self, node: ast.expr, frame: Frame) -> SourceValue:
        """Return what an expression is; `Unknown` where that cannot be told."""
        state = self.state
        state.step()
        state.line = getattr(node, "lineno", state.line)
        work = self._expressions.get(type(node))
        if work is None:
            return Unknown("something that is not read")
        try:
            found = work(node, frame)
        except TooLong as error:
            state.tell(f"{error}: left out", getattr(node, "lineno", state.line))
            return Unknown("a list that is too long")
        for words in budget.refused():
            state.tell(f"{words}: left out", state.line)
        return found

    def run(self, body: Sequence[ast.stmt], frame: Frame) -> None:
        """Go through a body.

        Raises:
            Leaving: it ends with ``return``, ``break`` or ``continue``.
        """
        for node in body:
            self.state.step()
            self.state.line = node.lineno
            if isinstance(node, _NOTHING):
                continue
            work = self._statements.get(type(node))
            if work is None:
                self.state.tell("it is of a kind that is not read: left out")
            elif self.state.regions:
                work(node, frame)
            else:
                self._alone(work, node, frame)

    def _alone(self, work: Work, node: ast.stmt, frame: Frame) -> None:
        """Do a statement of the model itself: where that fails, the next one is read all the same."""
        try:
            work(node, frame)
        except NotStructure:
            words = "it depends on something that is not known: left out"
        except (InvalidValue, TooLong) as error:
            words = f"{error}: left out"
        else:
            return
        self.state.leave_regions()
        if self.state.matters(node, frame):
            self.state.tell(words, node.lineno)

"""From blocks with symbols to a graph of the document: names for what expressions use, metaparameters for the rest."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from blocks.catalog.ports import IN
from blocks.catalog.registry import block_type
from blocks.commands.blocks import normal_values
from blocks.errors import ExpressionError, InvalidValue
from blocks.graph.graph import Block, Metaparameter
from blocks.graph.ids import slug
from blocks.graph.naming import first_free
from blocks.graph.structure import INDEX
from blocks.parameters import Choice, Number, Parameter, suited_to
from blocks.types.block_type import BlockType, Form
from blocks.values.arithmetic import FUNCTIONS
from blocks.values.expressions import evaluate, names_in
from blocks.values.values import Configured, Expression, Value
from importers.source.graph.builder import Builder, Spec, structure_of
from importers.source.values.replacing import with_values
from importers.source.values.symbols import in_order, leaf_of, leaves_of, rewritten, sym_of
from importers.source.values.values import (
    UNSET,
    Leaf,
    NotStructure,
    SourceValue,
    Sym,
    is_plain,
)

_OTHER_NAMES = {
    "channels": "num_channels", "units": "num_units", "height": "image_height", "width": "image_width",
    INDEX: "index",
}  # fmt: skip


@dataclass
class Draft:
    """A metaparameter to be.

    Attributes:
        name: its name.
        leaf: the symbol, or for a size the symbol of it.
        value: the default.
        help: what it means.
        direct: parameters that it is the whole value of.
        rounded: it is only used within ``int()`` or ``round()``.
    """

    name: str
    leaf: Leaf
    value: SourceValue
    help: str = ""
    direct: list[Parameter] = field(default_factory=list)
    rounded: bool = True

    def metaparameter(self) -> Metaparameter:
        """Return it as it stands in a graph."""
        value = self.value
        if not is_plain(value):
            raise InvalidValue("what a metaparameter is by default is no plain value")
        parameter = self._parameter(value)
        try:
            value = parameter.validate(value)
        except InvalidValue:
            parameter = suited_to(value, self.name, self.help)
        return Metaparameter(parameter, parameter.validate(value))

    def _parameter(self, value: Value) -> Parameter:
        kind = self.direct[0] if self.direct else None
        if isinstance(kind, Choice) and isinstance(value, str):
            return Choice(name=self.name, help=self.help, choices=kind.choices)
        if isinstance(value, int) and not isinstance(value, bool):
            small = self.rounded and not self.direct and value <= 1
            if isinstance(kind, Number) or small:
                return Number(name=self.name, help=self.help)
        return suited_to(value, self.name, self.help)


def declare(
    drafts: dict[Leaf, Draft], leaf: Leaf, name: str, value: SourceValue, words: str
) -> Sym:
    """Make a symbol a metaparameter, under a name that none of the others has; returns it as a value."""
    taken = {draft.name for draft in drafts.values()}
    drafts[leaf] = Draft(metaparameter_name(name, taken), leaf, value, words)
    return sym_of(leaf)


def metaparameter_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name for a metaparameter that nothing else has."""
    wanted = wanted.lower() if wanted.isupper() else wanted
    wanted = wanted.strip("_") or "value"
    wanted = _OTHER_NAMES.get(wanted, wanted)
    if (
        not wanted.isascii()
        or not wanted.isidentifier()
        or wanted in FUNCTIONS
        or wanted == "trainable"
    ):
        wanted = f"{wanted}_value" if wanted.isascii() and wanted.isidentifier() else "value"
    return first_free(wanted, taken.__contains__)


class SymbolNames:
    """Knows what a graph's expressions call their symbols; makes metaparameters as they are needed."""

    def __init__(self, builder: Builder, declared: Mapping[Leaf, Draft], inside: bool) -> None:
        """Take the metaparameters that are declared.

        Args:
            builder: the graph.
            declared: those of the function's own arguments, in their order.
            inside: it is a composite, so that what it does not know comes from outside.
        """
        self.builder, self.declared, self.inside = builder, dict(declared), inside
        self.used: dict[Hashable, Draft] = {}

    def value(self, value: SourceValue, spec: Spec, parameter: Parameter | None = None) -> Value:
        """Return a value as a block holds it.

        Raises:
            NotStructure: a symbol in it has neither a name nor a value here.
            InvalidValue: it is no value.
        """
        if isinstance(value, Sym):
            return self._expression(value, spec, parameter)
        if isinstance(value, tuple):
            return tuple(self.value(each, spec) for each in value)
        if isinstance(value, Configured):
            given = tuple((name, self.value(each, spec)) for name, each in value.arguments)
            return Configured(value.name, given)
        if not is_plain(value):
            raise InvalidValue("a value of it is nothing that a block can hold")
        return cast("Value", value)

    def _expression(self, value: Sym, spec: Spec, parameter: Parameter | None) -> Value:
        constants = {leaf: leaf.known for leaf in leaves_of(value) if self._is_constant(leaf, spec)}
        found = with_values(value, constants)
        if isinstance(found, Sym):
            return self._text(found, spec, parameter)
        return cast("Value", found)

    def _text(self, value: Sym, spec: Spec, parameter: Parameter | None) -> Value:
        names = {leaf: self._name(leaf, spec) for leaf in in_order(leaves_of(value))}
        for leaf in names:
            self._note(leaf, value.tree, parameter)
        words = {leaf.id: name for leaf, name in names.items()}
        text = ast.unparse(
            rewritten(value.tree, lambda node: ast.Name(words.get(node.id, node.id), ast.Load()))
        )
        try:
            if not names_in(text):
                return evaluate(text, {})
        except ExpressionError:
            if value.known is not UNSET and not self.inside and is_plain(value.known):
                return value.known
            raise NotStructure(leaves_of(value)) from None
        return Expression(text)

    def _is_constant(self, leaf: Leaf, spec: Spec) -> bool:
        """Tell whether a size stands as a number, since the block does not see the tensor that it is of."""
        if leaf.tensor is None or self._is_incoming(leaf, spec):
            return False
        if self.inside and self.builder.inner(leaf.tensor).key in self._entries():
            return False
        if leaf.known is UNSET:
            if self.inside and leaf.tensor.builder is not self.builder:
                return False
            raise NotStructure(frozenset((leaf,)))
        return True

    def _entries(self) -> set[tuple[int, str, str]]:
        return {
            (self.builder.uid, spec.id, "output")
            for spec in self.builder.specs.values()
            if spec.type == IN.name
        }

    def _is_incoming(self, leaf: Leaf, spec: Spec) -> bool:
        assert leaf.tensor is not None
        first = spec.inputs[0] if spec.inputs else None
        kind = block_type(spec.type)
        asks = kind is None or kind.form is not Form.INPUT
        return asks and first is not None and self.builder.inner(leaf.tensor).key == first.key

    def _name(self, leaf: Leaf, spec: Spec) -> str:
        if leaf.tensor is not None and self._is_incoming(leaf, spec):
            return leaf.axis
        if leaf.index and leaf is spec.index:
            return INDEX
        key: Hashable = leaf
        if leaf.tensor is not None:
            key = (self.builder.inner(leaf.tensor).key, leaf.axis)
        if key not in self.used:
            taken = {draft.name for draft in (*self.used.values(), *self.declared.values())}
            known = self.declared.get(leaf)
            if known is None:
                wanted = f"in_{leaf.axis}" if leaf.tensor is not None else leaf.name
                value = leaf.known if leaf.known is not UNSET else 0 if leaf.index else leaf.like
                known = Draft(metaparameter_name(wanted, taken), leaf, value)
            self.used[key] = known
        return self.used[key].name

    def _note(self, leaf: Leaf, tree: ast.expr, parameter: Parameter | None) -> None:
        draft = next((each for each in self.used.values() if each.leaf is leaf), None)
        if draft is None:
            return
        if leaf_of(tree) is leaf:
            if parameter is not None:
                draft.direct.append(parameter)
            draft.rounded = False
        elif not _always_rounded(tree, leaf):
            draft.rounded = False

    def values(self) -> dict[str, Value]:
        """Return the values of metaparameters by name, as far as they are known."""
        known = {draft.name: draft.leaf.known for draft in self.used.values()}
        return {name: value for name, value in known.items() if is_plain(value)}

    def drafts(self) -> list[Draft]:
        """Return the metaparameters in use: declared ones first, in their order."""
        mine = [draft for leaf, draft in self.declared.items() if leaf in self.used]
        return [*mine, *(draft for key, draft in self.used.items() if key not in self.declared)]


def _always_rounded(tree: ast.AST, leaf: Leaf) -> bool:
    """Tell whether a symbol stands within ``int()`` or ``round()`` only."""
    if (
        isinstance(tree, ast.Call)
        and isinstance(tree.func, ast.Name)
        and tree.func.id in ("int", "round")
    ):
        return True
    if leaf_of(tree) is leaf:
        return False
    return all(_always_rounded(child, leaf) for child in ast.iter_child_nodes(tree))


def block_of(
    spec: Spec,
    names: SymbolNames,
    block_id: str,
    type_named: Callable[[str], BlockType | None],
    name: str = "",
) -> Block:
    """Return the block that is made of a spec.

    Raises:
        NotStructure: a symbol has neither name nor value.
        InvalidValue: a count is none.
    """
    kind = type_named(spec.type)
    values: dict[str, Value] = {}
    for key, value in spec.values.items():
        values[key] = names.value(value, spec, kind.parameter(key) if kind else None)
    if kind is not None:
        values = normal_values(kind, values)
    structure = structure_of(
        names.value(spec.series, spec),
        names.value(spec.parallel, spec),
        spec.merge,
        names.value(spec.when, spec),
    )
    return Block(block_id, spec.type, values, name, dict(spec.extra), structure)


def numbered(specs: Sequence[Spec]) -> dict[str, str]:
    """Return new ids for the blocks that are left, in their order."""
    return {spec.id: f"{slug(spec.type)}-{at}" for at, spec in enumerate(specs, 1)}

"""Values with names replaced: what moves a block into a composite or out of it.

Expressions are changed as text, at the places that Python's own parser gives, so that all else stays as it was written.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace

from blocks.errors import EditError, ExpressionError, InvalidValue
from blocks.graph.graph import Block, Graph
from blocks.graph.structure import INDEX, Structure
from blocks.inference.repeats import repeats
from blocks.parameters import Parameter
from blocks.types.block_type import BlockType
from blocks.values.arithmetic import FUNCTIONS
from blocks.values.expressions import evaluate, names_in, names_of
from blocks.values.values import Configured, Expression, Value

Given = Mapping[str, Value]
"""By name the value that stands for it: a plain one, or an expression."""


def free_names(block: Block) -> frozenset[str]:
    """Return the names that a block takes from its graph or from the shape that comes in, the loop index left out."""
    used = frozenset().union(*map(names_of, block.values.values()))
    structure = block.structure
    if structure is None:
        return used
    if repeats(structure):
        used -= {INDEX}
    asked = names_of(structure.when)
    if structure.series is not None:
        asked -= {INDEX}
    return used | asked | names_of(structure.series) | names_of(structure.parallel)


def substitute(value: Value, given: Given) -> Value:
    """Return a value with names replaced; what has no name left becomes a plain value.

    Raises:
        EditError: an expression would become too long, or a value cannot stand within one.
    """
    if isinstance(value, Expression):
        return _expression(value, given)
    if isinstance(value, tuple):
        new = tuple(substitute(item, given) for item in value)
        return value if all(map(_same, new, value)) else new
    if isinstance(value, Configured):
        arguments = tuple((name, substitute(item, given)) for name, item in value.arguments)
        return value if arguments == value.arguments else Configured(value.name, arguments)
    return value


def substitute_block(graph: Graph, block: Block, given: Given) -> Block:
    """Return a block with names replaced in its values and its structure.

    A condition that is decided thereby is gone, or stands as ``False``.
    """
    inner = {name: value for name, value in given.items() if name != INDEX}
    within = inner if repeats(block.structure) else given
    values = changed_values(graph.kind_of(block), block.values, lambda v: substitute(v, within))
    structure = block.structure
    if structure is not None:
        structure = _structure(structure, given, inner if structure.series is not None else given)
    if values is block.values and structure is block.structure:
        return block
    return replace(block, values=values, structure=structure)


def changed_values(
    kind: BlockType | None, values: Mapping[str, Value], change: Callable[[Value], Value]
) -> Mapping[str, Value]:
    """Return values after a change; one that is thereby at its default is left out, the others stay untouched."""
    found: dict[str, Value] = {}
    for name, value in values.items():
        new = change(value)
        parameter = kind.parameter(name) if kind is not None else None
        if not _same(new, value) and parameter is not None and not isinstance(new, Expression):
            new = _normal(parameter, new)
            if not parameter.required and parameter.is_default(new):
                continue
        found[name] = new
    same = found.keys() == values.keys() and all(_same(found[key], values[key]) for key in values)
    return values if same else found


def _normal(parameter: Parameter, value: Value) -> Value:
    try:
        return parameter.validate(value)
    except InvalidValue:
        return value  # the check says what is wrong with it


def _same(left: Value, right: Value) -> bool:
    return left is right or (type(left) is type(right) and left == right)


def _structure(structure: Structure, counts: Given, asked: Given) -> Structure | None:
    series = _count("series", structure.series, counts)
    parallel = _count("parallel", structure.parallel, counts)
    when = substitute(structure.when, asked)
    if when is not structure.when and not isinstance(when, Expression):
        when = None if when else False
    if all(map(_same, (series, parallel, when), structure.values)):
        return structure
    if series is None and parallel is None and when is None:
        return None
    return Structure(series, parallel, structure.merge, when)  # type: ignore[arg-type] # refuses wrong types itself


def _count(name: str, count: Value, given: Given) -> Value:
    new = substitute(count, given)
    if new is count:
        return count
    try:
        Structure(**{name: new})  # type: ignore[arg-type] # refuses wrong types itself
    except InvalidValue:
        # Out of bounds as a plain value; as an expression the check says so in words.
        return Expression(literal(new))
    return new


def _expression(expression: Expression, given: Given) -> Value:
    used = {
        name: given[name]
        for name in names_of(expression)
        if name in given and given[name] != Expression(name)
    }
    if not used:
        return expression
    text = expression.text.strip()
    if text in used:
        return used[text]
    text = _written(text, used)
    try:
        names = names_in(text)
    except ExpressionError as error:
        raise EditError(f"{text[:60]}: {error}") from None
    if names:
        return Expression(text)
    try:
        return evaluate(text, {})
    except ExpressionError:
        return Expression(text)


def _written(text: str, used: Given) -> str:
    """Replace names in a text, from the last to the first, in brackets where they are needed."""
    tree = ast.parse(text, mode="eval")
    bare = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Call, ast.Tuple))
        for child in (node.args if isinstance(node, ast.Call) else node.elts)
    }
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    places = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in used and id(node) not in called
    ]
    raw = text.encode()
    for node in sorted(places, key=lambda node: -node.col_offset):
        new = _fitting(literal(used[node.id]), id(node) in bare)
        raw = raw[: node.col_offset] + new.encode() + raw[node.end_col_offset :]
    return raw.decode()


def _fitting(text: str, bare: bool) -> str:
    node = ast.parse(text, mode="eval").body
    alone = isinstance(node, (ast.Name, ast.Constant, ast.Call))
    closed = isinstance(node, ast.Tuple) and text.startswith("(")
    return text if alone or closed or (bare and not isinstance(node, ast.Tuple)) else f"({text})"


def literal(value: Value) -> str:
    """Write a value as it stands in an expression; raises `EditError` for what cannot."""
    if isinstance(value, Expression):
        return value.text.strip()
    if isinstance(value, tuple):
        inner = ", ".join(map(literal, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, Configured):
        raise EditError(f"{value.name} cannot stand within an expression")
    return repr(value)


def can_be_metaparameter_name(name: str) -> bool:
    """Tell whether a name can be used in the expressions of a definition."""
    import keyword

    from blocks.inference.arguments import SHAPE_NAMES

    plain = name.isascii() and name.isidentifier() and len(name) <= 60 and name[0] != "_"
    return plain and not (
        keyword.iskeyword(name) or name in FUNCTIONS or name in SHAPE_NAMES or name == INDEX
    )

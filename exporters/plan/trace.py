"""Marks in code that say which block it was written for; they are taken out before anybody sees the code.

A mark is text between characters that exported code, being ASCII, never has. Whatever is done to a line on its way into
the script, indented, joined, put into brackets, it is done to the mark as well. How long a line is must be asked
before it is marked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from exporters.plan.tree import Function, Origin, Plan, Statement, call_of, with_call

_OPEN, _TEXT, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{_OPEN}([^{_TEXT}]*){_TEXT}|{_CLOSE}")
_LETTER = re.compile(r"\w")

Trail = tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of code.

    Attributes:
        trail: where it comes from: instances first, the block itself last.
        start: number of letters before it.
        end: number of letters up to its end.
    """

    trail: Trail
    start: int
    end: int


def traced_plan(plan: Plan) -> Plan:
    """Return the plan with every call knowing its block, so that its code is marked."""
    functions = tuple(_traced(function) for function in plan.functions)
    return replace(plan, model=_traced(plan.model), functions=functions)


def marked(trail: Trail, lines: Sequence[str]) -> list[str]:
    """Return lines with a mark around them; as they are where there is no trail."""
    found = list(lines)
    if trail and found:
        words = json.dumps([(each.graph, each.block, each.turn) for each in trail])
        found[0] = f"{_OPEN}{words}{_TEXT}{found[0]}"
        found[-1] += _CLOSE
    return found


def without_marks(code: str) -> tuple[str, list[Mark]]:
    """Take the marks out.

    Returns:
        The code, and its marks in the order in which they end.
    """
    pieces: list[str] = []
    found: list[Mark] = []
    waiting: list[tuple[Trail, int]] = []
    at = letters = 0
    for match in _MARK.finditer(code):
        pieces.append(code[at : match.start()])
        letters += count_letters(pieces[-1])
        at = match.end()
        if match[1] is not None:
            waiting.append((tuple(Origin(*each) for each in json.loads(match[1])), letters))
        else:
            found.append(Mark(*waiting.pop(), letters))
    return "".join([*pieces, code[at:]]), found


def count_letters(text: str) -> int:
    """Return how many letters, digits and underscores there are: a formatter leaves them as they are."""
    return len(_LETTER.findall(text))


def within(statement: Statement, trail: Trail) -> Statement:
    """Return a statement that stands in the place of an instance, if that is known."""
    call = call_of(statement)
    return with_call(statement, replace(call, trail=(*trail, *call.trail))) if trail else statement


def at_turn(statement: Statement, turn: int) -> Statement:
    """Return a statement as one turn of its loop, if its block is known."""
    call = call_of(statement)
    if not call.trail:
        return statement
    mine = replace(call.trail[-1], turn=turn)
    return with_call(statement, replace(call, trail=(*call.trail[:-1], mine)))


def _traced(function: Function) -> Function:
    body = []
    for statement in function.body:
        call = call_of(statement)
        origin = Origin(function.name, call.block)
        body.append(with_call(statement, replace(call, trail=(origin,))))
    return replace(function, body=tuple(body))

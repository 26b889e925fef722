"""What a fix says that it does, worked out once more without its edits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from blocks.check.checker import Checker
from blocks.document.copying import copy_document
from blocks.document.document import Document
from blocks.fixes import acts
from blocks.fixes.finder import Fix
from blocks.fixes.trial import Trial
from blocks.graph.graph import Wire
from blocks.graph.shared_layers import group_of
from blocks.parameters import same_value
from blocks.settings.datasets import DataDescription
from blocks.types.problems import Problem, Severity

START, END = "output", "input"


@dataclass
class State:
    """A document as plain data, changed by what fixes say."""

    types: dict[tuple[str, str], str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    values: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    wires: set[tuple[str, Wire]] = field(default_factory=set)
    knobs: dict[tuple[str, str], Any] = field(default_factory=dict)
    settings: Any = None
    given: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    free: set[tuple[str, str]] = field(default_factory=set)  # whose other values are not told

    @classmethod
    def of(cls, document: Document) -> State:
        state = cls(settings=document.settings)
        for name, graph in document.graphs.items():
            for key, block in graph.blocks.items():
                state.types[name, key] = block.type
                state.names[name, key] = block.name
                state.values[name, key] = dict(block.values)
            state.wires |= {(name, wire) for wire in graph.wires()}
            state.knobs |= {(name, meta.name): meta.value for meta in graph.metaparameters}
        return state


def say(state: State, act: acts.Act, document: Document) -> None:
    """Change a state as the words of an act say; the document is as it was before the fix."""
    _SAY[type(act)](state, act, document)


def _set(state: State, act: acts.SetValues, document: Document) -> None:
    for block in act.blocks:
        graph = document.graphs[act.graph]
        for key in group_of(graph, block) if block in graph else (block,):
            state.given.setdefault((act.graph, key), {}).update(act.values)


def _new(state: State, act: Any, type_name: str) -> None:
    assert (act.graph, act.block) not in state.types
    state.types[act.graph, act.block] = type_name
    state.free.add((act.graph, act.block))
    state.given[act.graph, act.block] = dict(getattr(act, "values", {}))


def _insert(state: State, act: acts.Insert, document: Document) -> None:
    _new(state, act, act.type)
    _stand_in(state, act.graph, act.block, act.wire)


def _stand_in(state: State, graph: str, block: str, wire: Wire) -> None:
    state.wires.remove((graph, wire))
    state.wires.add((graph, Wire(wire.source, wire.source_port, block, END)))
    state.wires.add((graph, Wire(block, START, wire.target, wire.target_port)))


def _append(state: State, act: acts.Append, document: Document) -> None:
    _new(state, act, act.type)
    state.wires.add((act.graph, Wire(act.source, act.source_port, act.block, END)))


def _merge(state: State, act: acts.Merge, document: Document) -> None:
    _new(state, act, act.type)
    for number, source in enumerate(act.sources, 1):
        state.wires.add((act.graph, Wire(source, START, act.block, f"{END}_{number}")))
    state.wires.add((act.graph, Wire(act.block, START, act.target, act.target_port)))


def _begin(state: State, act: acts.Begin, document: Document) -> None:
    _new(state, act, "Input")
    state.wires.add((act.graph, Wire(act.block, START, act.target, act.target_port)))


def _remove(state: State, act: acts.Remove, document: Document) -> None:
    place = act.graph, act.block
    for told in (state.types, state.names, state.values, state.given):
        told.pop(place, None)  # type: ignore[attr-defined]
    mine = {each for each in state.wires if act.block in (each[1].source, each[1].target)}
    mine = {each for each in mine if each[0] == act.graph}
    state.wires -= mine
    before = [wire for _, wire in mine if wire.target == act.block]
    for _, wire in mine if act.joined and len(before) == 1 else ():
        if wire.source == act.block:
            joined = Wire(*before[0][:2], wire.target, wire.target_port)
            state.wires.add((act.graph, joined))


def _put(state: State, act: acts.PutOnWire, document: Document) -> None:
    _stand_in(state, act.graph, act.block, act.wire)


def _retype(state: State, act: acts.Retype, document: Document) -> None:
    place = act.graph, act.block
    state.types[place] = act.type
    state.free.add(place)
    state.given.setdefault(place, {})


def _rename(state: State, act: acts.Rename, document: Document) -> None:
    for key in group_of(document.graphs[act.graph], act.block):
        state.names[act.graph, key] = act.name


def _rename_metaparameter(state: State, act: acts.RenameMetaparameter, document: Document) -> None:
    state.knobs[act.graph, act.new] = state.knobs.pop((act.graph, act.name))
    state.free |= {place for place in state.types if place[0] == act.graph}


def _choose(state: State, act: acts.Choose, document: Document) -> None:
    settings = state.settings
    if act.section == "output":
        state.settings = settings.with_output(f"{act.block}.{act.port}", **act.values)
    elif act.section == "training":
        state.settings = settings.with_training(**act.values)
    else:
        state.settings = settings.with_data(**act.values)


_SAY: dict[type, Any] = {
    acts.SetValues: _set,
    acts.Insert: _insert,
    acts.Append: _append,
    acts.Merge: _merge,
    acts.Begin: _begin,
    acts.Remove: _remove,
    acts.Connect: lambda state, act, document: state.wires.add((act.graph, act.wire)),
    acts.Disconnect: lambda state, act, document: state.wires.remove((act.graph, act.wire)),
    acts.PutOnWire: _put,
    acts.Retype: _retype,
    acts.Rename: _rename,
    acts.ChangeMetaparameter: lambda state, act, document: state.knobs.update(
        {(act.graph, act.name): act.value}
    ),
    acts.RenameMetaparameter: _rename_metaparameter,
    acts.Choose: _choose,
}


def does_what_it_says(document: Document, fix: Fix) -> Document:
    """Apply a fix to a copy, hold the copy to the words, and return it."""
    after = copy_document(document)
    after.apply(fix.edits)
    told, found = State.of(document), State.of(after)
    for act in fix.acts:
        say(told, act, document)
    assert told.types == found.types, fix.title
    assert {key: told.names.get(key, found.names[key]) for key in found.names} == found.names
    assert told.knobs == found.knobs, fix.title
    assert _plain(told.wires, after) == _plain(found.wires, after), fix.title
    if any(isinstance(act, acts.Choose) for act in fix.acts):
        assert told.settings == found.settings
    for place in found.values:
        _same_values(told, found, place, after)
    return after


def _plain(wires: set[tuple[str, Wire]], document: Document) -> set[tuple[str, str, str]]:
    """Return wires without the ports that a block has but one of."""
    return {(graph, wire.source, wire.target) for graph, wire in wires}


def _same_values(told: State, found: State, place: tuple[str, str], after: Document) -> None:
    graph, key = place
    kind = after.graphs[graph].kind(key)
    given = told.given.get(place, {})
    for name, value in given.items():
        assert kind is not None
        assert same_value(kind.value_in(found.values[place], name), value), (place, name)
    if place not in told.free:
        rest = [
            {n: v for n, v in each.items() if n not in given}
            for each in (told.values[place], found.values[place])
        ]
        assert rest[0] == rest[1], place


def comes_of_it(
    checker: Checker, problem: Problem, fix: Fix, data: DataDescription | None, after: Document
) -> None:
    """Hold what a fix says of its result to a check of the result from the beginning."""
    old, new = Trial(checker, data), _trial_of(checker, data, after)
    before, now = old.problems(), new.problems()
    gone, claim = problem.key, fix.claim
    assert gone in {each.key for each in before}
    assert gone not in {each.key for each in now}, fix.title
    known = {each.key for each in before}
    mine = [each.key for each in now if problem.block and each.block == problem.block]
    fresh = [
        each.key
        for each in now
        if each.key not in known
        and each.block != problem.block
        and each.severity is not Severity.WARNING
    ]
    assert sorted(each.key for each in claim.left) == sorted([*mine, *fresh]), fix.title
    results = new.checker.results
    if claim.block:
        assert results[claim.block].output == claim.shape
    assert (fix.preview == "removes the problem") <= (not mine), fix.preview
    assert ("still" in fix.preview) == bool(claim.left)
    was = {key: each for key, each in old.checker.results.items() if each.inference is not None}
    unknown = old.checker.results.keys() - was.keys()
    more = sum(each.parameters for key, each in results.items() if key not in unknown)
    still = [
        each.parameters
        for key, each in was.items()
        if key not in results or (results[key].inference is not None)
    ]
    assert claim.parameters == more - sum(still), fix.title


def _trial_of(checker: Checker, data: DataDescription | None, after: Document) -> Trial:
    same = Checker(after, checker.graph_name, checker.instance, follows=False)
    return Trial(same, data)

"""Finds the blocks where the paths of a model fork and join, and names the tensors on them as a person would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from blocks.catalog.registry import block_type, role_of
from blocks.types.roles import Role
from exporters.plan.calls import Call, TensorRef

LONGEST_PROJECTION = 3
"""Layers on a path that still looks like a shortcut: a convolution, its normalization, its activation."""


@dataclass(frozen=True, slots=True)
class _Path:
    """A path from a fork up to where it meets another one.

    Attributes:
        first: the call that begins it.
        length: number of calls.
        meets: the merging call at its end, or ``None``.
        ends: nothing reads what comes out.
    """

    first: Call
    length: int
    meets: Call | None
    ends: bool = False


@dataclass
class Forks:
    """The forks of a body, and the names of the tensors on their branches.

    Attributes:
        calls: the body; inputs come first.
        outputs: the tensors that are given back.
        repeated: ids of the calls that are made again and again.
        origin: for every tensor the last one that all its paths went through; absent for inputs.
        keep: call id to the stem that its incoming tensor is kept under when the call goes on in its variable.
        stem: call id to the stem of a new variable that the call begins.
    """

    calls: Sequence[Call]
    outputs: Sequence[TensorRef]
    repeated: Container[str] = ()
    origin: dict[TensorRef, TensorRef] = field(default_factory=dict)
    keep: dict[str, str] = field(default_factory=dict)
    stem: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look at every tensor once."""
        self._readers: dict[TensorRef, list[Call]] = defaultdict(list)
        self._depth: dict[TensorRef, int] = {}
        self._opening: set[str] = set()
        for call in self.calls:
            for ref in dict.fromkeys(call.inputs):
                self._readers[ref].append(call)
            self._find_origin(call)
        for call in self.calls:
            self._look_at(call)
        self._look_at_inputs()
        if self._opening:
            self._look_at_heads()

    def opens(self, call: Call) -> bool:
        """Tell whether a part of the model begins with this call."""
        return call.block in self._opening

    def stem_of_waiting(self, ref: TensorRef) -> str:
        """Return what a tensor is called that is read after its branches have met again."""
        merges = [reader for reader in self._readers[ref] if reader.many]
        return _stem_of_skip(merges[-1]) if merges else "features"

    def _look_at(self, call: Call) -> None:
        readers = self._readers[call.output]
        if len(readers) < 2:
            return
        single = [reader for reader in readers if not reader.many]
        merging = [reader for reader in readers if reader.many]
        if merging and len(single) == 1:
            self._skip(single[0], merging[0])
        elif not merging and (self._projection(single) or self._side(single)):
            pass
        else:
            self.stem |= {reader.block: "branch" for reader in single}
        if single and call.inputs:
            self._opening.add(single[0].block)

    def _skip(self, path: Call, merge: Call) -> None:
        """A path beside a skip connection: the main line is the path, but where it only makes a gate."""
        if role_of(merge.type) is Role.PRODUCT:
            self.stem[path.block] = "gate"
        else:
            self.keep[path.block] = _stem_of_skip(merge)

    def _projection(self, readers: list[Call]) -> bool:
        """Two paths that meet again, one of them short: a shortcut with a projection on it."""
        if len(readers) != 2:
            return False
        first, second = (self._path(reader) for reader in readers)
        meet = first.meets
        if meet is None or meet is not second.meets or role_of(meet.type) is Role.JOIN:
            return False
        short, long = sorted((first, second), key=lambda path: path.length)
        if short.length == long.length or short.length > LONGEST_PROJECTION:
            return False
        if short is first:
            self.stem[short.first.block] = "shortcut"
        else:
            self.keep[long.first.block] = "shortcut"
        return True

    def _side(self, readers: list[Call]) -> bool:
        """Paths of which all but one lead to an output and nowhere else: classifiers beside the main line."""
        paths = [self._path(reader) for reader in readers]
        on = [path for path in paths if not path.ends]
        if not on:  # the last fork: the longest path is the main line
            on = [path for path in paths if path.length == max(each.length for each in paths)]
        if len(on) != 1 or on[0].meets is not None:
            return False
        self.keep[on[0].first.block] = "features"
        return True

    def _path(self, first: Call) -> _Path:
        length, call = self._length(first), first
        readers = self._readers[first.output]
        while len(readers) == 1 and not readers[0].many:
            call = readers[0]
            length, readers = length + self._length(call), self._readers[call.output]
        return _Path(first, length, readers[0] if len(readers) == 1 else None, not readers)

    def _length(self, call: Call) -> int:
        return 2 if call.block in self.repeated else 1

    def _look_at_inputs(self) -> None:
        """Several inputs are branches from the start."""
        inputs = [call for call in self.calls if not call.inputs]
        if len(inputs) < 2:
            return
        self._opening.add(self.calls[len(inputs)].block)
        for call in inputs:
            readers = self._readers[call.output]
            if len(readers) == 1 and not readers[0].many:
                self.stem[readers[0].block] = "branch"

    def _look_at_heads(self) -> None:
        """Layers that turn features into an output are a part of their own."""
        made = {output: call for call in self.calls for output in call.outputs}
        for output in self.outputs:
            call = made[output]
            while len(call.inputs) == 1 and not _begins_head(call):
                call = made[call.inputs[0]]
            if _begins_head(call):
                self._opening.add(call.block)

    def _find_origin(self, call: Call) -> None:
        """Immediate dominator, found by climbing from all inputs until they agree.

        Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm"; one pass, since there are no loops.
        """
        common: TensorRef | None = None
        for at, ref in enumerate(call.inputs):
            common = ref if at == 0 else self._common(common, ref)
        for output in call.outputs:
            if common is not None:
                self.origin[output] = common
            self._depth[output] = 0 if common is None else self._depth[common] + 1

    def _common(self, left: TensorRef | None, right: TensorRef | None) -> TensorRef | None:
        while left != right:
            if left is None or right is None:
                return None
            if self._depth[left] >= self._depth[right]:
                left = self.origin.get(left)
            else:
                right = self.origin.get(right)
        return left


def _begins_head(call: Call) -> bool:
    kind = block_type(call.type)
    return kind is not None and kind.ends_features


def _stem_of_skip(merge: Call) -> str:
    return "skip" if role_of(merge.type) is Role.JOIN else "shortcut"

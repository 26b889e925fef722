"""Problems as data: what is wrong, where, what was expected, what came. The words are in `blocks.inference.wording`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from blocks.values.values import Value


class Severity(Enum):
    """The severity of a problem."""

    ERROR = "error"  # Keras would refuse the model
    UNFINISHED = "unfinished"  # something is still missing; normal while building
    TRAINING = "training"  # the model builds, but does not fit the chosen data
    WARNING = "warning"  # training will run, but may surprise

    @property
    def stops_training(self) -> bool:
        """Whether nothing can be trained while there is a problem like this; else it is a hint."""
        return self is not Severity.WARNING


Key = tuple[str, str, str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        kind: a short word, e.g. ``shapes_differ``; `blocks.inference.wording` has a sentence for each.
        block: id of the block; empty for the model as a whole.
        port: the input port concerned.
        parameter: the parameter concerned.
        expected: what would do: a shape, a number of axes, or words.
        got: what came instead.
        other: id of the block at the other end.
        other_port: the port that it does not agree with.
        severity: how bad it is.
        text: ready words, where an error brought them along.
        path: inside a composite, the ids that lead from the block to the one that is wrong.
        iterations: the iteration of the loop, from 0, at which it goes wrong: of the block, then of each on the path;
            ``None`` for a block without a loop. Empty where no loop is involved.
    """

    kind: str
    block: str = ""
    port: str = ""
    parameter: str = ""
    expected: Value = None
    got: Value = None
    other: str = ""
    other_port: str = ""
    severity: Severity = Severity.ERROR
    text: str = ""
    path: tuple[str, ...] = ()
    iterations: tuple[int | None, ...] = ()

    @property
    def key(self) -> Key:
        """The key by which it is the same problem before and after an edit."""
        return self.kind, self.block, self.port, self.parameter, self.path

    @property
    def iteration(self) -> int | None:
        """The iteration of the block's own loop at which it goes wrong, where it has one."""
        return self.iterations[0] if self.iterations else None

"""The report of an import: what was read, kept, renamed, folded; for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know of an import.

    Attributes:
        kind: ``unknown``, ``code``, ``meaning``, ``cut``, ``left out``, ``flat``, ``opened``, ``renamed``,
            ``shared``, ``added``, ``order``, ``line``, ``late``, ``loop``, ``model`` or ``read``.
        name: the layer or composite.
        text: what happened, as a sentence's end.
        block: id of the block, where there is one.
        line: line of a Python source, else 0.
    """

    kind: str
    name: str
    text: str
    block: str = ""
    line: int = 0


@dataclass(slots=True)
class Report:
    """The report of one import.

    Attributes:
        source: what kind of file it was, for people.
        layers: number of layers in the file, those of nested models too.
        blocks: number of blocks on all graphs afterwards.
        folded: name of a composite to how many places it stands for.
        differs: name of a composite to the metaparameters by which these places differ.
        remarks: everything that is not as it was.
    """

    source: str = ""
    layers: int = 0
    blocks: int = 0
    folded: dict[str, int] = field(default_factory=dict)
    differs: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, kind: str, name: str, text: str, block: str = "", line: int = 0) -> None:
        """Remember one thing."""
        self.remarks.append(Remark(kind, name, text, block, line))

    def to_json(self) -> Mapping[str, object]:
        """Return everything as plain data."""
        found = asdict(self)
        for remark in found["remarks"]:
            if not remark["line"]:
                del remark["line"]
        return found

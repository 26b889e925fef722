"""The section "Repeat and condition" of a block: once, in series or in parallel, how often, and only if what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.forms.form import ParameterForm
from app.widgets.layouts import column
from app.widgets.parts import unfolder
from blocks.errors import InvalidValue
from blocks.graph.structure import MAX_COUNT, MERGES, Structure
from blocks.parameters import Choice, Integer, Parameter, show
from blocks.values.values import Value

ONCE, SERIES, PARALLEL = MODES = ("once", "in series", "in parallel")
TWICE = 2
"""Repeats to begin with."""


@dataclass(frozen=True, kw_only=True)
class Condition(Parameter):
    """True, False or an expression; nothing for always."""

    def expects(self) -> str:
        return "a condition, such as channels != 64"

    def check(self, value: Value) -> Value:
        if not isinstance(value, bool):
            raise InvalidValue(
                "a condition is True, False or an expression, such as channels != 64"
            )
        return value


@dataclass(frozen=True, kw_only=True)
class Mode(Choice):
    """Once, in series, in parallel; a number means so many times in series."""

    takes_expressions: ClassVar[bool] = False

    def expects(self) -> str:
        return f"{', '.join(self.choices)}, or a number of times up to {MAX_COUNT}"

    def refuse(self, value: Value) -> InvalidValue:
        return InvalidValue(f"Repeat must be {self.expects()}, not {show(value)}")

    def parse(self, text: str) -> Value:
        text = text.strip()
        if text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= MAX_COUNT:
            return int(text)
        return self.validate(text)


PARAMETERS: tuple[Parameter, ...] = (
    Mode(
        name="mode",
        title="Repeat",
        help="Once, one after the other, or side by side on the same input and then merged. "
        "A number means that many times in series.",
        choices=MODES,
        default=ONCE,
    ),
    Integer(
        name="series",
        title="Times",
        help="How many times; each gets the output of the one before; i counts from 0 in the fields of the block.",
        minimum=0,
        maximum=MAX_COUNT,
        default=TWICE,
    ),
    Integer(
        name="parallel",
        title="Times",
        help="How many branches; i counts from 0 in the fields of the block.",
        minimum=1,
        maximum=MAX_COUNT,
        default=TWICE,
    ),
    Choice(
        name="merge",
        title="Merge by",
        help="The layer that joins the branches.",
        choices=MERGES,
        default=MERGES[0],
    ),
    Condition(
        name="when",
        title="Only if",
        help="Where it does not hold, the input passes through.",
        default=None,
        nullable=True,
    ),
)


class StructureForm(QWidget):
    """Edits a `Structure`.

    Signals:
        changed (object, bool): the new structure, ``None`` for once and always; whether more may follow at once.
        left: a field lost the focus.
    """

    changed = Signal(object, bool)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("structureForm")
        self._structure = Structure()
        self._key: object = None
        self.link = unfolder("structureLink", self.unfold)
        self.form = ParameterForm(PARAMETERS, self)
        self.form.changed.connect(self._change)
        self.form.reset.connect(self._reset)
        self.form.left.connect(self.left)
        self.form.fields["when"].input.set_hint("always")
        for field in self.form.fields.values():
            field.reverts = True
        column((self.link, Qt.AlignmentFlag.AlignLeft), self.form, on=self, gap=6)
        self._show_mode()  # at once: rows that go later would leave gaps until all is laid out again
        self.unfold(False)

    def bind(
        self,
        key: object,
        structure: Structure | None,
        arguments: Mapping[str, Value],
        problems: Mapping[str, str],
        names: Mapping[str, Value],
    ) -> None:
        """Show a structure.

        Args:
            key: whose it is.
            structure: ``None`` for once and always.
            arguments: what its expressions come to.
            problems: field to what the check says of it.
            names: what its expressions may use.
        """
        if key != self._key:
            self.unfold(structure is not None)
        elif structure is not None and self._structure == Structure():
            self.unfold(True)
        self._key, self._structure = key, structure or Structure()
        self._show_mode()
        self.form.set_names({name: value for name, value in names.items() if name != "i"})
        self.form.fields["when"].set_names(names if self._mode == SERIES else {})
        self.form.bind(key, self._values(), arguments, problems)
        self.form.fields["when"].input.set_hint("always")

    def commit(self) -> None:
        """Take over what is being typed."""
        self.form.commit()

    def unfold(self, on: bool = True) -> None:
        """Show or hide the fields."""
        self.form.setVisible(on)
        self.link.setText(("▾ " if on else "▸ ") + "Repeat and condition")
        if self.link.isChecked() != on:
            self.link.setChecked(on)

    def edit(self) -> None:
        """Put the cursor where repeats are chosen."""
        self.unfold(True)
        name = {ONCE: "mode", SERIES: "series", PARALLEL: "parallel"}[self._mode]
        self.form.fields[name].edit()

    @property
    def _mode(self) -> str:
        if self._structure.parallel is not None:
            return PARALLEL
        return ONCE if self._structure.series is None else SERIES

    def _values(self) -> dict[str, Value]:
        now = self._structure
        return {
            "mode": self._mode,
            "series": now.series,
            "parallel": now.parallel,
            "merge": now.merge,
            "when": now.when,
        }

    def _show_mode(self) -> None:
        shown = {"mode", "when"} | {
            SERIES: {"series"},
            PARALLEL: {"parallel", "merge"},
        }.get(self._mode, set())
        for name, field in self.form.fields.items():
            field.setVisible(name in shown)
            field.label.setVisible(name in shown)

    def _change(self, name: str, value: Value, more: bool) -> None:
        if name == "mode":
            wanted = _in_mode(self._structure, value if isinstance(value, int) else str(value))
            if (
                wanted == self._structure
            ):  # once for 1: nothing changes, but the number must not stay
                self.form.fields["mode"].take_back()
            self._tell(wanted, False)
        else:
            changed: dict[str, Any] = {name: value}  # its field has read it
            self._tell(replace(self._structure, **changed), more)

    def _reset(self, name: str) -> None:
        parameter = next(one for one in PARAMETERS if one.name == name)
        self._change(name, parameter.start, False)

    def _tell(self, structure: Structure, more: bool) -> None:
        self.changed.emit(None if structure == Structure() else structure, more)


def _in_mode(old: Structure, mode: str | int) -> Structure:
    """Return a structure in another mode, with the same number of repeats and the same condition.

    Args:
        old: the structure as it is.
        mode: one of `MODES`; or a number of repeats, in series unless the block is repeated in parallel.
    """
    if isinstance(mode, int):
        if mode == 1:
            return Structure(when=old.when)
        if old.parallel is not None and mode:
            return replace(old, parallel=mode)
        return Structure(series=mode, when=old.when)
    count = old.parallel if old.series is None else old.series
    count = TWICE if count is None or count == 0 else count
    if mode == SERIES:
        return Structure(series=count, when=old.when)
    if mode == PARALLEL:
        return Structure(parallel=count, merge=old.merge, when=old.when)
    return Structure(when=old.when)

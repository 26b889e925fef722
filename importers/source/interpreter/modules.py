"""Imports of files beside a script: each is gone through once, in a frame of its own, when it is first imported."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from importers.source.interpreter.models import Models
from importers.source.reading.interpreter import Interpreter
from importers.source.reading.state import ReadingState
from importers.source.text.source import SourceFile
from importers.source.values.keras_names import normal
from importers.source.values.objects import ModuleValue
from importers.source.values.values import UNSET, BodyLeft, Frame, SourceValue, Stopped


@dataclass(eq=False)
class Modules:
    """Goes through ``import``."""

    state: ReadingState
    host: Interpreter
    models: Models
    frames: dict[int, Frame] = field(default_factory=dict)

    def plain(self, node: ast.Import, frame: Frame) -> None:
        """Go through ``import a.b as c``."""
        for each in node.names:
            path = tuple(each.name.split("."))
            file = self.state.source.beside.get((node, each.name))
            if file is None:
                value: SourceValue = normal(path if each.asname else path[:1])
            elif each.asname or len(path) == 1:
                value = ModuleValue(self._frame(file))
            else:
                value = self._nested(path, self._frame(file), frame)
            self.state.put(frame, each.asname or path[0], value)

    def _nested(self, path: tuple[str, ...], inner: Frame, frame: Frame) -> ModuleValue:
        """Return the outermost package of ``import a.b.c``, with those that were imported before."""
        known = self.state.get(frame, path[0])
        outermost = known if isinstance(known, ModuleValue) else ModuleValue(Frame())
        here = outermost.frame
        for name in path[1:-1]:
            found = self.state.get(here, name)
            package = found if isinstance(found, ModuleValue) else ModuleValue(Frame())
            self.state.put(here, name, package)
            here = package.frame
        self.state.put(here, path[-1], ModuleValue(inner))
        return outermost

    def names(self, node: ast.ImportFrom, frame: Frame) -> None:
        """Go through ``from a import b``."""
        file = self.state.source.beside.get((node, ""))
        path = tuple((node.module or "").split("."))
        for each in node.names:
            if each.name == "*":
                self._all(file, frame)
                continue
            found: SourceValue = UNSET
            if file is not None:
                found = self.state.get(self._frame(file), each.name)
            part = self.state.source.beside.get((node, each.name))
            if found is UNSET and part is not None:
                found = ModuleValue(self._frame(part))
            if found is UNSET:
                found = normal((*path, each.name))
            self.state.put(frame, each.asname or each.name, found)

    def _all(self, file: SourceFile | None, frame: Frame) -> None:
        inner = self._frame(file) if file is not None else Frame()
        for name, value in list(inner.cells.items()):
            if not name.startswith("_"):
                self.state.put(frame, name, value)

    def _frame(self, file: SourceFile) -> Frame:
        """Return the names of a file; it is gone through when it is first asked for."""
        found = self.frames.get(id(file))
        if found is not None:
            return found
        frame = self.frames[id(file)] = Frame({"__name__": file.module})
        state, models = self.state, self.models
        line, regions, assumed = state.line, state.regions, state.assumed
        picked, count = models.picked, len(models.models)
        state.regions, state.assumed = [], []
        try:
            self.host.run(file.tree.body, frame)
        except (BodyLeft, Stopped):
            state.leave_regions()
        finally:
            state.line, state.regions, state.assumed = line, regions, assumed
        models.picked = picked
        models.imported |= {id(each) for each in models.models[count:]}
        return frame

"""Files beside a script that it imports: found by the names of its imports, within its own folders, and parsed.

Only Python files are opened, of the folder of the script and of the package that it is in; folders above where the
script itself names one, as ``from ..blocks`` or ``sys.path.append("../")``. Nothing of installed packages, no links.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from importers.files.opening import open_regular, read_text
from importers.reports.errors import UnreadableModel
from importers.source.text.source import Source, SourceFile, read_script

MOST_FILES = 24
MOST_BYTES = 512 * 2**10
"""Bytes of all files beside a script together."""

MOST_LEVELS = 3
"""Folders above that of the script that may be looked into."""

_INSTALLED = ("site-packages", "dist-packages")
_KNOWN = ("keras", "tensorflow", "tf_keras", "numpy")
"""Libraries that the reader knows by name."""


def with_files(source: Source, path: Path) -> Source:
    """Return a script together with the files beside it that it imports, and those that they import."""
    gathering = _Gathering(source, path)
    gathering.gather()
    return gathering.source


@dataclass
class _Gathering:
    """Looks for the files of one script.

    Attributes:
        source: what was read so far.
        path: of the script.
        found: the files by their paths; ``None`` for one that cannot be read.
    """

    source: Source
    path: Path
    found: dict[Path, SourceFile | None] = field(default_factory=dict)
    size: int = 0

    def __post_init__(self) -> None:
        """Look where the script is, and which folders above it names."""
        self.path = Path(self.path).absolute()
        home = self.path.parent
        self.roots = [home, *_packages(home), *_named_above(self.source.tree, home)]

    def gather(self) -> None:
        """Follow the imports of the script, then those of what is found."""
        waiting: list[tuple[ast.Module, Path]] = [(self.source.tree, self.path)]
        while waiting:
            tree, path = waiting.pop(0)
            for node in ast.walk(tree):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    waiting += self._follow(node, path.parent)

    def _follow(
        self, node: ast.Import | ast.ImportFrom, home: Path
    ) -> Iterator[tuple[ast.Module, Path]]:
        for name, parts in _asked(node):
            path = self._path(parts, home, getattr(node, "level", 0))
            if path is None:
                continue
            new = path not in self.found
            file = self._file(path) if new else self.found[path]
            if file is not None:
                self.source.beside[node, name] = file
                if new:
                    yield file.tree, path

    def _path(self, parts: tuple[str, ...], home: Path, level: int) -> Path | None:
        """Return the file that an import means; ``None`` where it is none of those that may be read."""
        roots = [home, *self.roots]
        if level:
            roots = [home, *home.parents][level - 1 : level] if level <= MOST_LEVELS + 1 else []
        elif not parts or parts[0] in _KNOWN:
            return None
        for root in roots:
            for path in (
                root.joinpath(*parts).with_suffix(".py"),
                root.joinpath(*parts, "__init__.py"),
            ):
                if _may_be_read(path, root) and path != self.path:
                    return path
        return None

    def _file(self, path: Path) -> SourceFile | None:
        """Read a file; the lines of all files stand one behind the other."""
        self.found[path] = None
        if len(self.found) > MOST_FILES:
            self._tell(path, "there are too many files beside the script")
            return None
        try:
            with open_regular(path) as opened:
                data = read_text(opened, path.name)
            self.size += len(data)
            if self.size > MOST_BYTES:
                raise UnreadableModel("the files beside the script are too large")
            read = read_script(data)
        except UnreadableModel as error:
            self._tell(path, str(error).rstrip("."))
            return None
        first = len(self.source.lines)
        ast.increment_lineno(read.tree, first)
        left_out = {at + first: words for at, words in read.left_out.items()}
        self.found[path] = file = SourceFile(path.name, path.stem, read.tree, first)
        self.source = replace(
            self.source,
            lines=(*self.source.lines, *read.lines),
            left_out={**self.source.left_out, **left_out},
            files=(*self.source.files, file),
        )
        return file

    def _tell(self, path: Path, why: str) -> None:
        self.source.not_read[path.name] = why


def _asked(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the modules that an import may mean: an empty name is the one behind ``from``."""
    if isinstance(node, ast.Import):
        for each in node.names:
            yield each.name, tuple(each.name.split("."))
        return
    start = tuple(node.module.split(".")) if node.module else ()
    if start:
        yield "", start
    for each in node.names:
        if each.name != "*":
            yield each.name, (*start, each.name)


def _packages(home: Path) -> Iterator[Path]:
    """Yield the folders around the packages that a folder is in, where whole names of modules begin."""
    for _ in range(MOST_LEVELS):
        if not (home / "__init__.py").is_file():
            return
        home = home.parent
        yield home


def _named_above(tree: ast.Module, home: Path) -> Iterator[Path]:
    """Yield the folders above that a script adds to ``sys.path`` by dots alone."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or ast.unparse(node.func)[:9] != "sys.path.":
            continue
        for each in node.args:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                parts = each.value.strip("/").split("/")
                if set(parts) <= {".", ".."} and parts.count("..") in range(1, MOST_LEVELS + 1):
                    yield home.parents[min(parts.count(".."), len(home.parents)) - 1]


def _may_be_read(path: Path, root: Path) -> bool:
    """Tell whether a file is there, is no link, and none of an installed package."""
    try:
        inside = path.is_file() and path.resolve().is_relative_to(root.resolve())
        return inside and not path.is_symlink() and not set(path.resolve().parts) & set(_INSTALLED)
    except (OSError, ValueError):
        return False

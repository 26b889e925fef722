"""The layers, told by the code: ``python -m tests.layers`` writes a picture and a paragraph for each folder.

The picture is made from the import contracts: a package lies above those that it may import, and so does a folder
inside its package. What stands in one row does not import each other. The paragraphs are what the folders say of
themselves in their ``__init__``. Both are in ``docs/architecture.md``.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "images" / "layers.svg"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- folders: written by `python -m tests.layers` -->\n"
END = "<!-- end of folders -->\n"

WIDTH = 1120
"""Width of the picture in pixels, as all lengths here."""
EDGE = 16
GAP = 10
HEAD = 34
ROW = 34
CHIP = 24
LETTER = 7.2
"""Width of a letter of a folder's name, in a typeface of fixed width at 12 pixels."""

Rows = list[list[str]]


def contracts() -> dict[str, Rows]:
    """Return the layers of every package from the top, by the package's name; ``""`` has the packages themselves."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Rows] = {}
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers":
            rows = [
                [name.strip() for name in row.replace(":", "|").split("|")]
                for row in contract["layers"]
            ]
            found[contract.get("containers", [""])[0]] = rows
    return found


def told(container: str) -> Rows:
    """Return the layers that an ``__init__`` names, from the top, in the order of the alphabet within a row.

    Args:
        container: dotted name of a package or folder; ``""`` for the packages, which the ``__init__`` of `app` names.

    Raises:
        ValueError: the text has no such line.
    """
    folder = ROOT.joinpath(*(container or "app").split("."))
    kind = "Layers" if container else "Packages"
    line = re.search(rf"{kind}, the lowest first: ([^.]*)\.", _told(folder))
    if line is None:
        raise ValueError(f"{folder.relative_to(ROOT)}/__init__.py does not name its layers")
    return [row.split(", ") for row in reversed(line[1].split("; "))]


def picture() -> str:
    """Return the picture as SVG."""
    known = contracts()
    body: list[str] = []
    top = float(EDGE)
    for packages in known[""]:
        width = (WIDTH - 2 * EDGE - GAP * (len(packages) - 1)) / len(packages)
        height = max(_height(known[package], width) for package in packages)
        for place, package in enumerate(packages):
            left = EDGE + place * (width + GAP)
            body += _package(package, known[package], left, top, width, height)
        top += height + GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top:g}" '
        f'viewBox="0 0 {WIDTH} {top:g}" role="img" aria-label="Layers of Netwright">'
    )
    style = (
        "<style>text{font:12px ui-monospace,monospace;fill:#1f2430}"
        ".package{font:bold 15px sans-serif}.words{font:12px sans-serif;fill:#5a6475}.box{fill:#eef1f6;stroke:#b4bcc9}"
        ".folder{fill:#fff;stroke:#8a94a6}.module{fill:#f8f9fb;stroke:#b4bcc9;stroke-dasharray:3 2}</style>"
    )
    ground = f'<rect width="{WIDTH}" height="{top:g}" fill="#fff"/>'
    return "\n".join([head, style, ground, *body, "</svg>", ""])


def _package(
    package: str, rows: Rows, left: float, top: float, width: float, height: float
) -> Iterator[str]:
    yield f'<rect class="box" x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="8"/>'
    yield f'<text class="package" x="{left + 12:g}" y="{top + 23:g}">{escape(package)}</text>'
    y = top + HEAD
    for row in rows:
        for line in _lines(row, width):
            x = left + 12
            for name in line:
                kind = "folder" if (ROOT / package / name).is_dir() else "module"
                wide = _wide(name)
                yield f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{wide:g}" height="{CHIP}" rx="4"/>'
                yield f'<text x="{x + 8:g}" y="{y + 16:g}">{escape(name)}</text>'
                x += wide + 8
            if len(row) == 1:
                room = left + width - x - 12
                words = next(
                    (each for each in _sentences(package, row[0]) if 6.2 * len(each) < room), ""
                )
                yield f'<text class="words" x="{x + 6:g}" y="{y + 16:g}">{escape(words)}</text>'
            y += ROW


def _sentences(package: str, name: str) -> Iterator[str]:
    """Yield what a folder or module says of itself in its first sentence: all of it, then what is before the colon."""
    folder = ROOT / package / name
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    words = " ".join(words.split()).replace("`", "")
    for end in (r"[.](\s|$)", r"[.:](\s|$)"):
        yield re.split(end, words)[0]


def _height(rows: Rows, width: float) -> float:
    return HEAD + ROW * sum(len(_lines(row, width)) for row in rows)


def _wide(name: str) -> float:
    return round(16 + LETTER * len(name))


def _lines(row: list[str], width: float) -> list[list[str]]:
    """Return the names of a row in as many lines as are needed."""
    lines: list[list[str]] = [[]]
    x = 0.0
    for name in row:
        if lines[-1] and x + _wide(name) > width - 24:
            lines.append([])
            x = 0.0
        lines[-1].append(name)
        x += _wide(name) + 8
    return lines


def paragraphs() -> str:
    """Return a paragraph of Markdown for each folder, from the top: what it holds, who uses it, where to start."""
    known = contracts()
    lines: list[str] = []
    for package in [name for row in known[""] for name in row]:
        lines += [f"### {package}", "", _told(ROOT / package), ""]
        for row in known[package]:
            for name in row:
                lines += _folders(ROOT / package / name)
        lines.append("")
    return "\n".join(lines)


def _folders(folder: Path) -> Iterator[str]:
    """Yield the lines about a folder and those in it; none for a module."""
    if not (folder / "__init__.py").is_file():
        return
    yield f"- **`{folder.relative_to(ROOT).as_posix()}`**: {_told(folder)}"
    for inner in sorted(folder.iterdir()):
        yield from _folders(inner)


def _told(folder: Path) -> str:
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    return " ".join(text.replace("``", "`").split())


def page() -> str:
    """Return the page about the architecture with the paragraphs as they are to be."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + paragraphs() + "\n" + END + rest.split(END)[1]


if __name__ == "__main__":
    FILE.write_text(picture(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    print(FILE.relative_to(ROOT), PAGE.relative_to(ROOT))

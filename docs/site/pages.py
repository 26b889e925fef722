"""Adds to the pages of ``docs/`` those that are written elsewhere: README, examples, packages; a hook of mkdocs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from block_types import block_types_page
from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("blocks", "exporters", "importers", "canvas", "app")
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
}
"""Files beside ``docs/``, and the pages that they become."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the packages into the navigation."""
    assert config.nav is not None
    names = [{package: [*map(_titled, _pages_of(package))]} for package in PACKAGES]
    config.nav = [*config.nav, {"Packages": names}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Make the pages."""
    pages = {new: _moved((ROOT / old).read_text("utf-8")) for old, new in PAGES.items()}
    pages["examples.md"] = _examples()
    pages["block-types.md"] = block_types_page()
    for package in PACKAGES:
        pages |= {page: _folder_text(page) for page in _pages_of(package)}
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    return files


def _moved(text: str) -> str:
    """Return a page of the root with its links as they are from ``docs/``."""
    for old, new in PAGES.items():
        text = text.replace(f"]({old})", f"]({new})")
    text = re.sub(r"\]\(examples/(\w+)\.py\)", r"](examples.md#\1)", text)
    return text.replace("](docs/", "](")


def _examples() -> str:
    lines = ["# Examples", "", "Programs in the folder `examples`; the tests run each of them.", ""]
    for path in sorted((ROOT / "examples").glob("*.py")):
        code = path.read_text("utf-8")
        lines += [f"## {path.stem}", "", "```python", code.rstrip(), "```", ""]
    return "\n".join(lines)


def _pages_of(package: str) -> Iterator[str]:
    """Yield the pages of a package: one for itself, one for each folder in it."""
    for init in sorted((ROOT / package).rglob("__init__.py")):
        yield f"packages/{'.'.join(init.parent.relative_to(ROOT).parts)}.md"


def _titled(page: str) -> dict[str, str]:
    """Return a page under the name of its folder in the package: ``commands.composites``."""
    name = page.removeprefix("packages/").removesuffix(".md")
    return {name.partition(".")[2] or "Overview": page}


def _folder_text(page: str) -> str:
    """Return the page of a folder: what it holds, then its modules with their public names."""
    name = page.removeprefix("packages/").removesuffix(".md")
    folder = ROOT.joinpath(*name.split("."))
    modules = [path.stem for path in sorted(folder.glob("*.py")) if path.stem[0] != "_"]
    head = f"::: {name}\n    options:\n      heading_level: 1"
    return "\n\n".join([head, *(f"::: {name}.{module}" for module in modules)]) + "\n"

"""The handbook's network listings: where each begins in the text, and what must be mended before Keras can build it.

The listings themselves are not here. Each mend says why it is there; those marked as slips are the handbook's own, and
the others are what a page break or a snippet without its surroundings asks for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_WRAPPED = "a comment runs on in the next line"
_INDENT = "a page break took away the indentation"


@dataclass(frozen=True, slots=True)
class Mend:
    """One change to a listing, wherever the old text stands in it.

    Attributes:
        old: text of the listing.
        new: what takes its place.
        why: the reason.
        slip: the handbook says something else than it means.
    """

    old: str
    new: str
    why: str
    slip: bool = False

    def apply(self, code: str) -> str:
        """Return the mended listing; raises `ValueError` where the text is not found."""
        if self.old not in code:
            raise ValueError(f"the listing has no {self.old!r}, to be mended since {self.why}")
        return code.replace(self.old, self.new)


@dataclass(frozen=True, slots=True)
class Indent:
    """Lines that get their indentation back: from the beginning of a page up to a text.

    Attributes:
        page: number of the part of the listing, from 0.
        until: the text that stands right again; empty for all of the page.
        by: number of blanks.
        why: the reason.
    """

    page: int
    until: str = ""
    by: int = 4
    why: str = _INDENT

    def apply(self, pages: list[str]) -> None:
        """Indent the lines of a page in place."""
        page = pages[self.page]
        at = page.index(self.until) if self.until else len(page)
        lines = page[:at].splitlines(keepends=True)
        blanks = " " * self.by
        pages[self.page] = "".join(blanks + line if line.strip() else line for line in lines) + page[at:]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """One network of the handbook.

    Attributes:
        template: name of the template that is made after it.
        first: a text by which its first part is known; parts are what stands between two fences.
        heading: a text before it, where several parts have the first one.
        parts: number of parts, one for each page that it is on.
        indents: lines whose indentation is lost.
        mends: changes, in their order.
        before: code that goes before a snippet.
        after: code that goes behind it.
    """

    template: str
    first: str
    heading: str = ""
    parts: int = 1
    indents: tuple[Indent, ...] = ()
    mends: tuple[Mend, ...] = ()
    before: str = ""
    after: str = ""

    def cut(self, text: str) -> list[str]:
        """Return the listing's parts from the handbook's text; raises `ValueError` where it is not found."""
        start = text.find(self.heading)
        found = [each[1] for each in _FENCED.finditer(text, max(start, 0))]
        for at, part in enumerate(found):
            if start >= 0 and self.first in part:
                return found[at : at + self.parts]
        raise ValueError(f"the text has no listing of {self.template}")

    def code(self, text: str, slips: bool = False) -> str:
        """Return code that builds ``model``.

        Args:
            text: the handbook's text.
            slips: leave the handbook's own slips in.
        """
        pages = self.cut(text)
        for indent in self.indents:
            indent.apply(pages)
        code = "\n".join([self.before, *pages, self.after])
        for mend in self.mends:
            code = code if mend.slip and slips else mend.apply(code)
        return code

    @property
    def slips(self) -> Sequence[Mend]:
        """The handbook's own slips that keep it from being what it says it is."""
        return [mend for mend in self.mends if mend.slip]


def _snippet(shape: str, entry: str = "x") -> str:
    """Return what goes before a snippet, which says neither what it imports nor what comes in."""
    return f"from keras import Input, Model, layers\ninputs = {entry} = Input(shape={shape})"


_END = "model = Model(inputs, x)"
_MODULE = "(28, 28, 256)"
_BRANCHES = "# The inception branches"
_GROUP = Mend("\nthe next Residual Group\n", "\n", _WRAPPED)
_LATE = Mend(
    "lambda z: z[",
    "lambda z, i=i: z[",
    "a lambda looks its i up when it runs, when the loop is over: every branch would read the last slice",
    slip=True,
)

LISTINGS = (
    Listing("dnn-regressor", "Dense, ReLU\n", heading="## Activation Functions"),
    Listing("dnn-binary", "Sequential", heading="## DNN Binary Classifier"),
    Listing("dnn-multiclass", "Sequential", heading="## DNN Multi-Class Classifier"),
    Listing("mnist-dnn", "Dense, Flatten, ReLU, Activation\n"),
    Listing("mnist-dnn-dropout", "Dense, Flatten, ReLU, Activation, Dropout\n", parts=2),
    Listing("sign-language-cnn", "Dense, ReLU, Activation\n", heading="## Basic CNN", parts=2),
    Listing("vgg16", "# First convolutional block", parts=2),
    Listing("resnet34", "def residual_block(n_filters, x)", parts=3, mends=(_GROUP,)),
    Listing("batchnorm-example", "Conv2D, ReLU, BatchNormalization, Flatten, Dense"),
    Listing(
        "resnet50",
        "def bottleneck_block",
        heading="## ResNet50\n",
        parts=3,
        indents=(Indent(1, "def conv_block"),),
        mends=(_GROUP,),
    ),
    Listing(
        "inception-naive-module",
        _BRANCHES,
        heading="#### *Naive Inception Module*",
        before=_snippet(_MODULE),
        after=_END,
    ),
    Listing(
        "inception-v1-module",
        _BRANCHES,
        heading="### *Inception v1 Module*",
        before=_snippet(_MODULE),
        after=_END,
    ),
    Listing("resnext50", "def _resnext_block(shortcut", parts=2, mends=(_LATE,)),
    Listing(
        "inception-v2-module",
        _BRANCHES,
        heading="## Inception v2",
        before=_snippet(_MODULE),
        after=_END,
    ),
    Listing(
        "inception-v3-stem",
        "# Inception v3 stem",
        before=_snippet("(229, 229, 3)", "input"),
        after=_END,
    ),
    Listing(
        "inception-v4-stem", "# Inception v4 stem", before=_snippet("(229, 229, 3)"), after=_END
    ),
    Listing(
        "prestem-224-to-230",
        "# pre-stem",
        mends=(
            Mend(
                "inputs = layers.ZeroPadding2D((3, 3))(inputs)",
                "given = inputs\ninputs = layers.ZeroPadding2D((3, 3))(inputs)",
                "the input gets a name that stays, so that a model can be made",
            ),
        ),
        before="from keras import Model",
        after="model = Model(given, x)",
    ),
    Listing("resnext50-factored", "# ResNext variant", parts=3, mends=(_LATE,)),
    Listing(
        "densenet121",
        "# Dense Net 121",
        parts=3,
        indents=(Indent(1, "def residual_block"), Indent(2, "inputs = Input(")),
        mends=(
            Mend(
                "in range(nbblocks)",
                "in range(nblocks)",
                "the name of the loop outside is read in place of the argument: the last block has 24 layers, not 16",
                slip=True,
            ),
        ),
    ),
    Listing(
        "xception",
        "def entryFlow",
        parts=5,
        indents=(
            Indent(1, "def middleFlow"),
            Indent(2, "def residual_block_entry"),
            Indent(3, "def residual_block_middle"),
        ),
    ),
    Listing(
        "mobilenet",
        "# MobileNet",
        parts=4,
        indents=(Indent(1, "def classifier"), Indent(2, "alpha  ")),
    ),
    Listing("squeezenet", "def fire(", parts=2),
)
"""All of them, in the handbook's order."""

"""Every kind of parameter: what a value may be, how it is typed in and how it is written.

Used by block types and settings. Names, defaults and limits are Keras's. One declaration serves the form, the checker,
the Keras call, the code line and the file.
"""

from __future__ import annotations

from blocks.parameters.base import REQUIRED, Parameter, Required
from blocks.parameters.objects import Family, ObjectOf
from blocks.parameters.simple import (
    Choice,
    Flag,
    Integer,
    NamedNumbers,
    Number,
    Numbers,
    Text,
    Words,
    suited_to,
)
from blocks.parameters.sizes import Axis, Integers, Padding, Sizes
from blocks.values.literals import (
    is_integer,
    limits_text,
    read_literal,
    same_value,
    show,
    within,
)

__all__ = [
    "REQUIRED",
    "Axis",
    "Choice",
    "Family",
    "Flag",
    "Integer",
    "Integers",
    "NamedNumbers",
    "Number",
    "Numbers",
    "ObjectOf",
    "Padding",
    "Parameter",
    "Required",
    "Sizes",
    "Text",
    "Words",
    "is_integer",
    "limits_text",
    "read_literal",
    "same_value",
    "show",
    "suited_to",
    "within",
]

"""Colours as eyes see them: contrast, distance (CIEDE2000), and what people without one kind of cones see.

The formulas are those of WCAG 2, of Sharma, Wu and Dalal (2005), of Machado, Oliveira and Fernandes (2009), of
Viénot, Brettel and Mollon (1999), and of Brettel, Viénot and Mollon (1997) for tritanopia.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

Triple = tuple[float, float, float]
Rows = tuple[Triple, Triple, Triple]

MACHADO: Mapping[str, Rows] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
VIENOT: Mapping[str, Rows] = {
    "protanopia": (
        (0.11238, 0.88762, 0.0),
        (0.11238, 0.88762, 0.0),
        (0.00401, -0.00401, 1.0),
    ),
    "deuteranopia": (
        (0.29275, 0.70725, 0.0),
        (0.29275, 0.70725, 0.0),
        (-0.02234, 0.02234, 1.0),
    ),
}
BRETTEL: tuple[Rows, Rows] = (
    ((1.01277, 0.13548, -0.14826), (-0.01243, 0.86812, 0.14431), (0.07589, 0.80500, 0.11911)),
    ((0.93678, 0.18979, -0.12657), (0.06154, 0.81526, 0.12320), (-0.37562, 1.12767, 0.24796)),
)
"""For tritanopia: on either side of the plane through grey."""
PLANE: Triple = (0.03901, -0.02788, -0.01113)


def linear(colour: str) -> Triple:
    """Return the light of ``#rrggbb``: red, green, blue from 0 to 1."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it, from 1 to 21."""
    low, high = sorted(_dot((0.2126, 0.7152, 0.0722), linear(each)) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(light: Triple) -> Triple:
    """Return L*, a*, b* of light, seen under D65."""
    xyz = (
        _dot((0.4124564, 0.3575761, 0.1804375), light) / 0.95047,
        _dot((0.2126729, 0.7151522, 0.0721750), light),
        _dot((0.0193339, 0.1191920, 0.9503041), light) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else part * 841 / 108 + 4 / 29 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Triple, other: Triple) -> float:
    """Return the distance of two colours, each given as L*, a*, b*."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    turn = 0.0 if grey else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if grey else (h1 + turn / 2) % 360
    wide = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1.0 + sum(
        share * math.cos(math.radians(times * hue + by))
        for share, times, by in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    bend = 60 * math.exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * math.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * math.sin(math.radians(bend))
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, wide / sh
    return math.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh)


def _with(rows: Rows) -> Callable[[Triple], Triple]:
    return lambda light: _clipped(
        (_dot(rows[0], light), _dot(rows[1], light), _dot(rows[2], light))
    )


def _brettel(light: Triple) -> Triple:
    return _with(BRETTEL[0] if _dot(PLANE, light) >= 0 else BRETTEL[1])(light)


EYES: Mapping[str, Callable[[Triple], Triple]] = {
    "all cones": lambda light: light,
    **{f"{name} (Machado)": _with(rows) for name, rows in MACHADO.items()},
    **{f"{name} (Viénot)": _with(rows) for name, rows in VIENOT.items()},
    "tritanopia (Brettel)": _brettel,
}
"""Whose eyes: what they make of light."""


def distance(one: str, other: str, eyes: str = "all cones") -> float:
    """Return how far apart two colours are for these eyes."""
    see = EYES[eyes]
    return ciede2000(lab(see(linear(one))), lab(see(linear(other))))


def _dot(one: Triple, other: Triple) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _clipped(light: Triple) -> Triple:
    red, green, blue = (min(max(part, 0.0), 1.0) for part in light)
    return red, green, blue

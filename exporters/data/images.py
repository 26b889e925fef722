"""The steps that change images: their channels and their size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from exporters.data.base import Array, ExampleStep, KerasTools


@dataclass(frozen=True, slots=True)
class MergeChannels(ExampleStep):
    """Make colour images grey: the mean of the first three channels."""

    def change(self, x: Array, tools: KerasTools) -> Array:
        """Return grey images."""
        grey: Array = x[..., :3].mean(axis=-1, keepdims=True)
        return grey

    def source(self, x: str) -> str:
        """Return the same as Python."""
        return f"{x}[..., :3].mean(axis=-1, keepdims=True)"


@dataclass(frozen=True, slots=True)
class KeepChannels(ExampleStep):
    """Keep the first channels, e.g. drop transparency."""

    count: int

    def change(self, x: Array, tools: KerasTools) -> Array:
        """Return images with fewer channels."""
        return x[..., : self.count]

    def source(self, x: str) -> str:
        """Return the same as Python."""
        return f"{x}[..., :{self.count}]"


@dataclass(frozen=True, slots=True)
class RepeatChannel(ExampleStep):
    """Give grey images several equal channels."""

    count: int

    def change(self, x: Array, tools: KerasTools) -> Array:
        """Return images with equal channels."""
        import numpy as np

        return np.repeat(x, self.count, axis=-1)

    def source(self, x: str) -> str:
        """Return the same as Python."""
        return f"np.repeat({x}, {self.count}, axis=-1)"


@dataclass(frozen=True, slots=True)
class DropChannelAxis(ExampleStep):
    """Take the axis of the one channel away: (28, 28, 1) becomes (28, 28)."""

    def change(self, x: Array, tools: KerasTools) -> Array:
        """Return images without the last axis."""
        dropped: Array = x[..., 0]
        return dropped

    def source(self, x: str) -> str:
        """Return the same as Python."""
        return f"{x}[..., 0]"


@dataclass(frozen=True, slots=True)
class Resize(ExampleStep):
    """Scale images, bilinearly."""

    height: int
    width: int
    imports: ClassVar[tuple[str, ...]] = ("import keras",)

    @property
    def constants(self) -> tuple[tuple[str, str], ...]:
        """(name, source of its value) for the top of the script."""
        return (("IMAGE_SIZE", ascii((self.height, self.width))),)

    def change(self, x: Array, tools: KerasTools) -> Array:
        """Return images of the wanted size."""
        return tools.resize(x, self.height, self.width)

    def source(self, x: str) -> str:
        """Return the same as Python."""
        return f"keras.ops.convert_to_numpy(keras.ops.image.resize({x}, IMAGE_SIZE))"

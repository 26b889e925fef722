"""The steps that change images: their channels and their size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from exporters.data.base import Array, ExampleStep, KerasTools


@dataclass(frozen=True, slots=True)
class MergeChannels(ExampleStep):
    """Make colour images grey: the mean of the first three channels."""

    def change(self, array: Array, tools: KerasTools) -> Array:
        """Return grey images."""
        grey: Array = array[..., :3].mean(axis=-1, keepdims=True)
        return grey

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"{variable}[..., :3].mean(axis=-1, keepdims=True)"


@dataclass(frozen=True, slots=True)
class KeepChannels(ExampleStep):
    """Keep the first channels, e.g. drop transparency."""

    count: int

    def change(self, array: Array, tools: KerasTools) -> Array:
        """Return images with fewer channels."""
        return array[..., : self.count]

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"{variable}[..., :{self.count}]"


@dataclass(frozen=True, slots=True)
class RepeatChannel(ExampleStep):
    """Give grey images several equal channels."""

    count: int

    def change(self, array: Array, tools: KerasTools) -> Array:
        """Return images with equal channels."""
        import numpy as np

        return np.repeat(array, self.count, axis=-1)

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"np.repeat({variable}, {self.count}, axis=-1)"


@dataclass(frozen=True, slots=True)
class DropChannelAxis(ExampleStep):
    """Take the axis of the one channel away: (28, 28, 1) becomes (28, 28)."""

    def change(self, array: Array, tools: KerasTools) -> Array:
        """Return images without the last axis."""
        dropped: Array = array[..., 0]
        return dropped

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"{variable}[..., 0]"


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

    def change(self, array: Array, tools: KerasTools) -> Array:
        """Return images of the wanted size."""
        return tools.resize(array, self.height, self.width)

    def source(self, variable: str) -> str:
        """Return the same as Python."""
        return f"keras.ops.convert_to_numpy(keras.ops.image.resize({variable}, IMAGE_SIZE))"

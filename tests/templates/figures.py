"""What every bundled network must come to: the one table that the tests of templates read."""

from __future__ import annotations

from typing import NamedTuple

from blocks.values.shapes import Shape


class Figures(NamedTuple):
    """Shape of one example, parameters, and how many of them are trained."""

    shape: Shape
    parameters: int
    trainable: int


def _all(shape: Shape, parameters: int) -> Figures:
    """Figures of a network all of whose parameters are trained."""
    return Figures(shape, parameters, parameters)


FIGURES: dict[str, Figures] = {
    "dnn-regressor": _all((13,), 261),
    "dnn-binary": _all((13,), 261),
    "dnn-multiclass": _all((4,), 215),
    "vgg16": _all((224, 224, 3), 138_357_544),
    "vgg19": _all((224, 224, 3), 143_667_240),
    "resnet34": _all((224, 224, 3), 21_542_376),
    "resnet34-paper": Figures((224, 224, 3), 21_814_696, 21_797_672),
    "resnet50": Figures((224, 224, 3), 25_636_712, 25_583_592),
    "resnext50": Figures((224, 224, 3), 26_493_160, 26_432_104),
    "resnext50-grouped": Figures((224, 224, 3), 26_493_160, 26_432_104),
    "resnext50-factored": Figures((224, 224, 3), 16_777_960, 16_701_800),
    "prestem-224-to-230": _all((224, 224, 3), 9_472),
    "densenet121": Figures((230, 230, 3), 7_946_408, 7_925_928),
    "mnist-dnn": _all((28, 28), 669_706),
    "mnist-dnn-dropout": _all((28, 28), 669_706),
    "sign-language-cnn": _all((128, 128, 1), 8_402_618),
    "batchnorm-example": Figures((128, 128, 3), 4_294_989_824, 4_294_981_504),
    "inception-naive-module": _all((28, 28, 256), 544_976),
    "inception-v1-module": _all((28, 28, 256), 198_032),
    "inception-v2-module": _all((28, 28, 256), 169_664),
    "inception-v3-stem": _all((229, 229, 3), 614_896),
    "inception-v4-stem": _all((229, 229, 3), 426_400),
    "inception-v4-stem-corrected": _all((229, 229, 3), 604_864),
    "googlenet": _all((224, 224, 3), 13_378_280),
    "xception": Figures((299, 299, 3), 22_999_464, 22_944_896),
    "mobilenet": Figures((224, 224, 3), 4_264_808, 4_242_920),
    "squeezenet": _all((224, 224, 3), 1_248_424),
}

"""The two thin matrices that stand in for a frozen kernel (LoRA).

Source: https://arxiv.org/abs/2106.09685
"""

from __future__ import annotations

from blocks.types.rules import Arguments, Refusal, Weight


def low_rank(arguments: Arguments, kernel: tuple[int, ...]) -> tuple[Weight, Weight]:
    """Weights that ``lora_rank`` adds to a layer whose kernel has the shape ``kernel``.

    Raises:
        Refusal: ``value`` where the kernel has a constraint: Keras allows only one of the two.
    """
    rank = arguments["lora_rank"]
    if arguments["kernel_constraint"] is not None:
        raise Refusal("value", expected="no kernel_constraint", got=rank, parameter="lora_rank")
    trainable = arguments["trainable"]
    return (
        Weight("lora_kernel_a", (*kernel[:-1], rank), trainable),
        Weight("lora_kernel_b", (rank, kernel[-1]), trainable),
    )

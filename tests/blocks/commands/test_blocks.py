"""Adding blocks where nobody says where: a script has no canvas to point at."""

from __future__ import annotations

from blocks.commands.blocks import GAP, SIDE, add_block, insert_on_wire
from blocks.document.document import Document


def test_a_block_is_added_below_the_one_that_it_follows_beside_what_is_there() -> None:
    document, ids = Document(), []
    for type_name, follows in (("Input", None), ("Dense", 0), ("Dense", 0), ("ReLU", 1)):
        block_id, edits = add_block(
            document, type_name, after=None if follows is None else ids[follows]
        )
        document.apply(edits)
        ids.append(block_id)
    alone, edits = add_block(document, "Input")
    document.apply(edits)

    places = document.model.positions
    assert [places[key] for key in (*ids, alone)] == [
        (0.0, 0.0),
        (0.0, GAP),
        (SIDE, GAP),
        (0.0, 2 * GAP),
        (0.0, 3 * GAP),
    ]


def test_a_block_on_a_wire_stands_halfway() -> None:
    document = Document()
    first, edits = add_block(document, "Input")
    document.apply(edits)
    document.apply(add_block(document, "Dense", after=first)[1])

    (wire,) = document.model.wires()
    block_id, edits = insert_on_wire(document, "ReLU", wire)
    document.apply(edits)

    assert document.model.positions[block_id] == (0.0, GAP / 2)

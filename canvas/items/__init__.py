"""Everything that is drawn: cards, wires, marks, labels and overlays, as Qt items and as functions that paint.

Used by `canvas.scene` and `canvas.diagram`. Start with `card_item`; `card_content` says what a card shows, without
Qt.
"""

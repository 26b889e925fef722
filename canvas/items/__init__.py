"""Everything that is drawn: cards, wires, marks, labels and overlays, as Qt items and as functions that paint.

Used by the layout, the search, the scene and everything above them. Start with `card_item`; `card_content` says what a
card shows, without Qt.
"""

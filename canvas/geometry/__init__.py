"""Boxes, routes of wires, alignment and neighbours, as arithmetic in scene pixels. No Qt.

Used by the whole canvas. Start with `boxes` and `routing`.
"""

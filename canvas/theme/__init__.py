"""Colours, pens, text size, and words shown as they are.

Used by the whole canvas and by every part of the window. Start with `themes`; `measure` gives lengths that follow the
text size.
"""

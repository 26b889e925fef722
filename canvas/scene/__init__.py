"""The items of one graph, kept as the document and its check say: cards, wires, composites opened in place.

Used by `canvas.diagram`, `canvas.gestures` and `canvas.view`. Start with `scene`, then `inline_views`; `overview` draws
everything in a few calls from far away.
"""

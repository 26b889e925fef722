"""The docks around the canvas: how they fold, and how much room each may take.

Used by `app.window`. Start with `areas`; `sizes` is pure arithmetic.
"""

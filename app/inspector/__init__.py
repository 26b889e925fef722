"""The inspector: a page for the selected blocks, one for the composite on screen, one for the model.

Used by `app.window` alone. Start with `panel`.
"""

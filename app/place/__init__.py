"""The graph on the canvas: the model, or a composite that was stepped into.

Used by `app.window`. Start with `controller`; `app.project.navigator` is the place without a screen.
"""

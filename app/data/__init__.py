"""The data panel: choosing data, preparing them, looking at them, and fitting the model to them.

Used by `app.window` alone. Start with `panel`; `fit` and `preview` know no Qt.
"""

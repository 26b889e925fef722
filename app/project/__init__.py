"""An open project without a screen: document, history, check, data, script, and the place in it.

Knows no Qt; window and command line use it alike. Start with `project`.
"""

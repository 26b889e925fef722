"""An open project without a screen: document, history, check, data, script, and the place in it.

Knows no Qt; the frame, all panels and the command line use it. Start with `project`.
"""

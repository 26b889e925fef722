"""Project files in the window: new, open, save, changes on the disk, copies of unsaved work.

Used by `app.window` and by controllers that save something. Start with `controller`; `recovery`, `recent` and
`sweeping` know no Qt.
"""

"""Project files in the window: new, open, save, changes on the disk, copies of unsaved work.

Used by `app.window` and `app.runs`. Start with `controller`; `recovery` and
`sweeping` know no Qt, `watcher` watches the disk, `leaving` says what saving asks of runs.
"""

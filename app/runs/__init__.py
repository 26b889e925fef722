"""The training panel: starting and stopping runs, their state, their list, and what becomes of them with the project.

Used by `app.window` and the demo. Start with `panel` and `controller`.
"""

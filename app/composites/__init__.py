"""Composites in the window: making, expanding, naming and sharing them, and libraries of them.

Used by `app.window` and `app.files`; commands use `library_folders`, which knows no Qt. Start with `controller`.
"""

"""The entries of the menus, a module for each menu.

Read by `app.actions.table` alone, which joins them. Start with `file`; `app.actions.action` says what a row is.
"""

"""The entries of the menus, a module for each menu. Read by `app.actions.table` alone."""

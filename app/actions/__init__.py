"""The actions of the window, each with its name, shortcut and place in the menus.

Used by everything that shows an action or names one; it uses `app.look` alone.
Start with `table`; `rows` has the entries, a module for each menu.
"""

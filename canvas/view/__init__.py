"""The widget: looking around, what the mouse and the keys mean, menus, adding and editing.

Used by `app`; nothing in `canvas` uses it. Start with `view`, which makes the parts, then `camera`, `mouse` and `keys`.
`canvas` is what mouse, keys and menus know of the view; `commands` (words) and `actions` (what they do) are the
commands that the window's menus offer too.
"""

"""The widget: looking around, what the mouse and the keys mean, menus, adding and editing.

Used by `app`. Start with `view`, then `camera`, `mouse` and `keys`.
"""

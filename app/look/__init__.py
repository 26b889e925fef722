"""How the window looks: theme, style sheet, icons, numbers as people write them.

Used by everything with a screen; it uses nothing of the application. Start with `theme`.
"""

"""The looks of the window: theme, style sheet, icons, numbers as people write them.

Used by everything with a screen; it uses nothing else of the application. Start with `theme`.
"""

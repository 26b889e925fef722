"""Small widgets, and how all widgets behave: keys, focus, words that give way, dialogs that look alike.

Used by every panel and dialog; it uses nothing else of the application. Start with `parts` and `dialog_parts`.
"""

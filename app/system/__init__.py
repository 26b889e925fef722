"""The machine and the terminal: processes, graphics cards, the program's own files, errors that people can mend.

Knows no Qt and uses nothing else of the application; everything may use it. Start with `errors` and `doctor`.
"""

"""The graph editor: a graph on a surface that can be looked at and edited with mouse and keys.

Used by `app` alone; it knows the document, its check and the editor, and no part of the window. Start with
`view.view`. `editor` (no Qt) is what the canvas does to a document; `links` and `later` are small helpers for Qt
objects.
"""

"""The graph editor: a graph on a surface that can be looked at and edited with mouse and keys.

Used by `app` alone; it uses `blocks` alone. Start with
`view.view`. `editor` (no Qt) is what the canvas does to a document; `links` and `later` are small helpers for Qt
objects.

Layers, the lowest first: geometry, later, links, theme; items; editor; layout, scene, search; diagram, gestures; view.
"""

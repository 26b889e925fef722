"""The bundled templates: project files in this folder, their pictures, and how a project begins from one.

Used by `app.files` and by commands. Start with `catalog`.
"""
